"""Writing offices, online services and forms, and the links between them and services."""

import datetime
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from django.db import connection
from django.utils.text import slugify
from django.utils.translation import gettext as _

from services.exchange import extra
from services.exchange.base import ChannelRecord, Identity, Note, OfficeRecord, ResponsibilityRecord
from services.exchange.bulk import Table
from services.exchange.ledger import Report
from services.exchange.own import own_identity
from services.german import slug_of
from services.models import Office, OnlineChannel, OpeningException, OpeningRule, Responsibility

RESPONSIBILITY_FIELDS = (
    "owner_agency",
    "owner_id",
    "service_agency",
    "service_id",
    "role",
)


def write_offices(records: Sequence[OfficeRecord], report: Report, file: str) -> None:
    for record in records:
        office = _office(record.identity)
        if record.compared and not office.pk:
            office.agency = office.source_id = ""  # written here, if in a table
        outcome = "changed" if office.pk else "created"
        values = {
            "name": record.name,
            "name_en": record.name_en,
            "summary": record.summary,
            "summary_en": record.summary_en,
            **record.fields,
            **(extra.office_fields(record.extra) if record.extra else {}),
        }
        for name, value in values.items():
            setattr(office, name, value)
        office.slug = office.slug or _slug(record)
        office.rules = [
            OpeningRule(
                weekday=o.weekday,
                opens=o.opens,
                closes=o.closes,
                by_appointment=o.by_appointment,
                weeks=list(o.weeks),
                sort_order=place,
            )
            for place, o in enumerate(record.openings)
        ]
        if not office.pk:
            office.exceptions = list(_exceptions(record.extra))
        office.save()
        report.offices.add(office.pk)
        report.count("office", outcome)
    _link_parents(records, report, file)


def _office(identity: Identity) -> Office:
    """The stored one, by source or as written here; a new one whose level nobody decided yet."""
    stored = Office.objects.filter(agency=identity.agency, source_id=identity.id).first()
    if stored is None and identity.agency == own_identity("", "", "").agency:
        stored = Office.objects.filter(slug=identity.id, source_id="").first()
    return stored or Office(agency=identity.agency, source_id=identity.id, level="undecided")


def _exceptions(values: dict[str, Any]) -> Iterable[OpeningException]:
    for row in extra.records(values.get("exceptions")):
        first, last = extra.day(row.get("first_day")), extra.day(row.get("last_day"))
        if first and last and first <= last:
            said = extra.words(row, "reason", "reason_en", most=160)
            opens, closes = (_time(row.get(name)) for name in ("opens", "closes"))
            if opens is None or closes is None or opens >= closes:
                opens = closes = None
            yield OpeningException(
                first_day=first, last_day=last, opens=opens, closes=closes, **said
            )


def _time(value: Any) -> datetime.time | None:
    try:
        return datetime.time.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _slug(record: OfficeRecord) -> str:
    """The wish, else with the office's own id, else with what no other identity can have."""
    wish = extra.slug(record.extra) or slug_of(record.name)[:80] or "stelle"
    own = f"{wish[:80]}-{slugify(record.identity.id)[:30]}"
    for slug in (wish, own):
        if not Office.objects.filter(slug=slug).exists():
            return slug
    digest = sha256(f"{record.identity.agency} {record.identity.id}".encode()).hexdigest()
    return f"{wish[:80]}-{digest[:20]}"


def _link_parents(records: Sequence[OfficeRecord], report: Report, file: str) -> None:
    """Parents that do not exist or are part of a circle are left out; the offices stay."""
    wanted = {record.identity: record.parent for record in records if record.parent}
    for record in records:
        office = _office(record.identity)
        parent = _office(record.parent) if record.parent else None
        if parent is not None and (not parent.pk or _in_circle(record.identity, wanted)):
            reason = _("Die übergeordnete Stelle fehlt oder schließt einen Kreis, weggelassen.")
            report.note(file, Note(f"organisationseinheit {record.identity}", reason, True))
            parent = None
        Office.objects.filter(pk=office.pk).update(parent=parent)


def _in_circle(start: Identity, wanted: dict[Identity, Identity]) -> bool:
    seen: set[Identity] = set()
    place: Identity | None = wanted.get(start)
    while place is not None and place not in seen:
        if place == start:
            return True
        seen.add(place)
        place = wanted.get(place) or _stored_parent(place)
    return False


def _stored_parent(identity: Identity) -> Identity | None:
    parent = _office(identity).parent
    return Identity(parent.agency, parent.source_id) if parent else None


def write_channels(records: Sequence[ChannelRecord], report: Report) -> None:
    for record in records:
        identity = record.identity
        known = OnlineChannel.objects.filter(agency=identity.agency, source_id=identity.id).first()
        channel = known or OnlineChannel(agency=identity.agency, source_id=identity.id)
        fields = extra.channel_fields(record.extra) if record.extra or not known else {}
        if record.trust_level:
            fields["trust_level"] = record.trust_level
        fields |= {"name": record.name, "name_en": record.name_en, "url": record.url}
        for name, value in fields.items():
            setattr(channel, name, value)
        said = extra.strings(record.extra.get("languages"))
        channel.languages = [s for s in said if s in {"de", "en", "de-simple"}] or list(
            record.languages
        )
        channel.save()
        report.count("channel", "changed" if known else "created")


