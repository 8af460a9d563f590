"""Keeping a file as evidence. What it is, its content says, not its name."""

from __future__ import annotations

import hashlib
import re

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ozg_catalog.actors import Actor
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import EvidenceFile

KEEP = "ozg_catalog.evidence.keep"
MOST_BYTES = 5 * 1024 * 1024
# What a file of the kind begins with, and the ending that its name gets.
KINDS = {
    "application/pdf": (b"%PDF-", "pdf"),
    "image/png": (b"\x89PNG\r\n\x1a\n", "png"),
    "image/jpeg": (b"\xff\xd8\xff", "jpg"),
}


@transaction.atomic
def keep(content: bytes, name: str, *, actor: Actor) -> EvidenceFile:
    """The same bytes are kept once, however often they are handed in."""
    kind = check(len(content), content)
    checksum = hashlib.sha256(content).hexdigest()
    file, created = EvidenceFile.objects.get_or_create(
        sha256=checksum,
        defaults={
            "name": _name(name, KINDS[kind][1]),
            "content_type": kind,
            "content": content,
            "added_by": actor,
        },
    )
    if created:
        log(file, KEEP, user=actor, data={"sha256": checksum, "type": kind})
    return file


def check(size: int, content: bytes) -> str:
    """The kind of the file, by how its content begins; refused when too large or of no kind."""
    if size > MOST_BYTES:
        raise CatalogueError(_("Die Datei ist größer als 5 MB."))
    for kind, (start, _ending) in KINDS.items():
        if content.startswith(start):
            return kind
    raise CatalogueError(_("Als Nachweis gehen nur PDF, PNG und JPEG."))


def _name(name: str, ending: str) -> str:
    stem = re.sub(r"[^\w\- ]", "", name.rpartition("/")[2].rpartition(".")[0])[:140].strip()
    return f"{stem or 'nachweis'}.{ending}"
