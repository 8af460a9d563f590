"""The portal as in operation, without what only the internet side needs (https, secrets)."""

from portal.settings.development import *  # noqa: F403
from portal.settings.development import STATIC_ROOT

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_AUTOREFRESH = False
LOGGING_CONFIG = None
