"""Our services as an XZuFi 2.2.0 transfer message, byte for byte the same for the same content.

What XZuFi has no element for travels in an element of our own namespace, which others skip.
"""

import datetime
import uuid
from collections.abc import Iterable, Iterator
from typing import IO

from django.conf import settings
from django.db.models import Prefetch
from lxml import etree

from services.exchange.contrib.xzufi import places_out, service_out
from services.exchange.contrib.xzufi.build import NS, NSMAP, Element, ident, node
from services.exchange.contrib.xzufi.names import CODES_OF_ROLES
from services.exchange.own import Own, own_identity
from services.models import Office, OnlineChannel, Service, ServiceOffice, SourceRecord

BATCH = 200
PRODUCT = "Stadtportal"


def write(out: IO[bytes], *, agency: str = "") -> int:
    """Write all published services (of one agency, when given). Returns their number."""
    services = (
        Service.objects.public().filter(agency=agency) if agency else Service.objects.public()
    )
    order = sorted(
        services.values_list("agency", "source_id", "slug", "pk"),
        key=lambda row: own_identity(*row[:3]),
    )
    pks = [row[-1] for row in order]
    changed = _changed_at(pks)
    with etree.xmlfile(out, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element(f"{{{NS}}}transfernachricht", _root(), nsmap=NSMAP):
            for element in _elements(pks, changed):
                xml.write(element, pretty_print=True)
    return len(pks)


def _root() -> dict[str, str]:
    return {
        "produktbezeichnung": PRODUCT,
        "produkthersteller": PRODUCT,
        "xzufiVersion": "2.2.0",
    }


def _elements(pks: list[int], changed: dict[int, datetime.datetime]) -> Iterator[Element]:
    yield _header(changed)
    links = ServiceOffice.objects.filter(service__in=pks)
    offices = _with_parents(set(links.values_list("office", flat=True)))
    for office in offices:
        yield node("schreibe", places_out.office(office))
    used = OnlineChannel.objects.filter(uses__service__in=pks).distinct()
    for channel in sorted(
        used, key=lambda c: own_identity(c.agency, c.source_id, f"online-{c.pk}")
    ):
        yield node("schreibe", places_out.channel(channel))
    responsibilities: list[Element] = []
    for service in _in_batches(pks):
        yield node("schreibe", service_out.service(service, changed[service.pk]))
        responsibilities += _responsibilities(service)
    yield from (node("schreibe", element) for element in responsibilities)


def _header(changed: dict[int, datetime.datetime]) -> Element:
    """Named after its content, not after the moment: the same content is the same message."""
    latest = max(changed.values(), default=datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC))
    name = f"{settings.PORTAL_ARS}/{latest.isoformat()}/{len(changed)}"
    return node(
        "nachrichtenkopf",
        node("nachrichtUUID", text=str(uuid.uuid5(uuid.NAMESPACE_URL, name))),
        node("erstelltDatumZeit", text=latest.isoformat()),
        node("empfaenger", text="XZuFi"),
        node("sender", text=settings.PORTAL_CITY),
    )


def _changed_at(pks: list[int]) -> dict[int, datetime.datetime]:
    """What the source said, else when we last changed it."""
    records = SourceRecord.objects.filter(kind="service", changed_at__isnull=False)
    told = {
        (agency, id_): at
        for agency, id_, at in records.values_list("agency", "source_id", "changed_at")
    }
    rows = Service.objects.filter(pk__in=pks).values_list("pk", "agency", "source_id", "updated_at")
    return {
        pk: told.get((agency, id_), updated).astimezone(datetime.UTC)
        for pk, agency, id_, updated in rows
    }


def _with_parents(wanted: set[int]) -> list[Office]:
    """Parents before their parts, so that a reader finds them."""
    offices = {office.pk: office for office in Office.objects.select_related("parent")}
    found: dict[int, Office] = {}

    def add(office: Office, depth: int = 0) -> None:
        parent = offices.get(office.parent_id or 0)
        if parent and depth < len(offices):
            add(parent, depth + 1)
        found.setdefault(office.pk, office)

    for office in sorted(
        offices.values(), key=lambda o: own_identity(o.agency, o.source_id, o.slug)
    ):
        if office.pk in wanted:
            add(office)
    return list(found.values())


def _in_batches(pks: list[int]) -> Iterable[Service]:
    situations, related = Prefetch("situations"), Prefetch("related")
    for start in range(0, len(pks), BATCH):
        part = pks[start : start + BATCH]
        query = Service.objects.filter(pk__in=part).with_facts()
        found = {service.pk: service for service in query.prefetch_related(situations, related)}
        yield from (found[pk] for pk in part)


def _responsibilities(service: Service) -> list[Element]:
    own = Own.of(service)
    links: list[tuple[str, Own, str]] = [
        ("Organisationseinheit", Own.of(link.office), CODES_OF_ROLES[ServiceOffice.Role(link.role)])
        for link in service.offices.all()
    ]
    links += [("Onlinedienst", Own.of(link.channel), "01") for link in service.channels.all()]
    return [_responsibility(kind, owner, own, role) for kind, owner, role in links]


def _responsibility(kind: str, owner: Own, service: Own, role: str) -> Element:
    from services.exchange.contrib.xzufi.build import code

    name = f"{owner.id}/{service.id}/{role}"[:120]
    return node(
        "zustaendigkeitTransferObjekt",
        ident("uebergeordnetesObjektID", owner.agency, owner.id, kind),
        node(
            "zustaendigkeit",
            ident("id", service.agency, name, f"Zustaendigkeit{kind}"),
            ident("leistungID", service.agency, service.id, "Leistung"),
            code("rolle", role),
        ),
    )
