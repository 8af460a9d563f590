"""What a business takes away from its licence: the receipt of its application, and its data."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guestreg.models import DataRequest, Licence, Venue
from ozg_catalog.typesetting import tagged_pdf


def receipt(licence: Licence) -> bytes:
    """What was applied for, and which text was accepted by whom and when, as a PDF."""
    assert licence.submitted_at is not None
    template = Path(str(files("guestreg") / "typst" / "receipt.typ"))
    return tagged_pdf(template, {"receipt": json.dumps(_receipt(licence))}, at=licence.submitted_at)


def _receipt(licence: Licence) -> dict[str, Any]:
    assert licence.submitted_at is not None
    return {
        "title": _("Eingangsbestätigung"),
        "subject": _("Antrag %(number)s auf digitale Gästeregistrierung")
        % {"number": licence.number},
        "city": _("Stadt %(city)s") % {"city": settings.PORTAL_CITY},
        "example": _("Beispieldaten") if licence.is_example else "",
        "facts": [[str(name), value] for name, value in _facts(licence)],
        "next": _(
            "Wir prüfen den Antrag und schreiben Ihnen. Die Lizenz ist kostenlos. Den Wortlaut "
            "der angenommenen Fassung finden Sie im Portal."
        ),
    }


def _facts(licence: Licence) -> list[tuple[Any, str]]:
    account, by = licence.account, licence.terms_accepted_by
    accepted = _moment(licence.terms_accepted_at)
    return [
        (_("Eingereicht"), _moment(licence.submitted_at)),
        (_("Stand"), licence.get_state_display()),
        (_("Unternehmen"), f"{account.name}, {account.street_line}, {account.city_line}"),
        (_("Art des Ortes"), licence.get_kind_display()),
        (_("Pflicht nach"), str(licence.basis)),
        (_("Ort"), f"{licence.name}, {licence.address}"),
        (_("Bereiche"), ", ".join(licence.area_names)),
        (_("Plätze"), str(licence.capacity or "")),
        (_("Ansprechstelle"), f"{licence.contact_name}, {licence.contact_phone}"),
        (_("Vertretung"), f"{licence.deputy_name}, {licence.deputy_phone}"),
        (_("Angenommene Fassung"), str(licence.terms or "")),
        (_("Angenommen am"), accepted),
        (_("Angenommen von"), (by.get_full_name() or by.get_username()) if by else ""),
    ]


def _moment(value: Any) -> str:
    return date_format(timezone.localtime(value), "DATETIME_FORMAT") if value else ""


def export(licence: Licence) -> bytes:
    """Licence, places, codes and requests as JSON. Visits are closed to the business."""
    data = {
        "licence": {str(name): value for name, value in _facts(licence)},
        "number": licence.number,
        "venues": [_venue(venue) for venue in licence.venues.prefetch_related("areas__codes")],
        "requests": [
            _request(asked) for asked in DataRequest.objects.for_business(licence.account)
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2, default=str).encode()


def _venue(venue: Venue) -> dict[str, Any]:
    return {
        "name": venue.name,
        "address": venue.address,
        "opening": [venue.open_days, venue.opens_at, venue.closes_at],
        "keys": list(venue.keys.values("kid", "created_at", "retired_at")),
        "areas": [
            {
                "name": area.name,
                "capacity": area.capacity,
                "codes": [[code.code, code.label, code.closed_at] for code in area.codes.all()],
            }
            for area in venue.areas.all()
        ],
    }


def _request(asked: DataRequest) -> dict[str, Any]:
    return {
        "case_number": asked.case_number,
        "from": asked.window_start,
        "to": asked.window_end,
        "state": asked.state,
        "answered_at": asked.answered_at,
        "visits": asked.visit_count,
    }
