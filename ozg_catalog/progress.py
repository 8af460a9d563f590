"""How far a municipality is, on a given day.

Every entry is in exactly one bucket. Only the buckets in ``OURS`` are tasks of the city
and make the denominator; what is unknown, not applicable or not ours is shown beside it
and never counted as zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ozg_catalog.models import (
    Assessment,
    Competence,
    FormerEntry,
    FormerService,
    LeikaEntry,
    MaturityModel,
    Municipality,
)
from ozg_catalog.models.former import held_on


class Bucket(TextChoices):
    CONFORM = "conform", _("online und OZG-konform")
    ONLINE = "online", _("online, noch nicht OZG-konform")
    PLANNED = "planned", _("noch nicht online, mit Termin geplant")
    INFORMATION = "information", _("nur Information")
    OFFLINE = "offline", _("nur vor Ort oder auf Papier")
    NOT_ASSESSED = "not_assessed", _("nicht bewertet")
    NOT_REPORTED = "not_reported", _("nicht an das Land gemeldet")
    UNDECIDED = "undecided", _("Zuständigkeit nicht entschieden")
    NOT_APPLICABLE = "not_applicable", _("gibt es hier nicht")
    NOT_OURS = "not_ours", _("nicht Aufgabe der Stadt")


# In the order in which a bundle of entries takes the bucket of its best entry.
ORDER = list(Bucket)
OURS = ORDER[: ORDER.index(Bucket.UNDECIDED)]
AVAILABLE = (Bucket.CONFORM, Bucket.ONLINE)


@dataclass(frozen=True)
class Levels:
    """Which levels of the counting model are online, and which are conform."""

    online: frozenset[int]
    conform: frozenset[int]

    @classmethod
    def of(cls, model: MaturityModel) -> Levels:
        levels = model.known_levels
        return cls(
            frozenset(level.value for level in levels if level.is_online),
            frozenset(level.value for level in levels if level.is_conform),
        )


@dataclass(frozen=True)
class EntryState:
    """One entry with the decision and the observation that hold on that day."""

    entry_id: int
    identity: str
    key: str | None
    name: str
    ozg_ids: list[str]
    ozg_name: str
    themenfeld: str
    lage: str
    competence: dict[str, Any] | None
    assessment: dict[str, Any] | None
    bucket: Bucket


def bucket_of(
    competence_level: str | None, assessment: dict[str, Any] | None, levels: Levels
) -> Bucket:
    """The one bucket of an entry. Competence decides first: a foreign task is never our zero."""
    if assessment and assessment["finding"] == Assessment.Finding.NOT_APPLICABLE:
        return Bucket.NOT_APPLICABLE
    if competence_level in (None, Competence.Level.UNDECIDED):
        return Bucket.UNDECIDED
    if competence_level != Competence.Level.CITY:
        return Bucket.NOT_OURS
    if assessment is None:
        return Bucket.NOT_ASSESSED
    if assessment["finding"] == Assessment.Finding.NOT_REPORTED:
        return Bucket.NOT_REPORTED
    return _bucket_of_level(assessment, levels)


def _bucket_of_level(assessment: dict[str, Any], levels: Levels) -> Bucket:
    if assessment["level"] in levels.conform:
        return Bucket.CONFORM
    if assessment["level"] in levels.online:
        return Bucket.ONLINE
    if assessment["planned_for"]:
        return Bucket.PLANNED
    return Bucket.OFFLINE if assessment["level"] == 0 else Bucket.INFORMATION


@dataclass(frozen=True)
class Counts:
    """Counts per bucket. ``ours`` is the denominator of every share."""

    buckets: dict[Bucket, int] = field(default_factory=dict)

    @classmethod
    def of(cls, buckets: Iterable[Bucket]) -> Counts:
        counter = Counter(buckets)
        return cls({bucket: counter[bucket] for bucket in Bucket})

    def __getitem__(self, bucket: Bucket) -> int:
        return self.buckets.get(bucket, 0)

    @property
    def total(self) -> int:
        return sum(self.buckets.values())

    @property
    def ours(self) -> int:
        return sum(self[bucket] for bucket in OURS)

    @property
    def online(self) -> int:
        """Online in the sense of the act's reports, conform ones included."""
        return sum(self[bucket] for bucket in AVAILABLE)

    @property
    def conform(self) -> int:
        return self[Bucket.CONFORM]

    def as_dict(self) -> dict[str, int]:
        return {
            **{bucket.value: self[bucket] for bucket in Bucket},
            "online_total": self.online,
            "ours": self.ours,
            "total": self.total,
        }


@dataclass(frozen=True)
class Progress:
    municipality: Municipality
    on: date
    model: MaturityModel
    states: list[EntryState]

    @cached_property
    def entries(self) -> Counts:
        return Counts.of(state.bucket for state in self.states)

    @cached_property
    def services(self) -> Counts:
        """By OZG service: a bundle counts as its best entry, as federal reports count."""
        return Counts.of(self.service_buckets.values())

    @cached_property
    def service_buckets(self) -> dict[str, Bucket]:
        best: dict[str, Bucket] = {}
        for state in self.states:
            for ozg_id in state.ozg_ids:
                best[ozg_id] = min(best.get(ozg_id, state.bucket), state.bucket, key=ORDER.index)
        return best

    @cached_property
    def by_themenfeld(self) -> dict[str, Counts]:
        return self._grouped("themenfeld")

    @cached_property
    def by_lage(self) -> dict[str, Counts]:
        return self._grouped("lage")

    def _grouped(self, attribute: str) -> dict[str, Counts]:
        groups: dict[str, list[Bucket]] = {}
        for state in self.states:
            groups.setdefault(getattr(state, attribute), []).append(state.bucket)
        return {name: Counts.of(groups[name]) for name in sorted(groups)}


