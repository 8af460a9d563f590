"""The portal as in operation, without what only the internet side needs (https, secrets)."""

from portal.settings.development import *  # noqa: F403

PORTAL_PAGE_CACHE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = False
LOGGING_CONFIG = None
