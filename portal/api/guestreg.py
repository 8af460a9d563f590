"""Figures on guest registration as open data. Counts only, never of a single venue."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema

from guestreg.statistics import public_statistics

router = Router(tags=[_("Gästeregistrierung")])


class Basis(Schema):
    title: str = Field(description=_("Name"))
    source: str = Field(description=_("Fundstelle"))
    valid_from: date = Field(alias="from", description=_("Gilt ab"))
    valid_to: date | None = Field(alias="to", description=_("Gilt bis; null: ohne Ende"))
    retention_days: int = Field(description=_("Tage bis zur Löschung"))
    is_example: bool = Field(description=_("Ob das Beispieldaten sind"))


class Licences(Schema):
    granted: int = Field(description=_("Lizenzen, die heute gelten"))
    applied: int = Field(description=_("Anträge, die je gestellt wurden"))


class Requests(Schema):
    sent: int = Field(description=_("Anfragen des Gesundheitsamts, seit Beginn"))
    released: int = Field(description=_("Davon vom Betrieb freigegeben"))
    objected: int = Field(description=_("Davon mit Widerspruch beantwortet"))


class Deletions(Schema):
    days: int = Field(description=_("Besuchstage, deren Daten gelöscht sind"))
    visits: int = Field(description=_("Besuche, die gelöscht sind, seit Beginn"))


class Statistics(Schema):
    as_of: datetime = Field(description=_("Wann gezählt wurde"))
    source: str = Field(description=_("Woher die Zahlen stammen"))
    legal_basis: list[Basis] = Field(
        description=_("Rechtsgrundlagen, die heute gelten; leer: es wird nichts erfasst")
    )
    licences: Licences = Field(description=_("Lizenzen der Betriebe"))
    venues: int = Field(description=_("Orte mit gültiger Lizenz"))
    open_codes: int = Field(description=_("Codes, mit denen man sich jetzt eintragen kann"))
    visits_stored: int = Field(description=_("Besuche, die jetzt gespeichert sind"))
    requests: Requests = Field(description=_("Anfragen des Gesundheitsamts"))
    deletions: Deletions = Field(description=_("Löschungen"))


@router.get(
    "/statistics", response=Statistics, by_alias=True, summary=_("Zahlen zur Gästeregistrierung")
)
def statistics(request: HttpRequest) -> dict[str, Any]:
    return public_statistics()
