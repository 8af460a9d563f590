"""One address, or one beginning of addresses, in place of another, wherever it stands.

Records with drafts get a new version, which a second person publishes. Where somebody is in the
middle of a draft, the address changes in that draft and nothing is handed in for them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.log_actions import log
from wagtail.models import Page

from identity.models import User
from ozg_catalog.linkcheck import checking
from services.links import holders
from services.links.change import LONGEST, Change
from services.links.slots import rewrite


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
    for found in _found(change, actor, lock=True):
        if found.effect is Effect.NONE:
            continue
        _check_length(found.pairs)
        _save(found.newest, found.effect, actor)
        data = {"from": change.old, "to": change.new, "fields": len(found.fields)}
        if change.beginning:
            data["addresses"] = found.pairs
        log(found.record, "services.link.replace", user=actor, data=data)
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


def _found(change: Change, actor: User, *, lock: bool = False) -> Iterator[_Found]:
    for holder in holders.registered():
        for record in holder.naming(change, lock=lock):
            if isinstance(record, Page) and not record.permissions_for_user(actor).can_edit():
                continue
            newest = record.get_latest_revision_as_object() if holder.has_drafts else record
            pairs: dict[str, str] = {}
            fields = rewrite(newest, partial(_noted, change, pairs))
            effect = _effect(record, fields, drafts=holder.has_drafts)
            yield _Found(record, newest, fields, effect, sorted(pairs.items()))


def _noted(change: Change, pairs: dict[str, str], address: str) -> str:
    if change.meets(address):
        pairs[address] = change.of(address)
    return change.of(address)


def _effect(record: Any, fields: list[str], *, drafts: bool) -> Effect:
    if not fields:
        return Effect.NONE
    if not drafts:
        return Effect.AT_ONCE
    idle = record.live and not record.has_unpublished_changes
    return Effect.HANDED_IN if idle else Effect.IN_DRAFT


def _save(newest: Any, effect: Effect, actor: User) -> None:
    if effect is Effect.AT_ONCE:
        newest.save()
        return
    newest.save_revision(user=actor, clean=False)
    workflow = newest.get_workflow() if effect is Effect.HANDED_IN else None
    if workflow:
        workflow.start(newest, actor)
