"""Posters to print: a QR code, what to do, and the privacy notice made from the records."""

import io
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import qrcode
import typst
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from qrcode.image.svg import SvgPathImage

from guestreg import keys
from guestreg.models import Code, LegalBasis

GROUP = 5
RIGHTS = gettext_lazy(
    "Auskunft, Berichtigung, Löschung, Einschränkung beim Betrieb. Beschwerde beim Thüringer "
    "Landesbeauftragten für den Datenschutz und die Informationsfreiheit."
)


def address(code: Code) -> str:
    """What the QR code says. Browsers keep what follows the # to themselves.

    There stand the fingerprints of the office's root and of the venue's key: the guest's browser
    refuses other keys, whoever sends them.
    """
    names = {"o": keys.pinned_fingerprint()}
    if held := keys.venue_key(code.area.venue):
        names["v"] = held.kid
    fragment = "&".join(f"{name}={kid}" for name, kid in names.items() if kid)
    return f"{settings.PORTAL_BASE_URL}{code.get_absolute_url()}#{fragment}"


def qr_svg(code: Code) -> bytes:
    out = io.BytesIO()
    maker = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_Q, border=4, box_size=10)
    maker.add_data(address(code))
    maker.make_image(image_factory=SvgPathImage).save(out)
    return out.getvalue()


def pdf(code: Code) -> bytes:
    """One A4 page in German and English, accessible (PDF/UA) and with embedded fonts."""
    with override("de"):
        texts = _texts(code)
    # Its stubs cannot decide between text, bytes and path.
    made = typst.compile(  # type: ignore[misc]
        _template(),
        font_paths=[str(path) for path in _font_folders()],
        sys_inputs={"poster": json.dumps(texts), "qr": qr_svg(code).decode()},
        pdf_standards=["ua-1"],
    )
    assert isinstance(made, bytes)
    return made


@cache
def _template() -> bytes:
    return (files("guestreg") / "typst" / "poster.typ").read_bytes()


def _font_folders() -> list[Path]:
    folder: Path = settings.PDF_FONTS_DIR
    return [folder] if folder.is_dir() else []


def _texts(code: Code) -> dict[str, Any]:
    venue = code.area.venue
    basis = venue.basis_on(timezone.now())
    return {
        "city": settings.PORTAL_CITY,
        "venue": venue.name,
        "place": code.place_label,
        "address": settings.PORTAL_BASE_URL + code.get_absolute_url(),
        "fingerprint": keys.pinned_fingerprint(),
        "short": settings.PORTAL_BASE_URL.split("://")[1] + "/c/",
        "code": f"{code.code[:GROUP]} {code.code[GROUP:]}",
        "example": bool(basis and basis.is_example),
        "notice": notice(code, basis),
    }


def notice(code: Code, basis: LegalBasis | None) -> list[tuple[str, str]]:
    """What Article 13 GDPR wants guests to know at the time of collection."""
    venue, account = code.area.venue, code.area.venue.licence.account
    if basis is None:
        return [(_("Zurzeit"), _("Es gilt keine Vorschrift. Es werden keine Daten erfasst."))]
    until = date_format(basis.valid_to, "DATE_FORMAT") if basis.valid_to else _("auf Weiteres")
    start = date_format(basis.valid_from, "DATE_FORMAT")
    return [
        (_("Verantwortlich"), f"{account.name}, {venue.address}"),
        (_("Im Auftrag"), _("Stadt %(city)s") % {"city": settings.PORTAL_CITY}),
        (_("Zweck"), f"{basis.title} ({basis.source}), {start} – {until}"),
        (_("Pflichtangaben"), ", ".join([*basis.field_labels, _("Zeit und Bereich")])),
        (_("Empfänger"), _("%(who)s, nur auf Verlangen") % {"who": basis.requester}),
        (_("Löschung"), _("nach %(days)s Tagen, von selbst") % {"days": basis.retention_days}),
        (_("Ihre Rechte"), str(RIGHTS)),
        (_("Ohne Telefon"), _("Fragen Sie das Personal nach einem anderen Weg.")),
    ]
