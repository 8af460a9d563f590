"""Posters to print: a QR code, what to do, and the privacy notice made from the records."""

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import qrcode
import typst
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathImage

from guestreg import keys
from guestreg.exports.contrib.spreadsheet import neutral
from guestreg.models import Code, LegalBasis, Venue
from ozg_catalog.typesetting import font_folders

GROUP = 5
SIZES = ("a4", "a6", "karte", "gross")
LANGUAGES = ("de", "en")
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


def pdf(code: Code, *, size: str = "a4", language: str = "de") -> bytes:
    """Accessible (PDF/UA), fonts embedded. ``size`` is one of ``SIZES``."""
    return _as_pdf(_sheet(code, language), size)


def png(code: Code, *, size: str = "a6", language: str = "de") -> bytes:
    """The poster's first page as a picture, for the business's own leaflets."""
    return _as_png(_sheet(code, language), size)


@dataclass(frozen=True)
class Sheet:
    """What stands on a poster, whatever its size."""

    texts: dict[str, Any]
    qr: str


def _sheet(code: Code, language: str) -> Sheet:
    with override(language):
        other = "en" if language == "de" else "de"
        texts = _texts(code) | {"language": language, "other": other, "words": _words()}
    return Sheet(texts, qr_svg(code).decode())


def _as_pdf(sheet: Sheet, size: str) -> bytes:
    return _compile(sheet, size, format="pdf", pdf_standards=["ua-1"])


def _as_png(sheet: Sheet, size: str) -> bytes:
    return _compile(sheet, size, format="png", ppi=200)


def _compile(sheet: Sheet, size: str, **options: Any) -> bytes:
    # Its stubs cannot decide between text, bytes and path.
    made = typst.compile(
        _template(),
        font_paths=font_folders(),
        sys_inputs={"poster": json.dumps(sheet.texts | {"size": size}), "qr": sheet.qr},
        **options,
    )
    pages = made if isinstance(made, list) else [made]
    assert isinstance(pages[0], bytes)
    return pages[0]


def archive(venue: Venue) -> bytes:
    """Every open code of the venue in every size and form, and the list of codes, as a ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("codes.csv", code_list(venue))
        for code in _open_codes(venue):
            name, german = f"{code.area.pk}-{code.code}", _sheet(code, "de")
            for size in SIZES:
                file.writestr(f"{name}-{size}.pdf", _as_pdf(german, size))
            file.writestr(f"{name}-a4-en.pdf", pdf(code, language="en"))
            file.writestr(f"{name}.svg", german.qr)
            file.writestr(f"{name}.png", _as_png(german, "a6"))
    return out.getvalue()


def code_list(venue: Venue) -> bytes:
    """What each code says, for a business that makes its own signs."""
    out = io.StringIO("\ufeff", newline="")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([_("Bereich"), _("Bezeichnung"), _("Code"), _("Adresse im QR-Code")])
    for code in _open_codes(venue):
        writer.writerow([neutral(code.area.name), neutral(code.label), code.code, address(code)])
    return out.getvalue().encode()


def _open_codes(venue: Venue) -> list[Code]:
    return list(Code.objects.with_place().active().filter(area__venue=venue))


def _words() -> dict[str, Any]:
    city = _("Stadt %(city)s") % {"city": settings.PORTAL_CITY}
    return {
        "city": city,
        "system": _("Digitale Gästeregistrierung"),
        "title": _("Bitte registrieren Sie sich"),
        # On purpose in the other language: for guests who read only that.
        "subtitle": "Please check in" if get_language() == "de" else "Bitte registrieren Sie sich",
        "qr": _("QR-Code mit der Adresse"),
        "demo": _("Demonstration."),
        "demo_text": _("Zurzeit gilt keine Vorschrift. Dieser Aushang zeigt, wie er aussähe."),
        "steps": [
            [_("Scannen"), _("Kamera des Telefons auf den Code richten.")],
            [_("Eintragen"), _("Jede Person für sich, ohne Konto und App.")],
            [_("Zeigen"), _("Die Bestätigung dem Personal zeigen.")],
        ],
        "steps_short": _("Scannen, eintragen, Bestätigung zeigen."),
        "privacy": _("Datenschutz"),
        "sealed": _(
            "Ihre Angaben werden zweifach versiegelt. Weder der Betrieb noch das Gesundheitsamt "
            "kann sie allein lesen."
        ),
        "more": _("Alle Hinweise zum Datenschutz stehen auf der Seite hinter dem Code."),
        "key": _("Schlüssel des Gesundheitsamts"),
    }


@cache
def _template() -> bytes:
    return (files("guestreg") / "typst" / "poster.typ").read_bytes()


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


def _recipient(basis: LegalBasis) -> str:
    if not basis.profile.on_request:
        return _("niemand; nur die Zahl der Besuche wird gebraucht")
    return _("%(who)s, nur auf Verlangen") % {"who": basis.requester}


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
        (_("Zweck"), f"{basis.profile}: {basis.title} ({basis.source}), {start} – {until}"),
        (_("Pflichtangaben"), ", ".join([*basis.field_labels, _("Zeit und Bereich")])),
        (_("Empfänger"), _recipient(basis)),
        (_("Löschung"), _("nach %(days)s Tagen, von selbst") % {"days": basis.retention_days}),
        (_("Ihre Rechte"), str(RIGHTS)),
        (_("Ohne Telefon"), _("Fragen Sie das Personal nach einem anderen Weg.")),
    ]
