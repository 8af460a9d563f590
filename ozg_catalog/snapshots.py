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

from ozg_catalog.actors import Actor
from ozg_catalog.errors import CatalogueError
from ozg_catalog.figures import figures_at
from ozg_catalog.models import Municipality, Snapshot

FREEZE = "ozg_catalog.snapshot.freeze"


def canonical(data: dict[str, Any]) -> str:
    """The one way to write these data down; the digest is over its UTF-8 bytes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def since(before: Snapshot | None, data: dict[str, Any]) -> dict[str, Any] | None:
    """What changed since the snapshot before, entry by entry, and why."""
    if before is None:
        return None
    old = {entry["identity"]: entry for entry in before.data["entries"]}
    pairs = [(old.get(entry["identity"]), entry) for entry in data["entries"]]
    changes = [_change(was, now) for was, now in pairs if was and was["bucket"] != now["bucket"]]
    return {
        "on": before.data["on"],
        "digest": before.digest,
        "entries": before.figures["entries"],
        "changes": changes,
        "new": sum(was is None for was, _now in pairs),
        "gone": len(old) - sum(was is not None for was, _now in pairs),
    }


def _change(was: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """Competence decides the bucket before any observation does, so it is named first."""
    levels = [(entry["competence"] or {}).get("level") for entry in (was, now)]
    return {
        "name": now["name"],
        "from": was["bucket"],
        "to": now["bucket"],
        "why": "assessment" if levels[0] == levels[1] else "competence",
    }


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
    data = figures_at(municipality, on)
    before = Snapshot.objects.as_of(municipality, on - timedelta(days=1))
    data["since"] = since(before, data)
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
