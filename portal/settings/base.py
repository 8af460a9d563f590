"""Settings that hold in every mode. Topics of their own live in the modules beside this one."""

from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from portal.settings import env
from portal.settings.accounts import *  # noqa: F403 - Django reads settings from one namespace
from portal.settings.celery import *  # noqa: F403
from portal.settings.database import *  # noqa: F403
from portal.settings.guestreg import *  # noqa: F403
from portal.settings.logs import *  # noqa: F403
from portal.settings.page_cache import *  # noqa: F403
from portal.settings.security import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.text("PORTAL_VAR_DIR", str(BASE_DIR / "var")))
# Made with the assets, and the same wherever the data lie.
PDF_FONTS_DIR = BASE_DIR / "var" / "fonts"

# The one public address. Host headers, links in mails and SAML addresses follow it.
PORTAL_BASE_URL = env.address("PORTAL_BASE_URL", "http://127.0.0.1:8000")
PORTAL_ARS = env.text("PORTAL_ARS", "160770001001")
PORTAL_CITY = env.text("PORTAL_CITY", "Altenburg")
# Two letters of the Land; public holidays follow it.
PORTAL_LAND = env.text("PORTAL_LAND", "TH")
# Under which licence open data is published; the city decides, this is the usual one.
PORTAL_DATA_LICENCE = env.text("PORTAL_DATA_LICENCE", "https://www.govdata.de/dl-de/by-2-0")
# The address that GovData gives whoever is harvested there.
PORTAL_DCAT_CONTRIBUTOR = env.text("PORTAL_DCAT_CONTRIBUTOR", "")

# For tests against a server of their own; production refuses it.
LINKCHECK_ALLOW_LOOPBACK = env.flag("LINKCHECK_ALLOW_LOOPBACK", False)
# Where the open export of the Dashboard Digitale Verwaltung is fetched; "-" switches it off.
DASHBOARD_URL = env.text(
    "DASHBOARD_URL", "https://api.ozg-umsetzung.de/api/public/v1/dash/open-pvog"
)
# Where service descriptions are fetched; "-" switches a source off.
PVOG_URL = env.text("PVOG_URL", "https://pvog.fitko.net/suchdienst/api")
FIM_URL = env.text("FIM_URL", "https://fimportal.de")
# Sources disagree whether the search service wants one; FITKO hands it out.
PVOG_CLIENT_ID = env.text("PVOG_CLIENT_ID", "")

ALLOWED_HOSTS = [urlsplit(PORTAL_BASE_URL).hostname, "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [PORTAL_BASE_URL]

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "guestreg.apps.GuestregConfig",
    "services.apps.ServicesConfig",
    "ozg_catalog.apps.OzgCatalogConfig",
    "identity.apps.IdentityConfig",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "portal.logs.RequestLogMiddleware",
    "portal.headers.DeviceHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.api.delivery.OpenDataMiddleware",
    "portal.page_cache.middleware.PublicPageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "identity.second_factor.middleware",
    "identity.freshness.middleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
            ],
        },
    },
]

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("Deutsch")), ("en", _("Englisch"))]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.static_storage.HashedStaticFiles"},
}

# One cache that all processes share; a real operation may put Redis in its place.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
    }
}
if env.text("CACHE_URL", ""):
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.text("CACHE_URL"),
    }

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = env.text("PORTAL_MAIL_FROM", "portal@altenburg.example.org")

WAGTAIL_SITE_NAME = PORTAL_CITY
WAGTAIL_FINISH_WORKFLOW_ACTION = "services.foureyes.publish_approved"
WAGTAILADMIN_BASE_URL = PORTAL_BASE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = ["Europe/Berlin"]  # the machine's list has names that browsers refuse
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "/konto/anmelden/verwaltung/"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "german"}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