def write_responsibilities(records: Sequence[ResponsibilityRecord], report: Report) -> None:
    """The last word of the message on an id counts."""
    latest = {(r.owner_kind, r.identity): r for r in records}
    stored = _withdraw_moved({record.identity: record for record in latest.values()})
    Table(Responsibility, "agency", "source_id", "owner_kind", *RESPONSIBILITY_FIELDS).write(
        (
            record.identity.agency,
            record.identity.id,
            record.owner_kind,
            record.owner.agency,
            record.owner.id,
            record.service.agency,
            record.service.id,
            record.role,
        )
        for name, record in latest.items()
        if name not in stored
    )
    report.count("responsibility", "read", len(latest))


def _withdraw_moved(
    records: dict[Identity, ResponsibilityRecord],
) -> set[tuple[str, Identity]]:
    """What is now said of another office or service is no longer said of the former one.

    Returns what is stored already and stays as it is.
    """
    kept = set()
    ids = [identity.id for identity in records]
    for stored in Responsibility.objects.filter(source_id__anyof=ids):
        record = records.get(Identity(stored.agency, stored.source_id))
        ends = (stored.owner_agency, stored.owner_id, stored.service_agency, stored.service_id)
        if record is None or stored.owner_kind != record.owner_kind:
            continue
        said = (record.owner.agency, record.owner.id, record.service.agency, record.service.id)
        if (*ends, stored.role) != (*said, record.role):
            withdraw(record.identity)
        else:
            kept.add((record.owner_kind, record.identity))
    return kept


# Links follow from the responsibilities: new ones are added, withdrawn ones go, and what
# editors linked by hand stays, since no responsibility ever named it.
LINKS = {
    "office": ("services_serviceoffice", "office_id", "services_office", ", role", ", r.role"),
    "channel": ("services_servicechannel", "channel_id", "services_onlinechannel", "", ""),
}
ADD = """
INSERT INTO {table} (service_id, {column}, sort_order{names})
SELECT s.id, o.id, row_number() OVER (PARTITION BY s.id ORDER BY r.id){values}
FROM services_responsibility r
JOIN services_service s ON s.agency = r.service_agency AND s.source_id = r.service_id
JOIN {owner} o ON o.agency = r.owner_agency AND o.source_id = r.owner_id
WHERE r.owner_kind = %(kind)s AND r.service_agency = ANY(%(agencies)s)
AND NOT EXISTS (SELECT FROM {table} l WHERE l.service_id = s.id AND l.{column} = o.id{same})
"""
ADD_FORMS = """
INSERT INTO services_form (service_id, name, url, needs_signature, source_id, sort_order)
SELECT s.id, left(f.name, 200), f.url, false, f.source_id || '@' || f.agency,
       100 + row_number() OVER (PARTITION BY s.id ORDER BY r.id)
FROM services_responsibility r
JOIN services_service s ON s.agency = r.service_agency AND s.source_id = r.service_id
JOIN services_sourcerecord f
  ON f.kind = 'form' AND f.agency = r.owner_agency AND f.source_id = r.owner_id
WHERE r.owner_kind = 'form' AND r.service_agency = ANY(%(agencies)s)
AND NOT EXISTS (SELECT FROM services_form l WHERE l.service_id = s.id
                AND (l.source_id = f.source_id || '@' || f.agency OR l.url = f.url AND f.url <> ''))
"""
REFRESH_FORMS = """
UPDATE services_form SET name = left(f.name, 200), url = f.url
FROM services_sourcerecord f
WHERE f.kind = 'form' AND services_form.source_id = f.source_id || '@' || f.agency
AND (services_form.name, services_form.url) <> (left(f.name, 200), f.url)
"""


def link(agencies: Iterable[str]) -> None:
    """Bring the links of these agencies' services in line with their responsibilities."""
    parameters: dict[str, Any] = {"agencies": sorted(agencies)}
    with connection.cursor() as cursor:
        # Right after thousands of new rows the planner knows few of them, and now and then takes
        # loops of loops: a second and more. Always called in a transaction.
        cursor.execute("SET LOCAL enable_nestloop = off")
        for kind, (table, column, owner, names, values) in LINKS.items():
            same = " AND l.role = r.role" if names else ""
            statement = ADD.format(
                table=table, column=column, owner=owner, names=names, values=values, same=same
            )
            cursor.execute(statement, {**parameters, "kind": kind})
        cursor.execute(REFRESH_FORMS)
        cursor.execute(ADD_FORMS, parameters)
        cursor.execute("SET LOCAL enable_nestloop = on")


UNLINK = """
DELETE FROM {table} l USING services_service s, {owner} o
WHERE l.service_id = s.id AND l.{column} = o.id
AND s.agency = %s AND s.source_id = %s AND o.agency = %s AND o.source_id = %s
"""


def withdraw(identity: Identity) -> int:
    """Forget responsibilities of this id, and the links they made."""
    found = Responsibility.objects.filter(agency=identity.agency, source_id=identity.id)
    with connection.cursor() as cursor:
        for r in found:
            where = [r.service_agency, r.service_id, r.owner_agency, r.owner_id]
            if r.owner_kind in LINKS:
                table, column, owner, _names, _values = LINKS[r.owner_kind]
                cursor.execute(UNLINK.format(table=table, column=column, owner=owner), where)
            else:
                cursor.execute(
                    "DELETE FROM services_form l USING services_service s WHERE l.service_id = s.id"
                    " AND s.agency = %s AND s.source_id = %s AND l.source_id = %s",
                    [*where[:2], f"{r.owner_id}@{r.owner_agency}"],
                )
    return found.delete()[0]
