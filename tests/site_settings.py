"""Settings of the running site: as in tests, but its mails can be read from outside."""

from portal.settings.test import *  # noqa: F403
from portal.settings.test import VAR_DIR

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
