"""Offices and online services as XZuFi."""

from collections.abc import Iterator
from typing import Any

from services.exchange.contrib.xzufi.build import Element, code, ident, node, own, said, spoken
from services.exchange.contrib.xzufi.names import CODES_OF_CONTACTS, CODES_OF_TRUST, WEEKDAYS
from services.exchange.own import Own
from services.exchange.text import plain, web_address
from services.models import Office, OnlineChannel, OpeningException, OpeningRule


def office(record: Office) -> Element:
    own_id = Own.of(record)
    parent = Own.of(record.parent) if record.parent else None
    return node(
        "organisationseinheit",
        ident("id", own_id.agency, own_id.id, "Organisationseinheit"),
        ident("uebergeordneteOrganisationseinheitID", *parent, "Organisationseinheit")
        if parent
        else None,
        node(
            "name",
            spoken("name", plain(record.name)),
            spoken("name", plain(record.name_en), "en"),
        ),
        spoken("beschreibung", plain(record.summary)),
        spoken("beschreibung", plain(record.summary_en), "en"),
        _address(record),
        *_contacts(record),
        _hours(record),
        own(_more(record)),
    )


def _address(record: Office) -> Element | None:
    if not record.street:
        return None
    access = {True: "true", False: "false", None: ""}[record.wheelchair]
    return node(
        "anschrift",
        code("typ", "001"),
        said("strasse", plain(record.street)),
        said("hausnummer", plain(record.house_number)),
        said("postleitzahl", record.postcode),
        said("ort", plain(record.city)),
        said("kennzeichenRollstuhlgerecht", access),
    )


def _contacts(record: Office) -> Iterator[Element]:
    for name, value in CODES_OF_CONTACTS.items():
        if text := plain(getattr(record, name), 254):
            yield node("kommunikation", code("kanal", value), node("kennung", text=text))


def _hours(record: Office) -> Element | None:
    rows = [_row(rule) for rule in record.rules.all()]
    return node("infoOeffnungszeitenStrukturiert", *rows) if rows else None


def _row(rule: OpeningRule) -> Element:
    return node(
        "zeitserie",
        code("tagesTyp", WEEKDAYS[rule.weekday]),
        node("beginn", text=rule.opens.isoformat()),
        node("ende", text=rule.closes.isoformat()),
        own({"by_appointment": rule.by_appointment, "weeks": list(rule.weeks)}),
    )


def _more(record: Office) -> dict[str, Any]:
    more = {
        "slug": record.slug,
        "level": record.level,
        "room": plain(record.room, 80),
        "appointment_url": web_address(record.appointment_url),
        "appointment_only": record.appointment_only,
        "is_example": record.is_example,
        "exceptions": [_exception(exception) for exception in record.exceptions.all()],
    }
    # True is the usual case and would be left out if it were said the other way round.
    return more if record.keeps_holidays else {**more, "open_on_holidays": True}


def _exception(exception: OpeningException) -> dict[str, str]:
    values = {
        "first_day": exception.first_day.isoformat(),
        "last_day": exception.last_day.isoformat(),
        "opens": exception.opens.isoformat() if exception.opens else "",
        "closes": exception.closes.isoformat() if exception.closes else "",
        "reason": plain(exception.reason),
        "reason_en": plain(exception.reason_en),
    }
    return {name: value for name, value in values.items() if value}


def channel(record: OnlineChannel) -> Element:
    own_id = Own.of(record)
    url = web_address(record.url)
    return node(
        "onlinedienst",
        ident("id", own_id.agency, own_id.id, "Onlinedienst"),
        spoken("bezeichnung", plain(record.name)),
        spoken("bezeichnung", plain(record.name_en), "en"),
        node("link", node("link", text=url), languageCode="de") if url else None,
        code("vertrauensniveau", _trust(record)),
        own(
            {
                "provider": record.provider,
                "account": record.account,
                "payment": record.payment,
                "trust_level": record.trust_level,
                "url_name": record.url_name,
                "languages": list(record.languages),
                "is_example": record.is_example,
                "since": str(record.out_of_order_since or ""),
                "until": str(record.out_of_order_until or ""),
                "out_of_order_reason": plain(record.out_of_order_reason),
            }
        ),
    )


def _trust(record: OnlineChannel) -> str:
    level = OnlineChannel.TrustLevel(record.trust_level)
    return CODES_OF_TRUST.get(level, "")
