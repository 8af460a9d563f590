"""Public figures on guest registration. Counts only; each says what it counts."""

from typing import Any

from django.utils import timezone

from guestreg.models import Code, DataRequest, Deletion, LegalBasis, Licence, Venue, Visit

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
    sent = DataRequest.objects.exclude(state=State.PREPARED)
    return {
        "sent": sent.count(),
        "released": sent.filter(state=State.RELEASED).count(),
        "objected": sent.filter(state=State.OBJECTED).count(),
    }
