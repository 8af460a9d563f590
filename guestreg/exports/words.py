"""The words that the office's browser writes into tables, so that they stand in one place."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from guestreg.exports.contrib.spreadsheet import header
from guestreg.models import SealedBy


def words() -> dict[str, Any]:
    return {
        "header": header(),
        "sheet": _("Besuche"),
        "reported": _("gemeldet"),
        "assumed": _("angenommen"),
        "sealed_by": {value: str(label) for value, label in SealedBy.choices},
        "doubts": _("Angaben prüfen: {}"),
        "source": source(),
        "disease": settings.GUESTREG_SORMAS_DISEASE,
        "problems": {
            "key": _("Dieser Schlüssel öffnet diese Besuche nicht."),
            "network": _("Die Besuche konnten nicht geladen werden. Versuchen Sie es noch einmal."),
        },
    }


def source() -> str:
    """How SORMAS names where contacts come from."""
    return f"Gästeregistrierung {settings.PORTAL_CITY}"
