"""Editions of the catalogue: read, compared with the one before, confirmed by the officer.

Nothing disappears silently: what a new edition no longer names is retired only when somebody
confirms it, and the file of every edition stays readable.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ozg_catalog import differences
from ozg_catalog.actors import Actor
from ozg_catalog.catalogue_import import (
    IMPORT,
    Result,
    bring_in,
    check_current,
    check_plausible,
    count,
    counts,
    in_force,
    store,
)
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import CatalogueEdition, LeikaEntry, OzgService

CONFIRM = "ozg_catalog.catalogue.confirm"
DISCARD = "ozg_catalog.catalogue.discard"

Kind = CatalogueEdition.Kind


@transaction.atomic
def read(
    content: bytes,
    file: str,
    *,
    actor: Actor,
    name: str = "",
    area: str = "",
    dated_on: date | None = None,
    source: str = "",
) -> CatalogueEdition:
    """Keep an uploaded file as an edition that waits for confirmation. Nothing is changed yet."""
    edition, is_new = store(
        content, file, name=name or file, area=area, dated_on=dated_on, source=source
    )
    if not is_new:
        raise CatalogueError(_("Genau diese Datei ist schon als Ausgabe eingelesen."))
    count(edition)
    log(edition, IMPORT, user=actor, data={"rows": edition.rows, "rejected": edition.rejected})
    return edition


@transaction.atomic
def confirm(*, actor: Actor, edition: CatalogueEdition, large_change: bool = False) -> Result:
    """Bring an edition into force: what is new and different, and what is retired."""
    edition = CatalogueEdition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if edition.confirmed_at:
        raise CatalogueError(_("Diese Ausgabe ist schon bestätigt."))
    before = in_force(edition)
    check_current(edition, before)
    found = differences.between(before, edition)
    if not large_change:
        check_plausible(found, edition.name)
    result = bring_in(edition)
    gone = [row.identity for row in found.of(differences.How.RETIRED)]
    result.retired = _retire(edition, gone)
    edition.previous = before
    edition.rows, edition.rejected = result.read, result.rejected
    edition.confirmed_at, edition.confirmed_by = timezone.now(), actor
    edition.save()
    log(edition, CONFIRM, user=actor, data=counts(result))
    return result


@transaction.atomic
def discard(*, actor: Actor, edition: CatalogueEdition) -> None:
    """Take back an edition that nobody confirmed. What is in force stays."""
    if edition.confirmed_at:
        raise CatalogueError(_("Eine bestätigte Ausgabe bleibt lesbar."))
    log(edition, DISCARD, user=actor, data={"name": edition.name, "sha256": edition.sha256})
    edition.delete()


def _retire(edition: CatalogueEdition, gone: list[str]) -> int:
    """Retired from the day of the edition on; earlier states keep them."""
    on = edition.dated_on or timezone.localdate()
    if edition.kind == Kind.SERVICES:
        return OzgService.objects.filter(ozg_id__in=gone, retired_on=None).update(retired_on=on)
    if edition.kind in (Kind.ENTRIES, Kind.LEIKA):
        entries = LeikaEntry.objects.filter(identity__in=gone, retired_on=None)
        return entries.update(retired_on=on)
    return len(gone)
