"""OZG progress as open data: the frozen figures that the pages show, and the services below."""

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema
from ninja.pagination import paginate

from ozg_catalog.figures import figures_at
from ozg_catalog.models import Municipality, OzgService, Snapshot
from ozg_catalog.outages import Outage, outages_today, stopped
from ozg_catalog.progress import AVAILABLE
from ozg_catalog.status import Status, statuses_for
from portal.api.paging import Paging, Rows

router = Router(tags=[_("OZG-Umsetzung")])


class Counts(Schema):
    """Every entry is in exactly one of the first ten; the other three are sums of them."""

    conform: int = Field(description=_("Online und OZG-konform"))
    online: int = Field(description=_("Online, noch nicht OZG-konform"))
    planned: int = Field(description=_("Noch nicht online, mit Termin geplant"))
    information: int = Field(description=_("Nur Information im Netz"))
    offline: int = Field(description=_("Nur vor Ort oder auf Papier"))
    not_assessed: int = Field(description=_("Noch nicht bewertet; das ist keine Null"))
    not_reported: int = Field(description=_("Nicht an das Land gemeldet"))
    undecided: int = Field(description=_("Zuständigkeit nicht entschieden"))
    not_applicable: int = Field(description=_("Gibt es in dieser Kommune nicht"))
    not_ours: int = Field(description=_("Nicht Aufgabe dieser Kommune"))
    online_total: int = Field(description=_("Online insgesamt: conform und online"))
    ours: int = Field(description=_("Aufgaben der Kommune; der Nenner jedes Anteils"))
    total: int = Field(description=_("Alle Einträge"))


class Group(Counts):
    name: str = Field(description=_("Name des Themenfelds oder der Lage"))


class OutOfOrder(Schema):
    name: str = Field(description=_("Name des Online-Dienstes"))
    reason: str = Field(description=_("Grund, auf Deutsch"))
    since: date = Field(description=_("Gestört seit"))
    until: date | None = Field(description=_("Voraussichtlich bis; null: nicht bekannt"))


class OutagesToday(Schema):
    on: date = Field(description=_("Tag dieser Angabe"))
    entries: int = Field(
        description=_(
            "Wie viele der LeiKa-Leistungen, die online sind, einen gestörten Online-Dienst haben"
        )
    )
    outages: list[OutOfOrder] = Field(description=_("Gestörte Online-Dienste"))


class Progress(Schema):
    municipality: str = Field(description=_("Kommune"))
    ars: str = Field(description=_("Regionalschlüssel der Kommune"))
    on: date = Field(description=_("Stichtag der Zahlen"))
    taken_at: datetime | None = Field(
        description=_("Wann der Stand festgehalten wurde; null: eben erst gezählt")
    )
    digest: str | None = Field(description=_("SHA-256 des festgehaltenen Stands"))
    source: str = Field(description=_("Woher die Zahlen stammen"))
    model: str = Field(description=_("Reifegradmodell, nach dem bewertet ist"))
    counts: str = Field(description=_("Was entries und services zählen"))
    entries: Counts = Field(description=_("Zahlen je LeiKa-Leistung"))
    services: Counts = Field(
        description=_("Zahlen je OZG-Leistung; ein Bündel zählt wie sein bester Eintrag")
    )
    themenfelder: list[Group] = Field(description=_("LeiKa-Leistungen je Themenfeld"))
    out_of_order: OutagesToday | None = Field(
        description=_(
            "Was heute gestört ist; gehört nicht zum festgehaltenen Stand und ist deshalb null, "
            "wenn nach einem Tag gefragt ist"
        )
    )
    oldest_observation: date | None = Field(description=_("Älteste Beobachtung"))
    newest_observation: date | None = Field(description=_("Neueste Beobachtung"))
    is_example: bool = Field(description=_("Ob Beispieldaten darin sind"))
    url: str = Field(description=_("Seite mit denselben Zahlen"))


class OzgServiceState(Schema):
    ozg_id: str = Field(description=_("Nummer der OZG-Leistung"))
    name: str = Field(description=_("Name"))
    themenfeld: str = Field(description=_("Themenfeld"))
    lage: str = Field(description=_("Lebens- oder Geschäftslage"))
    state: str | None = Field(
        description=_("Zustand, einer der Namen der Zahlen; null: kein LeiKa-Eintrag gehört dazu")
    )
    label: str = Field(description=_("Zustand in Worten"))
    level: int | None = Field(description=_("Reifegrad; null: nicht festgestellt"))
    model: str = Field(description=_("Reifegradmodell dazu"))
    source: str = Field(description=_("Worauf die Angabe beruht"))
    observed_on: date | None = Field(description=_("Tag der Beobachtung oder Entscheidung"))
    planned_for: date | None = Field(description=_("Geplant für"))
    outages: list[OutOfOrder] = Field(
        description=_("Online-Dienste dieser Leistung, die heute gestört sind")
    )
    is_example: bool = Field(description=_("Ob das Beispieldaten sind"))
    url: str = Field(description=_("Seite dazu"))