def progress_at(
    municipality: Municipality,
    on: date | None = None,
    *,
    model: MaturityModel | None = None,
    known: datetime | None = None,
) -> Progress:
    """The state of all entries on that day, as far as it was known at ``known`` (default: now)."""
    on = on or timezone.localdate()
    model = model or MaturityModel.objects.counting()
    return Progress(municipality, on, model, states_at(municipality, on, model=model, known=known))


def states_at(
    municipality: Municipality,
    on: date,
    *,
    model: MaturityModel,
    known: datetime | None = None,
    within: QuerySet[LeikaEntry] | None = None,
) -> list[EntryState]:
    """One query for the entries with their words of that day, whatever their number."""
    return list(each_state_at(municipality, on, model=model, known=known, within=within))


def each_state_at(
    municipality: Municipality,
    on: date,
    *,
    model: MaturityModel,
    known: datetime | None = None,
    within: QuerySet[LeikaEntry] | None = None,
) -> Iterator[EntryState]:
    """One after the other, for who need not keep them all."""
    levels = Levels.of(model)
    entries = LeikaEntry.objects.all() if within is None else within
    rows = (
        entries.filter(_in_force(on))
        .annotate(
            called=_name_of(on, known),
            competence=_latest_competence(municipality, on, known),
            assessment=_latest_assessment(municipality, on, model, known),
            # The first bundle by number places an entry in its Themenfeld: so groups add up.
            bundles=ArrayAgg(
                JSONObject(
                    id="services__ozg_id",
                    name=_service_of(on, known, "name"),
                    lage=_service_of(on, known, "lage__name"),
                    themenfeld=_service_of(on, known, "lage__themenfeld__name"),
                ),
                filter=Q(services__isnull=False) & _in_force(on, "services__"),
                order_by="services__ozg_id",
                default=None,
            ),
        )
        .order_by("called", "identity")
        .values_list("pk", "identity", "key", "called", "competence", "assessment", "bundles")
    )
    return (_state(row, levels) for row in rows.iterator(chunk_size=500))


def _in_force(on: date, prefix: str = "") -> Q:
    """What the catalogue held on that day: not yet retired, and already introduced."""
    held = Q(**{f"{prefix}retired_on": None}) | Q(**{f"{prefix}retired_on__gt": on})
    if prefix:
        return held
    return held & (Q(introduced_on=None) | Q(introduced_on__lte=on))


def _name_of(on: date, known: datetime | None) -> Coalesce:
    """What the entry was called on that day."""
    former = FormerEntry.objects.filter(held_on(on, known), entry=OuterRef("pk"))
    return Coalesce(Subquery(former.values("name")[:1]), F("name"))


def _service_of(on: date, known: datetime | None, words: str) -> Coalesce:
    """What the bundle was called on that day, or where it stood."""
    former = FormerService.objects.filter(held_on(on, known), service=OuterRef("services__pk"))
    return Coalesce(Subquery(former.values(words)[:1]), F(f"services__{words}"))


def _state(row: tuple[Any, ...], levels: Levels) -> EntryState:
    pk, identity, key, name, competence, assessment, bundles = row
    first = bundles[0] if bundles else {"name": "", "lage": "", "themenfeld": ""}
    return EntryState(
        entry_id=pk,
        identity=identity,
        key=key,
        name=name,
        ozg_ids=[bundle["id"] for bundle in bundles or []],
        ozg_name=first["name"],
        themenfeld=first["themenfeld"],
        lage=first["lage"],
        competence=competence,
        assessment=assessment,
        bucket=bucket_of(competence and competence["level"], assessment, levels),
    )


def _latest_competence(municipality: Municipality, on: date, known: datetime | None) -> Subquery:
    return Subquery(
        Competence.objects.filter(
            entry=OuterRef("pk"),
            municipality=municipality,
            decided_on__lte=on,
            recorded_at__lte=known or timezone.now(),
        )
        .order_by("-decided_on", "-pk")
        .values(
            data=JSONObject(
                level="level",
                reason="reason",
                source="source",
                decided_on="decided_on",
                is_example="is_example",
            )
        )[:1]
    )


def _latest_assessment(
    municipality: Municipality, on: date, model: MaturityModel, known: datetime | None
) -> Subquery:
    return Subquery(
        Assessment.objects.known_at(known or timezone.now())
        .filter(Q(model=model) | Q(model=None))
        .filter(entry=OuterRef("pk"), municipality=municipality, observed_on__lte=on)
        .order_by("-observed_on", "-pk")
        .values(
            data=JSONObject(
                id="pk",
                finding="finding",
                level="level",
                origin="origin",
                url="channel_url",
                planned_for="planned_for",
                plan_note="plan_note",
                evidence="evidence",
                evidence_url="evidence_url",
                observed_on="observed_on",
                is_example="is_example",
            )
        )[:1]
    )
