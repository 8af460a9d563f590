"""Freezing the figures of a day."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ozg_catalog.errors import CatalogueError
from ozg_catalog.figures import figures_at
from ozg_catalog.models import Municipality, Snapshot

FREEZE = "ozg_catalog.snapshot.freeze"


def canonical(data: dict[str, Any]) -> str:
    """The one way to write these data down; the digest is over its UTF-8 bytes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@transaction.atomic
def freeze(
    *,
    actor: AbstractBaseUser | None,
    municipality: Municipality,
    on: date | None = None,
    reason: str = "",
) -> Snapshot:
    """Freeze the figures of a day. What is frozen already, unchanged, is not frozen again."""
    on = on or timezone.localdate()
    if on > timezone.localdate():
        raise CatalogueError(_("Ein Stand kann nicht in der Zukunft liegen."))
    content = canonical(figures_at(municipality, on))
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
