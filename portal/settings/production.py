"""Settings for real operation. Whatever would be unsafe stops the start with a sentence."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal.settings import env
from portal.settings.base import *  # noqa: F403
from portal.settings.base import PORTAL_BASE_URL
from portal.settings.development import SECRET_KEY as DEVELOPMENT_SECRET

# RFC 2606 and RFC 6761: names that never lead to a real city.
EXAMPLE_HOSTS = {"example", "example.com", "example.net", "example.org"}
EXAMPLE_ENDINGS = (".example", ".invalid", ".local", ".localhost", ".test")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_example(host: str) -> bool:
    return (
        _is_address(host)
        or "." not in host
        or host.endswith(EXAMPLE_ENDINGS)
        or any(host == name or host.endswith(f".{name}") for name in EXAMPLE_HOSTS)
    )


PORTAL_PRODUCTION = True
DEBUG = False
SECRET_KEY = env.secret("SECRET_KEY", least=50)

if env.flag("DEBUG", False):
    raise ImproperlyConfigured("DEBUG is on. Production never runs with DEBUG; remove it.")
if env.flag("LINKCHECK_ALLOW_LOOPBACK", False):
    raise ImproperlyConfigured("LINKCHECK_ALLOW_LOOPBACK is for tests. Remove it in production.")
if SECRET_KEY == DEVELOPMENT_SECRET:
    raise ImproperlyConfigured("SECRET_KEY is the one of development. Use 50 random characters.")
if not PORTAL_BASE_URL.startswith("https://"):
    raise ImproperlyConfigured(f"PORTAL_BASE_URL is {PORTAL_BASE_URL!r}. Production needs https.")
if _is_example(urlsplit(PORTAL_BASE_URL).hostname or ""):
    raise ImproperlyConfigured(
        f"PORTAL_BASE_URL is {PORTAL_BASE_URL!r}, an example host. Use the city's own name."
    )

ALLOWED_HOSTS = [urlsplit(PORTAL_BASE_URL).hostname]

SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
# For the probes of a machine or a proxy beside the portal, which speak plain http.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", True)
SECURE_HSTS_PRELOAD = env.flag("SECURE_HSTS_PRELOAD", True)

# Licences and requests of the health office are announced by mail: without it nothing arrives.
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.integer("EMAIL_PORT", 587, least=1)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("PORTAL_MAIL_FROM")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
