"""Our own claim beside what the dashboard's export says: where they differ, somebody has to look.

The export knows only whether a service is listed, online and counted; it says nothing of
maturity. So only "online or not" is compared, and where the offer comes from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import TextChoices
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from ozg_catalog.actors import Actor
from ozg_catalog.directory_rows import Listing
from ozg_catalog.edition_files import Kind, contents_of
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import Assessment, CatalogueEdition, Clarification, Municipality
from ozg_catalog.progress import AVAILABLE, Bucket, EntryState, progress_at

SETTLE = "ozg_catalog.directory.settle"


class Gap(TextChoices):
    NOT_LISTED = "not_listed", gettext_lazy("Bei uns online, im Export nicht genannt")
    NOT_OK = "not_ok", gettext_lazy("Bei uns online, im Export nicht erreichbar")
    NOT_COUNTED = "not_counted", gettext_lazy("Bei uns online, vom Dashboard nicht mitgezählt")
    ORIGIN = "origin", gettext_lazy("Bei uns eigenes Angebot, im Export nur von höherer Ebene")
    NOT_CLAIMED = "not_claimed", gettext_lazy("Im Export online, bei uns nicht")
    UNKNOWN = "unknown", gettext_lazy("Im Export, aber nicht in unserem Katalog")


@dataclass(frozen=True)
class Difference:
    gap: Gap
    key: str
    name: str
    claim: str
    says: str
    urls: tuple[str, ...]
    note: str = ""

    @property
    def fingerprint(self) -> str:
        """Of both sides: when one of them changes, the question is open again."""
        words = "\n".join((self.gap, self.key, self.claim, self.says, *self.urls))
        return hashlib.sha256(words.encode()).hexdigest()


@dataclass(frozen=True)
class Export:
    """The export that we compare with, without its file, and what was clarified so far."""

    edition: CatalogueEdition
    notes: dict[str, str]


def export_in_force(municipality: Municipality) -> Export | None:
    notes = Clarification.objects.filter(municipality=municipality).order_by()
    pairs = ArraySubquery(notes.values(pair=JSONObject(of="fingerprint", note="note")))
    found = CatalogueEdition.objects.confirmed(Kind.DIRECTORY, municipality.ars or "")
    edition = found.defer("content").annotate(pairs=pairs).first()
    if edition is None:
        return None
    return Export(edition, {pair["of"]: pair["note"] for pair in edition.pairs})


def differences(municipality: Municipality, on: date) -> list[Difference]:
    """All of them, settled ones with their note. None without an export of this area."""
    export = export_in_force(municipality)
    return compared(municipality, export, progress_at(municipality, on).states) if export else []


def compared(
    municipality: Municipality, export: Export, known: Iterable[EntryState]
) -> list[Difference]:
    edition = export.edition
    offers: dict[str, list[Listing]] = {}
    for listing in contents_of(edition.pk, edition.sha256).listings:
        offers.setdefault(listing.key, []).append(listing)
    states = {state.key: state for state in known if state.key}
    found = [*_ours(states.values(), offers, municipality), *_unknown(states, offers)]
    return [_with_note(row, export.notes.get(row.fingerprint, "")) for row in found]


def open_differences(municipality: Municipality, known: Iterable[EntryState]) -> list[Difference]:
    """Those that nobody has clarified, for who knows the states already."""
    export = export_in_force(municipality)
    every = compared(municipality, export, known) if export else []
    return [row for row in every if not row.note]


@transaction.atomic
def settle(
    *, actor: Actor, municipality: Municipality, on: date, fingerprint: str, note: str
) -> Clarification:
    """Say why a difference is right as it is, or who was asked to mend it."""
    if not note.strip():
        raise CatalogueError(_("Bitte schreiben Sie, was geklärt wurde."))
    row = next((r for r in differences(municipality, on) if r.fingerprint == fingerprint), None)
    if row is None:
        raise CatalogueError(_("Diesen Unterschied gibt es nicht mehr."))
    settled, _created = Clarification.objects.update_or_create(
        municipality=municipality,
        fingerprint=fingerprint,
        defaults={"key": row.key, "gap": row.gap, "note": note.strip(), "settled_by": actor},
    )
    log(settled, SETTLE, user=actor, data={"key": row.key, "gap": str(row.gap), "note": note})
    return settled


def _ours(
    states: Iterable[EntryState], offers: dict[str, list[Listing]], municipality: Municipality
) -> list[Difference]:
    found = []
    for state in states:
        listings = offers.get(state.key or "", [])
        gap = _gap(state, listings, municipality.ars or "")
        if gap:
            found.append(_difference(gap, state.key or "", state.name, state.bucket, listings))
    return found


def _gap(state: EntryState, listings: list[Listing], ars: str) -> Gap | None:
    online = [listing for listing in listings if listing.is_online]
    if state.bucket not in AVAILABLE:
        foreign = state.bucket in (Bucket.NOT_OURS, Bucket.UNDECIDED)
        own = [listing for listing in online if listing.ars == ars]
        return Gap.NOT_CLAIMED if (own if foreign else online) else None
    if not listings:
        return Gap.NOT_LISTED
    if not online:
        return Gap.NOT_OK
    if not any(listing.is_counted for listing in online):
        return Gap.NOT_COUNTED
    says_own = (state.assessment or {}).get("origin") == Assessment.Origin.OWN
    return Gap.ORIGIN if says_own and all(row.ars != ars for row in online) else None


def _unknown(states: dict[str, EntryState], offers: dict[str, list[Listing]]) -> list[Difference]:
    return [
        _difference(Gap.UNKNOWN, key, listings[0].name or key, None, listings)
        for key, listings in offers.items()
        if key not in states
    ]


def _difference(
    gap: Gap, key: str, name: str, bucket: Bucket | None, listings: list[Listing]
) -> Difference:
    says = sorted({f"{row.status} · {row.coverage}".strip(" ·") for row in listings})
    reasons = sorted({row.not_counted_because for row in listings if row.not_counted_because})
    urls = tuple(sorted({row.url for row in listings if row.url}))
    return Difference(gap, key, name, bucket or "", "; ".join([*says, *reasons]), urls)


def _with_note(row: Difference, note: str) -> Difference:
    return Difference(row.gap, row.key, row.name, row.claim, row.says, row.urls, note)
