"""Settings for real operation. Whatever would be unsafe stops the start with a sentence."""

from django.core.exceptions import ImproperlyConfigured

from portal.settings import env
from portal.settings.base import *  # noqa: F403
from portal.settings.base import PORTAL_BASE_URL
from portal.settings.development import SECRET_KEY as DEVELOPMENT_SECRET

SECRET_KEY_LENGTH = 50
PORTAL_PRODUCTION = True
DEBUG = False
SECRET_KEY = env.secret("SECRET_KEY")
GUESTREG_KEY_SECRET = env.secret("GUESTREG_KEY_SECRET")

if env.flag("DEBUG", False):
    raise ImproperlyConfigured("DEBUG is on. Production never runs with DEBUG; remove it.")
if SECRET_KEY == DEVELOPMENT_SECRET or len(SECRET_KEY) < SECRET_KEY_LENGTH:
    raise ImproperlyConfigured("SECRET_KEY is a known or short one. Use 50 random characters.")
if len(GUESTREG_KEY_SECRET) < SECRET_KEY_LENGTH or GUESTREG_KEY_SECRET == SECRET_KEY:
    raise ImproperlyConfigured("GUESTREG_KEY_SECRET needs 50 random characters of its own.")
if not PORTAL_BASE_URL.startswith("https://"):
    raise ImproperlyConfigured(f"PORTAL_BASE_URL is {PORTAL_BASE_URL!r}. Production needs https.")
if any(part in PORTAL_BASE_URL for part in ("example.", ".test", "localhost", "127.0.0.1")):
    raise ImproperlyConfigured(f"PORTAL_BASE_URL is {PORTAL_BASE_URL!r}, an example host.")

SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", True)
SECURE_HSTS_PRELOAD = env.flag("SECURE_HSTS_PRELOAD", True)
