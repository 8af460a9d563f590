"""Freezing the figures of a day."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from typing import Any

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
    """The one way to write these data down; the digest is over its UTF-8 bytes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def since(
    before: Snapshot | None, data: dict[str, Any], report: CouncilReport | None = None
) -> dict[str, Any] | None:
    """What changed since the last report (or, without one, the last snapshot), and why."""
    if before is None:
        return None
    old = {entry["identity"]: entry for entry in before.data["entries"]}
    new = {entry["identity"]: entry for entry in data["entries"]}
    changes = [
        _change(old.get(identity), new.get(identity))
        for identity in {**new, **old}
        if _differs(old.get(identity), new.get(identity))
    ]
    return {
        "on": before.data["on"],
        "digest": before.digest,
        "report": report.number if report else None,
        "entries": before.figures["entries"],
        "changes": sorted(changes, key=lambda change: change["name"]),
        "new": len(new.keys() - old.keys()),
        "gone": len(old.keys() - new.keys()),
    }


def _differs(was: dict[str, Any] | None, now: dict[str, Any] | None) -> bool:
    """Another bucket; what came or went counts when it is a task of the city."""
    if was and now:
        return bool(was["bucket"] != now["bucket"])
    return (was or now or {}).get("bucket") in OURS


def _change(was: dict[str, Any] | None, now: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "name": (now or was or {})["name"],
        "from": was["bucket"] if was else None,
        "to": now["bucket"] if now else None,
        "why": _why(was, now),
    }


def _why(was: dict[str, Any] | None, now: dict[str, Any] | None) -> str:
    """Competence decides the bucket before any observation does, so it is named first."""
    if was is None or now is None:
        return "edition"
    levels = [(entry["competence"] or {}).get("level") for entry in (was, now)]
    return "assessment" if levels[0] == levels[1] else "competence"


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
    data = figures_at(municipality, on)
    report = CouncilReport.objects.latest_before(municipality, on)
    last = Snapshot.objects.as_of(municipality, on - timedelta(days=1))
    data["since"] = since(report.snapshot if report else last, data, report)
    data["contributed"] = contributions.chapters(on)
    content = canonical(data)
    snapshot, created = Snapshot.objects.get_or_create(
        municipality=municipality,
        on=on,
        digest=hashlib.sha256(content.encode()).hexdigest(),
        defaults={"content": content, "taken_by": actor, "reason": reason},
    )
    if created:
        data = {"on": on.isoformat(), "sha256": snapshot.digest}
        log(snapshot, FREEZE, user=actor, data=data)
    return snapshot
