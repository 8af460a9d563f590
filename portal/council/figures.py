"""Figures of the portal that an answer may cite.

Each names what it counts, its source and its day. A draft shows today's value; a release
freezes all of them together, and the answer shows those from then on.
"""

import datetime
import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guestreg.statistics import public_statistics
from ozg_catalog.models import Municipality, Snapshot
from ozg_catalog.outages import outages_today, stopped
from ozg_catalog.progress import AVAILABLE, Bucket, Progress, progress_at


@dataclass(frozen=True)
class Figure:
    label: str
    value: int | None
    of: int | None
    source: str
    date: datetime.date
    url: str

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "date": self.date.isoformat()}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Figure":
        return cls(**{**value, "date": datetime.date.fromisoformat(value["date"])})


class Sources:
    """Where figures are read from: today's records, or a snapshot of the catalogue."""

    def __init__(self, snapshot: Snapshot | None = None) -> None:
        self.snapshot = snapshot
        self.today = timezone.localdate()

    @classmethod
    def frozen(cls, snapshot: Snapshot) -> "Sources":
        return cls(snapshot)

    @cached_property
    def catalogue(self) -> dict[str, int]:
        if self.snapshot:
            counts: dict[str, int] = self.snapshot.figures["entries"]
            return counts
        return self._progress.entries.as_dict()

    @cached_property
    def _progress(self) -> Progress:
        return progress_at(Municipality.objects.home())

    @cached_property
    def _stopped(self) -> dict[str, int]:
        """What is online by the catalogue and out of order today, per bucket."""
        outages = outages_today()
        return {bucket: stopped(self._keys(bucket), outages) for bucket in AVAILABLE}

    def _keys(self, bucket: Bucket) -> list[str | None]:
        if self.snapshot:
            entries = self.snapshot.data["entries"]
            return [entry["key"] for entry in entries if entry["bucket"] == bucket]
        return [state.key for state in self._progress.states if state.bucket == bucket]

    def out_of_order(self, counted: str) -> int:
        """Of a count of the catalogue, how much is out of order; zero of what is not online."""
        if counted == "online_total":
            return sum(self._stopped.values())
        return self._stopped[counted] if counted in AVAILABLE else 0

    @property
    def catalogue_url(self) -> str:
        if self.snapshot:
            return self.snapshot.get_absolute_url()
        return reverse("ozg_catalog:overview")

    @cached_property
    def guest_registration(self) -> dict[str, Any]:
        return public_statistics()


@dataclass(frozen=True)
class Kind:
    """A figure that can be cited, and what reads it."""

    name: Any
    read: Callable[[Sources], Figure]


def catalogue_count(label: Any, counted: str, of: str | None) -> Kind:
    def read(sources: Sources) -> Figure:
        return Figure(
            label=_with_outages(str(label), sources.out_of_order(counted)),
            value=sources.catalogue[counted],
            of=sources.catalogue[of] if of else None,
            source=_("OZG-Katalog dieses Portals"),
            date=sources.today,
            url=sources.catalogue_url,
        )

    return Kind(label, read)


def _with_outages(label: str, number: int) -> str:
    """A service that is online and does not run counts as online; the figure says so."""
    if not number:
        return label
    return _("%(what)s (bei %(n)s ist ein Online-Dienst gestört)") % {"what": label, "n": number}


def guest_registration_count(label: Any, pick: Callable[[dict[str, Any]], int]) -> Kind:
    def read(sources: Sources) -> Figure:
        return Figure(
            label=str(label),
            value=pick(sources.guest_registration),
            of=None,
            source=_("Gästeregistrierung dieses Portals"),
            date=sources.today,
            url=reverse("guestreg:start"),
        )

    return Kind(label, read)


KINDS: dict[str, Kind] = {
    "ozg.online": catalogue_count(
        gettext_lazy("Leistungen der Stadt sind online"), "online_total", "ours"
    ),
    "ozg.conform": catalogue_count(
        gettext_lazy("Leistungen der Stadt sind OZG-konform online"), "conform", "ours"
    ),
    "ozg.not_assessed": catalogue_count(
        gettext_lazy("Leistungen der Stadt sind noch nicht bewertet"), "not_assessed", "ours"
    ),
    "ozg.ours": catalogue_count(
        gettext_lazy("Leistungen im Katalog sind Aufgabe der Stadt"), "ours", "total"
    ),
    "guestreg.licences": guest_registration_count(
        gettext_lazy("Betriebe haben eine kostenlose Lizenz"),
        lambda statistics: statistics["licences"]["granted"],
    ),
    "guestreg.venues": guest_registration_count(
        gettext_lazy("Orte registrieren Gäste"), lambda statistics: statistics["venues"]
    ),
    "guestreg.requests": guest_registration_count(
        gettext_lazy("Anforderungen des Gesundheitsamts"),
        lambda statistics: statistics["requests"]["sent"],
    ),
}


def choices() -> list[tuple[str, Any]]:
    return [(key, kind.name) for key, kind in KINDS.items()]


def current(key: str) -> Figure | None:
    kind = KINDS.get(key)
    return kind.read(Sources()) if kind else None


def digest(values: dict[str, Any]) -> str:
    """SHA-256 of the figures in one canonical form; anyone can recompute it."""
    canonical = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
