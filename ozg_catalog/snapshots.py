"""Freezing the figures of a day."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ozg_catalog import contributions
from ozg_catalog.actors import Actor
from ozg_catalog.errors import CatalogueError
from ozg_catalog.figures import figures_at
from ozg_catalog.linkcheck.checking import register_channels
from ozg_catalog.models import CouncilReport, Municipality, Snapshot
from ozg_catalog.progress import OURS

FREEZE = "ozg_catalog.snapshot.freeze"


def canonical(data: dict[str, Any]) -> str:
    """The one way to write these data down; the digest is over its UTF-8 bytes.

    Written piece by piece, for the encoder holds every word until the last one is written.
    """
    return f"{{{','.join(f'{_written(name)}:{_pieces(data[name])}' for name in sorted(data))}}}"


def _pieces(value: Any) -> str:
    if not isinstance(value, list):
        return _written(value)
    return f"[{','.join(_written(piece) for piece in value)}]"


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Brief(NamedTuple):
    """What a comparison needs to know of one entry."""

    name: str
    bucket: str
    level: str | None

    @classmethod
    def every(cls, data: dict[str, Any]) -> dict[str, Brief]:
        return {
            entry["identity"]: cls(
                entry["name"], entry["bucket"], (entry["competence"] or {}).get("level")
            )
            for entry in data["entries"]
        }


@dataclass(frozen=True)
class Earlier:
    """What the next one is compared with: few words of each entry, not all there is."""

    on: str
    digest: str
    report: int | None
    counts: dict[str, int]
    entries: dict[str, Brief]

    @classmethod
    def of(cls, snapshot: Snapshot, report: CouncilReport | None) -> Earlier:
        data = json.loads(snapshot.content)
        number = report.number if report else None
        counts = data["figures"]["entries"]
        return cls(data["on"], snapshot.digest, number, counts, Brief.every(data))


def earlier(municipality: Municipality, on: date) -> Earlier | None:
    """The last report before that day; without one, the last snapshot."""
    report = CouncilReport.objects.latest_before(municipality, on)
    last = Snapshot.objects.as_of(municipality, on - timedelta(days=1))
    before = report.snapshot if report else last
    return Earlier.of(before, report) if before else None


def since(before: Earlier | None, data: dict[str, Any]) -> dict[str, Any] | None:
    """What changed, and why."""
    if before is None:
        return None
    old, new = before.entries, Brief.every(data)
    changes = [
        _change(old.get(identity), new.get(identity))
        for identity in {**new, **old}
        if _differs(old.get(identity), new.get(identity))
    ]
    return {
        "on": before.on,
        "digest": before.digest,
        "report": before.report,
        "entries": before.counts,
        "changes": sorted(changes, key=lambda change: change["name"]),
        "new": len(new.keys() - old.keys()),
        "gone": len(old.keys() - new.keys()),
    }


def _differs(was: Brief | None, now: Brief | None) -> bool:
    """Another bucket; what came or went counts when it is a task of the city."""
    if was and now:
        return was.bucket != now.bucket
    one = was or now
    return one is not None and one.bucket in OURS


def _change(was: Brief | None, now: Brief | None) -> dict[str, Any]:
    one = now or was
    assert one is not None
    return {
        "name": one.name,
        "from": was.bucket if was else None,
        "to": now.bucket if now else None,
        "why": _why(was, now),
    }


def _why(was: Brief | None, now: Brief | None) -> str:
    """Competence decides the bucket before any observation does, so it is named first."""
    if was is None or now is None:
        return "edition"
    return "assessment" if was.level == now.level else "competence"


@transaction.atomic
def freeze(
    *,
    actor: Actor,
    municipality: Municipality,
    on: date | None = None,
    reason: str = "",
) -> Snapshot:
    """Freeze the figures of a day. What is frozen already, unchanged, is not frozen again."""
    on = on or timezone.localdate()
    if on > timezone.localdate():
        raise CatalogueError(_("Ein Stand kann nicht in der Zukunft liegen."))
    if on == timezone.localdate():
        register_channels()  # what was added since the last round is not yet checked, not missing
    before = earlier(municipality, on)
    data = figures_at(municipality, on)
    data["since"] = since(before, data)
    data["contributed"] = contributions.chapters(on)
    content = canonical(data)
    del data  # as large as its text, and needed no more
    snapshot, created = Snapshot.objects.get_or_create(
        municipality=municipality,
        on=on,
        digest=hashlib.sha256(content.encode()).hexdigest(),
        defaults={"content": content, "taken_by": actor, "reason": reason},
    )
    if created:
        found = {"on": on.isoformat(), "sha256": snapshot.digest}
        log(snapshot, FREEZE, user=actor, data=found)
    return snapshot
