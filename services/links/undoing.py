"""Taking the last replacement of addresses back, where nobody has changed the record since."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import DraftStateMixin, ModelLogEntry, PageLogEntry

from identity.models import User
from ozg_catalog.linkcheck import checking
from services.links.replacing import (
    REPLACED,
    Effect,
    LinkError,
    effect_on,
    keep,
    may_edit,
    state_of,
)
from services.links.slots import rewrite

UNDONE = "services.link.undo"
LOGS: tuple[Any, ...] = (ModelLogEntry, PageLogEntry)


@dataclass(frozen=True)
class Replacement:
    """One click on "Überall ersetzen", as the audit log holds it: by its entry of one record."""

    entry: Any

    @property
    def number(self) -> str:
        return str(self.entry.uuid)

    @property
    def old(self) -> str:
        return str(self.entry.data["from"])

    @property
    def new(self) -> str:
        return str(self.entry.data["to"])

    @property
    def beginning(self) -> bool:
        return "addresses" in self.entry.data

    def entries(self) -> Iterator[Any]:
        """Those of all its records."""
        for log_of in LOGS:
            yield from log_of.objects.filter(action=REPLACED, uuid=self.entry.uuid)


@dataclass(frozen=True)
class Restored:
    """A record, its newest version with the former addresses, and what that means."""

    record: Any
    newest: Any
    fields: list[str]
    effect: Effect

    @property
    def stays(self) -> bool:
        """Changed since, gone, or not this person's to edit."""
        return self.effect is Effect.NONE


def last() -> Replacement | None:
    """The newest one, unless it was undone already."""
    newest = [log_of.objects.filter(action=REPLACED).first() for log_of in LOGS]
    found = max((e for e in newest if e), key=lambda e: e.timestamp, default=None)
    if found is None or "places" not in found.data:
        return None
    if any(o.objects.filter(action=UNDONE, data__of=str(found.uuid)).exists() for o in LOGS):
        return None
    return Replacement(found)


def plan(replacement: Replacement, *, actor: User) -> list[Restored]:
    """What would change; nothing is changed."""
    return list(_restored(replacement, actor))


@transaction.atomic
def undo(number: str, *, actor: User) -> list[Restored]:
    """The former addresses again wherever nothing was changed since. Raises LinkError."""
    replacement = last()
    if replacement is None or replacement.number != number:
        raise LinkError(_("Diese Ersetzung ist nicht mehr die letzte oder schon zurückgenommen."))
    done = list(_restored(replacement, actor, lock=True))
    if all(one.stays for one in done):
        raise LinkError(_("Alles, was sich ändern müsste, wurde seitdem bearbeitet."))
    for one in done:
        if not one.stays:
            _withdraw(one.record, replacement, actor)
            keep(one.newest, one.effect, actor)
            data = {"of": number, "from": replacement.new, "to": replacement.old}
            log(one.record, UNDONE, user=actor, data=data | {"fields": len(one.fields)})
    checking.register_channels()
    return done


def _restored(replacement: Replacement, actor: User, *, lock: bool = False) -> Iterator[Restored]:
    for entry in replacement.entries():
        if (record := _record(entry, lock=lock)) is None:
            continue
        if not may_edit(record, actor) or state_of(record) != entry.data["state"]:
            yield Restored(record, None, [], Effect.NONE)
            continue
        is_drafted = isinstance(record, DraftStateMixin)
        newest = record.get_latest_revision_as_object() if is_drafted else record
        former = {int(place): before for place, before in entry.data["places"]}
        fields = rewrite(newest, partial(_former, former, count()))
        yield Restored(record, newest, fields, effect_on(record, fields))


def _record(entry: Any, *, lock: bool) -> Any:
    model = entry.content_type.model_class() if entry.content_type else None
    if model is None:
        return None
    rows = model._default_manager.filter(pk=entry.object_id)
    return (rows.select_for_update(of=("self",)) if lock else rows).first()


def _former(former: dict[int, str], places: Iterator[int], address: str) -> str:
    return former.get(next(places), address)


def _withdraw(record: Any, replacement: Replacement, actor: User) -> None:
    """Nobody needs to approve a version that the replacement handed in and that is taken back."""
    state = getattr(record, "current_workflow_state", None)
    if state is not None and state.requested_by_id == replacement.entry.user_id:
        state.cancel(user=actor)