class Filters(Schema):
    themenfeld: str = Field(
        "", max_length=100, description=_("Nur dieses Themenfeld, genau so geschrieben")
    )
    ozg_id: str = Field("", max_length=10, description=_("Nur diese OZG-Leistung"))


class Day(Schema):
    on: date | None = Field(
        None, description=_("Stand, der an diesem Tag galt (JJJJ-MM-TT); ohne Angabe der neueste")
    )


@router.get("/progress", response=Progress, summary=_("Wie weit die Kommune ist"))
def progress(request: HttpRequest, day: Query[Day]) -> dict[str, Any]:
    home = _home()
    snapshot = Snapshot.objects.as_of(home, day.on) if day.on else Snapshot.objects.current(home)
    if day.on and snapshot is None:
        raise Http404(gettext("Für diesen Tag ist noch kein Stand festgehalten."))
    data = snapshot.data if snapshot else figures_at(home, timezone.localdate())
    figures = data["figures"]
    return {
        "municipality": data["municipality"]["name"],
        "ars": data["municipality"]["ars"],
        "on": data["on"],
        "taken_at": snapshot and snapshot.taken_at,
        "digest": snapshot and snapshot.digest,
        "source": _source(data),
        "model": f"{data['model']['name']} {data['model']['version']}",
        "counts": gettext("Einträge des OZG-Umsetzungskatalogs, je einer in genau einem Zustand"),
        "entries": figures["entries"],
        "services": figures["services"],
        "themenfelder": figures["themenfelder"],
        "out_of_order": None if day.on else _out_of_order(data["entries"]),
        "oldest_observation": figures["oldest"],
        "newest_observation": figures["newest"],
        "is_example": data["has_examples"],
        "url": _page(request, snapshot),
    }


def _out_of_order(entries: list[dict[str, Any]]) -> dict[str, Any]:
    found = outages_today()
    online = (entry["key"] for entry in entries if entry["bucket"] in AVAILABLE)
    return {
        "on": timezone.localdate(),
        "entries": stopped(online, found),
        "outages": [_outage(outage) for outage in found],
    }


def _outage(outage: Outage) -> dict[str, Any]:
    return {name: getattr(outage, name) for name in ("name", "reason", "since", "until")}


@router.get("/services", response=list[OzgServiceState], summary=_("Zustand jeder OZG-Leistung"))
@paginate(Paging)
def services(request: HttpRequest, filters: Query[Filters]) -> Rows:
    home = _home()
    found = OzgService.objects.select_related("lage__themenfeld").order_by("ozg_id")
    if filters.themenfeld:
        found = found.filter(lage__themenfeld__name=filters.themenfeld)
    if filters.ozg_id:
        found = found.filter(ozg_id=filters.ozg_id)
    return Rows(found, lambda page: _states(request, home, page))


def _states(
    request: HttpRequest, home: Municipality, page: list[OzgService]
) -> list[dict[str, Any]]:
    ids = [service.ozg_id for service in page]
    statuses = statuses_for(ids, municipality=home, outages=outages_today())
    return [_state(request, service, statuses.get(service.ozg_id)) for service in page]


def _state(request: HttpRequest, service: OzgService, status: Status | None) -> dict[str, Any]:
    return {
        "ozg_id": service.ozg_id,
        "name": service.name,
        "themenfeld": service.lage.themenfeld.name,
        "lage": service.lage.name,
        "state": status and status.state.value,
        "label": status.label if status else gettext("kein LeiKa-Eintrag"),
        "level": status and status.level,
        "model": status.model if status else "",
        "source": status.source if status else "",
        "observed_on": status and status.observed_on,
        "planned_for": status and status.planned_for,
        "outages": [_outage(outage) for outage in status.outages] if status else [],
        "is_example": bool(status and status.is_example),
        "url": request.build_absolute_uri(reverse("ozg_catalog:service", args=[service.ozg_id])),
    }


def _home() -> Municipality:
    try:
        return Municipality.objects.home()
    except Municipality.DoesNotExist:
        raise Http404(gettext("Für diese Kommune sind noch keine Daten erfasst.")) from None


def _source(data: dict[str, Any]) -> str:
    return "; ".join(edition["source"] or edition["name"] for edition in data["editions"])


def _page(request: HttpRequest, snapshot: Snapshot | None) -> str:
    page = snapshot.get_absolute_url() if snapshot else reverse("ozg_catalog:overview")
    return request.build_absolute_uri(page)
