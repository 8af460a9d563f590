"""One address, or one beginning of addresses, in place of another, wherever it stands.

Records with drafts get a new version, which a second person publishes. Where somebody is in the
middle of a draft, the address changes in that draft and nothing is handed in for them.
"""

import hashlib
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import partial
from itertools import count
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.models import ClusterableModel, get_serializable_data_for_fields
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.log_actions import log
from wagtail.models import DraftStateMixin, Page

from identity.models import User
from ozg_catalog.linkcheck import checking
from services.foureyes import BOOKKEEPING
from services.links import holders
from services.links.change import LONGEST, Change
from services.links.slots import rewrite

REPLACED = "services.link.replace"


class LinkError(Exception):
    """The address cannot be replaced by this one; the text says why."""


class Effect(Enum):
    AT_ONCE = gettext_lazy("sofort")
    HANDED_IN = gettext_lazy("als neuer Entwurf, den eine zweite Person freigibt")
    IN_DRAFT = gettext_lazy("im Entwurf, an dem gerade jemand arbeitet")
    NONE = gettext_lazy("gar nicht: Der neueste Entwurf enthält sie schon nicht mehr")


@dataclass(frozen=True)
class Use:
    """A record that names the address: in which fields, and how a replacement would take effect."""

    record: Any
    fields: list[str]
    effect: Effect
    edit: str | None
    # Each address there, and what stands in its place afterwards.
    changes: list[tuple[str, str]]

    @property
    def kind(self) -> str:
        return str(self.record._meta.verbose_name)


def uses(change: Change, *, actor: User) -> list[Use]:
    """Where it stands and what would change; nothing is changed."""
    finder = AdminURLFinder(actor)
    return [
        Use(
            found.record, found.fields, found.effect, finder.get_edit_url(found.record), found.pairs
        )
        for found in _found(change, actor)
    ]


@transaction.atomic
def replace(change: Change, *, actor: User) -> list[Use]:
    """Everywhere the actor may edit; gives what was changed. Raises LinkError.

    The audit entry of each record names every address before and after, so that it can be undone.
    """
    if change.problem:
        raise LinkError(change.problem)
    done: list[Use] = []
    number = uuid.uuid4()
    for found in _found(change, actor, lock=True):
        if found.effect is Effect.NONE:
            continue
        _check_length(found.pairs)
        keep(found.newest, found.effect, actor)
        data = {"from": change.old, "to": change.new, "fields": len(found.fields)}
        data |= {"places": found.places, "state": state_of(found.record)}
        if change.beginning:
            data["addresses"] = found.pairs
        log(found.record, REPLACED, user=actor, uuid=number, data=data)
        done.append(Use(found.record, found.fields, found.effect, None, found.pairs))
    if change.beginning:
        checking.register_channels()
    elif not any(holder.shows(change.old) for holder in holders.registered()):
        checking.retire(change.old)
    return done


def _check_length(pairs: list[tuple[str, str]]) -> None:
    for before, after in pairs:
        if len(after) > LONGEST:
            text = _("Diese Adresse würde zu lang: %(address)s. Es ist nichts geändert.")
            raise LinkError(text % {"address": before})


@dataclass(frozen=True)
class _Found:
    """A record, its newest version with the addresses replaced, and what that means."""

    record: Any
    newest: Any
    fields: list[str]
    effect: Effect
    pairs: list[tuple[str, str]]
    # Which of the record's addresses, counted as they are visited, and what stood there.
    places: list[tuple[int, str]]


def _found(change: Change, actor: User, *, lock: bool = False) -> Iterator[_Found]:
    for holder in holders.registered():
        for record in holder.naming(change, lock=lock):
            if not may_edit(record, actor):
                continue
            newest = record.get_latest_revision_as_object() if holder.has_drafts else record
            met: list[tuple[int, str]] = []
            fields = rewrite(newest, partial(_noted, change, met, count()))
            pairs = sorted({(before, change.of(before)) for _place, before in met})
            effect = effect_on(record, fields)
            yield _Found(record, newest, fields, effect, pairs, met)


def may_edit(record: Any, actor: User) -> bool:
    """Beyond being an editor, which the views ask: pages have editors of their own."""
    return not isinstance(record, Page) or bool(record.permissions_for_user(actor).can_edit())


def _noted(change: Change, met: list[tuple[int, str]], places: Iterator[int], address: str) -> str:
    place = next(places)
    if change.meets(address):
        met.append((place, address))
    return change.of(address)


def state_of(record: Any) -> str:
    """A short sign for what its newest version says, to see later whether it was changed."""
    stored = type(record)._default_manager.get(pk=record.pk)
    if isinstance(stored, DraftStateMixin) and stored.latest_revision:
        said = stored.latest_revision.content
    elif isinstance(stored, ClusterableModel):
        said = stored.serializable_data()
    else:
        said = get_serializable_data_for_fields(stored)
    kept = {name: value for name, value in said.items() if name not in BOOKKEEPING}
    text = json.dumps(kept, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def effect_on(record: Any, fields: list[str]) -> Effect:
    if not fields:
        return Effect.NONE
    if not isinstance(record, DraftStateMixin):
        return Effect.AT_ONCE
    idle = record.live and not record.has_unpublished_changes
    return Effect.HANDED_IN if idle else Effect.IN_DRAFT


def keep(newest: Any, effect: Effect, actor: User) -> None:
    if effect is Effect.AT_ONCE:
        newest.save()
        return
    newest.save_revision(user=actor, clean=False)
    workflow = newest.get_workflow() if effect is Effect.HANDED_IN else None
    if workflow:
        workflow.start(newest, actor)
