"""Logging: one line each to standard error, nothing personal, no mails about errors."""

from portal.settings import env

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"route": {"()": "portal.logs.RouteInsteadOfPath"}},
    "formatters": {
        "line": {
            "()": "portal.logs.Formatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["route"],
        }
    },
    "root": {"handlers": ["console"], "level": env.choice("PORTAL_LOG_LEVEL", "INFO", LEVELS)},
    "loggers": {
        # Takes the place of Django's own handlers, one of which would mail to ADMINS.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # Wagtail tells every saved page and every index update; its audit log keeps what matters.
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        # The development server writes addresses with their query; requests are logged above.
        "django.server": {"handlers": [], "level": "WARNING", "propagate": False},
    },
}
