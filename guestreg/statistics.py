"""Public figures on guest registration. Counts only; each says what it counts."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from guestreg.models import Code, DataRequest, Deletion, LegalBasis, Licence, Venue, Visit
from ozg_catalog.contributions import Chapter
from ozg_catalog.reports.shapes import euro

State = DataRequest.State


def public_statistics() -> dict[str, Any]:
    now = timezone.now()
    today = timezone.localdate(now)
    return {
        "as_of": now.isoformat(timespec="seconds"),
        "source": "guestreg",
        "legal_basis": [_basis(basis) for basis in LegalBasis.objects.in_force(today)],
        "licences": {
            "granted": Licence.objects.active().count(),
            "applied": Licence.objects.submitted_ever().count(),
        },
        "venues": Venue.objects.filter(licence__state=Licence.State.GRANTED).count(),
        "open_codes": Code.objects.open_now().count(),
        "visits_stored": Visit.objects.not_expired(today).count(),
        "requests": _requests(),
        "deletions": {
            "days": Deletion.objects.values("day").distinct().count(),
            "visits": Deletion.objects.all().visits_deleted(),
        },
    }


def _basis(basis: LegalBasis) -> dict[str, Any]:
    return {
        "title": basis.title,
        "source": basis.source,
        "from": basis.valid_from.isoformat(),
        "to": basis.valid_to.isoformat() if basis.valid_to else None,
        "retention_days": basis.retention_days,
        "is_example": basis.is_example,
    }


def _requests() -> dict[str, int]:
    sent = DataRequest.objects.exclude(deadline=None)
    return {
        "sent": sent.count(),
        "released": sent.filter(state=State.RELEASED).count(),
        "objected": sent.filter(state=State.OBJECTED).count(),
    }


def for_the_council(on: date) -> Chapter:
    """The chapter of the council's report: what stood on that day. In German, like the report."""
    licences = Licence.objects.held_on(on)
    bases = LegalBasis.objects.in_force(on)
    return {
        "title": "Digitale Gästeregistrierung",
        "paragraphs": [
            _basis_sentence([basis.title for basis in bases]),
            "Für die Betriebe ist die Lizenz kostenlos. Die Kosten der Stadt sind der Höchstpreis "
            "der Gesamtlizenz im Monat, gleich wie viele Lizenzen vergeben sind.",
            *(["Enthält Beispieldaten."] if licences.filter(is_example=True).exists() else []),
        ],
        "rows": [
            ["Lizenzen vergeben", f"{licences.count()} von {settings.GUESTREG_LICENCE_LIMIT}"],
            ["Kosten der Stadt im Monat, höchstens", euro(f"{settings.GUESTREG_MONTHLY_COST:.2f}")],
            *([name, str(number)] for name, number in _handed_over(on).items()),
        ],
    }


def _basis_sentence(titles: list[str]) -> str:
    if not titles:
        return "An diesem Tag galt keine Vorschrift, nach der Gäste zu erfassen sind."
    return f"An diesem Tag galt: {'; '.join(titles)}."


def _handed_over(on: date) -> dict[str, int]:
    """Requests are kept for the period of docs/privacy.md; older ones are not counted any more."""
    sent = DataRequest.objects.exclude(deadline=None).filter(requested_at__date__lte=on)
    released = sent.filter(state=State.RELEASED, answered_at__date__lte=on)
    return {
        "Anforderungen des Gesundheitsamts": sent.count(),
        "davon von Betrieben freigegeben": released.count(),
        "nach Ablauf der Frist gelöschte Besuche": Deletion.objects.filter(
            deleted_at__date__lte=on
        ).visits_deleted(),
    }
