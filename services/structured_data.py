"""What search engines and assistants read of a page: schema.org as JSON-LD.

A data block is not executed, so the Content-Security-Policy lets it stand. Only what the page
itself shows is in it; hours that need an appointment are no open door and stay out.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from services.models import Fee, Office, OnlineChannel
from services.models.vocabulary import Language, Unit
from services.opening_hours import NOTICE_DAYS, Period, Timetable
from services.page import OfficeCard, ServicePage

Data = dict[str, Any]

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DURATIONS = {
    Unit.MINUTES: "PT{}M",
    Unit.HOURS: "PT{}H",
    Unit.DAYS: "P{}D",
    Unit.WEEKS: "P{}W",
    Unit.MONTHS: "P{}M",
    Unit.YEARS: "P{}Y",
}
MIDNIGHT = datetime.time(0)


def service_data(page: ServicePage) -> Data:
    service = page.service
    return _filled(
        {
            "@context": "https://schema.org",
            "@type": "GovernmentService",
            "name": page.text.title,
            "description": page.text.teaser,
            "disambiguatingDescription": _("Beispieldaten") if service.has_example_data else "",
            "url": _absolute(service.get_absolute_url()),
            "identifier": [_identifier("LeiKa", key) for key in service.leika_keys]
            + [_identifier("OZG", ozg_id) for ozg_id in service.ozg_ids],
            "audience": {"@type": "Audience", "audienceType": service.get_audience_display()},
            "areaServed": {"@type": "AdministrativeArea", "name": settings.PORTAL_CITY},
            "provider": [office_data(card, page.now) for card in page.offices],
            "availableChannel": [_channel(page, c) for c in page.channels if c.usable],
            "offers": [offer for fee in page.fees if (offer := _offer(fee))],
            "isRelatedTo": [
                {"@type": "GovernmentService", "url": _absolute(other.get_absolute_url())}
                for other in page.related
            ],
        }
    )


def office_page_data(card: OfficeCard, now: datetime.datetime) -> Data:
    return {"@context": "https://schema.org", **office_data(card, now)}


def office_data(card: OfficeCard, now: datetime.datetime) -> Data:
    office = card.office
    timetable = Timetable(()) if office.appointment_only else card.timetable
    return _filled(
        {
            "@type": "GovernmentOffice",
            "@id": _absolute(office.get_absolute_url()),
            "name": _said(office, "name"),
            "description": _said(office, "summary"),
            "disambiguatingDescription": _("Beispieldaten") if office.is_example else "",
            "url": _absolute(office.get_absolute_url()),
            "telephone": office.phone,
            "email": office.email,
            "address": _address(office),
            "openingHoursSpecification": list(_weekly(timetable)),
            "specialOpeningHoursSpecification": list(_special(timetable, timezone.localdate(now))),
        }
    )


def _weekly(timetable: Timetable) -> Iterator[Data]:
    """Hours of every week; those of some weeks of a month have no word in schema.org."""
    for weekday, periods in timetable.week():
        for period in periods:
            if not period.weeks and not period.by_appointment:
                yield {**_hours(period.opens, period.closes), "dayOfWeek": DAYS[weekday]}


def _special(timetable: Timetable, today: datetime.date) -> Iterator[Data]:
    """Each day of the next weeks on which other hours hold, with all hours of that day."""
    for offset in range(NOTICE_DAYS):
        date = today + datetime.timedelta(days=offset)
        open_then = _walk_in(timetable.on(date).periods)
        usual = _walk_in(tuple(p for d, ps in timetable.week() if d == date.weekday() for p in ps))
        if open_then == usual:
            continue
        for opens, closes in open_then or [(MIDNIGHT, MIDNIGHT)]:
            day = date.isoformat()
            yield {**_hours(opens, closes), "validFrom": day, "validThrough": day}


def _walk_in(periods: tuple[Period, ...]) -> list[tuple[datetime.time, datetime.time]]:
    return [(p.opens, p.closes) for p in periods if not p.by_appointment and not p.weeks]


def _hours(opens: datetime.time, closes: datetime.time) -> Data:
    return {
        "@type": "OpeningHoursSpecification",
        "opens": f"{opens:%H:%M}",
        "closes": f"{closes:%H:%M}",
    }


def _channel(page: ServicePage, channel: OnlineChannel) -> Data:
    return _filled(
        {
            "@type": "ServiceChannel",
            "name": _said(channel, "name"),
            "serviceUrl": _absolute(channel.address),
            "availableLanguage": [c for c in channel.languages if c != Language.EASY],
            "processingTime": _duration(page),
        }
    )


def _duration(page: ServicePage) -> str:
    longest = page.service.duration_max or page.service.duration_min
    pattern = DURATIONS.get(page.service.duration_unit, "")  # type: ignore[call-overload]
    return pattern.format(longest) if longest and pattern else ""


def _offer(fee: Fee) -> Data:
    if fee.kind == Fee.Kind.BASIS:
        return {}
    named = {"@type": "Offer", "name": _said(fee, "label"), "priceCurrency": "EUR"}
    if fee.kind == Fee.Kind.RANGE:
        prices = {"minPrice": str(fee.amount), "maxPrice": str(fee.amount_max)}
        specified = {"@type": "PriceSpecification", "priceCurrency": "EUR", **prices}
        return _filled({**named, "priceSpecification": specified})
    return _filled({**named, "price": str(fee.amount or 0)})


def _address(office: Office) -> Data:
    if not office.has_address:
        return {}
    return _filled(
        {
            "@type": "PostalAddress",
            "streetAddress": f"{office.street} {office.house_number}".strip(),
            "postalCode": office.postcode,
            "addressLocality": office.city,
            "addressCountry": "DE",
        }
    )


def _identifier(name: str, value: str) -> Data:
    return {"@type": "PropertyValue", "propertyID": name, "value": value}


def _said(record: Any, name: str) -> str:
    english = getattr(record, f"{name}_en", "") if get_language() == "en" else ""
    return str(english or getattr(record, name))


def _absolute(path: str) -> str:
    return path if "://" in path else f"{settings.PORTAL_BASE_URL}{path}"


def _filled(data: Data) -> Data:
    return {name: value for name, value in data.items() if value}
