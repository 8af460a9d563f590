"""Template context of every page. It never asks the database: error pages use it too."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def site(request: HttpRequest) -> dict[str, Any]:
    prefix = "" if get_language() == settings.LANGUAGE_CODE else f"/{get_language()}"
    return {
        "city": settings.PORTAL_CITY,
        "base_url": settings.PORTAL_BASE_URL,
        "language_prefix": prefix,
        "main_navigation": _main_navigation(),
        "footer_navigation": _footer_navigation(request, prefix),
    }


def _main_navigation() -> list[tuple[str, str]]:
    """Path below the language prefix, and label."""
    return [
        ("/leistungen/", _("Dienstleistungen")),
        ("/digitalisierung/", _("Digitalisierung")),
        ("/rat/anfragen/", _("Anfragen im Rat")),
        ("/gast/", _("Gästeregistrierung")),
    ]


def _footer_navigation(
    request: HttpRequest, prefix: str
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of links; the same ones in the same order on every page (WCAG 3.2.6)."""
    report = f"{prefix}/barriere-melden/?{urlencode({'seite': request.path})}"
    return [
        (
            _("Hilfe"),
            [
                (f"{prefix}/kontakt/", _("Kontakt")),
                (f"{prefix}/leichte-sprache/", _("Leichte Sprache")),
                (report, _("Barriere melden")),
            ],
        ),
        (
            _("Rechtliches"),
            [
                (f"{prefix}/impressum/", _("Impressum")),
                (f"{prefix}/datenschutz/", _("Datenschutz")),
                (f"{prefix}/barrierefreiheit/", _("Erklärung zur Barrierefreiheit")),
            ],
        ),
        (
            _("Offen"),
            [
                ("/api/v1/docs", _("Offene Daten und Schnittstelle")),
                (f"{prefix}/rat/anfragen/", _("Anfragen im Rat")),
            ],
        ),
    ]
