"""Words and figures of the directory as people read them: `{% load services %}`."""

import datetime
from functools import lru_cache
from typing import Any

import qrcode
from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from ozg_catalog.templatetags.language import in_german, local
from services.models import Deadline, Fee, OpeningRule, Service
from services.models.layered import Layered
from services.models.vocabulary import Unit
from services.opening_hours import BERLIN, Period, State
from services.page import OfficeCard, ServicePage
from services.structured_data import office_page_data, service_data

register = template.Library()
register.simple_tag(local)
WEEK = 7


@register.inclusion_tag("services/page/whose.html")
def whose(page: ServicePage, record: Layered) -> dict[str, Any]:
    """Whether a fee, deadline, paper, law or form is the source's or the city's own."""
    return {"origin": page.whose(record), "language": get_language() or "de"}


@register.simple_tag
def service_title(service: Service) -> str | SafeString:
    """Title of a service from ``titled()``, marked with its language where that differs."""
    if service.shown_language == (get_language() or "de"):
        return service.shown_title
    return format_html('<span lang="{}">{}</span>', service.shown_language, service.shown_title)


@register.simple_tag
def structured_data(shown: ServicePage | OfficeCard) -> SafeString:
    """The page once more for machines: a JSON-LD block, which the browser does not execute."""
    if isinstance(shown, ServicePage):
        return _data_block(service_data(shown))
    return _data_block(office_page_data(shown, timezone.now()))


def _data_block(data: dict[str, Any]) -> SafeString:
    """Django's own ``json_script``, in which no text can end the block, under the other type."""
    return SafeString(json_script(data).replace("application/json", "application/ld+json", 1))


@register.simple_tag
def qr(address: str, label: str) -> SafeString:
    """A QR code as SVG inside the page; one path, no style, so the policy lets it stand."""
    path, size = _qr_path(address)
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}"><path d="{2}"/></svg>',
        size,
        label,
        path,
    )


@lru_cache(maxsize=1024)
def _qr_path(address: str) -> tuple[str, int]:
    """Making one takes a hundredth of a second, so each is made once."""
    maker = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4)
    maker.add_data(address)
    matrix = maker.get_matrix()
    cells = ((x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
    return "".join(f"M{x} {y}h1v1h-1z" for x, y in cells), len(matrix)


@register.filter
def amount_of(fee: Fee) -> str | SafeString:
    """The sum of a fee in words: "37,00 €", "16,00 bis 70,00 €", "kostenlos", or its basis."""
    if fee.kind == Fee.Kind.FREE:
        return _("kostenlos")
    if fee.kind == Fee.Kind.BASIS:
        return in_german(fee.basis) if fee.basis else _("wird berechnet")
    if fee.kind == Fee.Kind.RANGE:
        values = {"least": _money(fee.amount), "most": _money(fee.amount_max)}
        return _("%(least)s bis %(most)s €") % values
    return f"{_money(fee.amount)} €"


def _money(amount: Any) -> str:
    return number_format(amount, 2, force_grouping=True)


@register.filter
def duration_of(service: Service) -> str:
    """ "2 bis 4 Wochen", "1 Tag", or nothing when it is not known."""
    least, most = service.duration_min, service.duration_max
    if not service.duration_unit or (least is None and most is None):
        return ""
    last = most if most is not None else least
    assert last is not None
    unit = counted(last, service.duration_unit)
    if least is None or least == last:
        return unit
    return _("%(least)s bis %(most)s") % {"least": least, "most": unit}


@register.filter
def limit_of(deadline: Deadline) -> str:
    known = deadline.amount is not None and deadline.unit
    return counted(deadline.amount or 0, deadline.unit) if known else ""


def counted(number: int, unit: str) -> str:
    forms = {
        Unit.MINUTES: ngettext("%(n)s Minute", "%(n)s Minuten", number),
        Unit.HOURS: ngettext("%(n)s Stunde", "%(n)s Stunden", number),
        Unit.DAYS: ngettext("%(n)s Tag", "%(n)s Tage", number),
        Unit.WORKDAYS: ngettext("%(n)s Arbeitstag", "%(n)s Arbeitstage", number),
        Unit.WEEKDAYS: ngettext("%(n)s Werktag", "%(n)s Werktage", number),
        Unit.WEEKS: ngettext("%(n)s Woche", "%(n)s Wochen", number),
        Unit.MONTHS: ngettext("%(n)s Monat", "%(n)s Monate", number),
        Unit.YEARS: ngettext("%(n)s Jahr", "%(n)s Jahre", number),
    }
    return forms[Unit(unit)] % {"n": number}


@register.filter
def weekday_name(number: int) -> str:
    return str(OpeningRule.Weekday(number).label)


@register.filter
def hours(period: Period) -> str:
    """ "9:00 bis 12:00 Uhr", with what limits it."""
    text = _("%(opens)s bis %(closes)s Uhr") % {
        "opens": _clock(period.opens),
        "closes": _clock(period.closes),
    }
    if period.weeks:
        weeks = _(" und ").join(f"{week}." for week in period.weeks)
        text += " " + _("(nur in der %(weeks)s Woche des Monats)") % {"weeks": weeks}
    if period.by_appointment:
        text += " " + _("nur mit Termin")
    return text


def _clock(time: datetime.time) -> str:
    return f"{time.hour}:{time.minute:02d}"


@register.filter
def state_text(state: State) -> str:
    """ "jetzt geöffnet bis 12:00 Uhr" or "geschlossen, öffnet Donnerstag um 9:00 Uhr"."""
    if state.is_open and state.until:
        return _("Jetzt geöffnet bis %(time)s Uhr") % {"time": _clock(state.until.time())}
    if state.opens_next is None:
        return _("Zurzeit geschlossen")
    values = {"day": _day_name(state.opens_next), "time": _clock(state.opens_next.time())}
    return _("Geschlossen, öffnet %(day)s um %(time)s Uhr") % values


def _day_name(moment: datetime.datetime) -> str:
    days = (moment.date() - timezone.localdate(timezone=BERLIN)).days
    if days == 0:
        return pgettext("Tag", "heute")
    if days == 1:
        return pgettext("Tag", "morgen")
    if days < WEEK:
        return weekday_name(moment.weekday())
    return date_format(moment, "j. F" if get_language() == "de" else "j F")
