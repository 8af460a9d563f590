"""Template context of every page. It never asks the database: error pages use it too."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "city": settings.PORTAL_CITY,
        "base_url": settings.PORTAL_BASE_URL,
        "language_prefix": "" if get_language() == "de" else f"/{get_language()}",
        "languages": _languages(request),
        "main_navigation": _main_navigation(),
    }


def _main_navigation() -> list[tuple[str, str]]:
    """Path below the language prefix, and label."""
    return [
        ("/leistungen/", _("Dienstleistungen")),
        ("/digitalisierung/", _("Digitalisierung")),
        ("/rat/anfragen/", _("Anfragen im Rat")),
        ("/gast/", _("Gästeregistrierung")),
    ]


def _languages(request: HttpRequest) -> list[dict[str, Any]]:
    """The same address in each language; pages without one lead to the home page."""
    return [
        {"code": code, "url": translate_url(request.path, code), "current": code == get_language()}
        for code, _name in settings.LANGUAGES
    ]
