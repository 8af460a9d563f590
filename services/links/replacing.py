"""One address in place of another, wherever it stands.

Records with drafts get a new version, which a second person publishes. Where somebody is in the
middle of a draft, the address changes in that draft and nothing is handed in for them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.log_actions import log
from wagtail.models import Page

from identity.models import User
from ozg_catalog.linkcheck import checking
from services.links import holders
from services.links.slots import rewrite

LONGEST = 500
URL = URLValidator(schemes=["http", "https"])


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

    @property
    def kind(self) -> str:
        return str(self.record._meta.verbose_name)


def uses(url: str, *, actor: User) -> list[Use]:
    """Where it stands and what would change; nothing is changed."""
    finder = AdminURLFinder(actor)
    return [
        Use(record, fields, effect, finder.get_edit_url(record))
        for record, _newest, fields, effect in _found(url, "", actor)
    ]


@transaction.atomic
def replace(old: str, new: str, *, actor: User) -> list[Use]:
    """Everywhere the actor may edit; gives what was changed. Raises LinkError."""
    if reason := problem(old, new):
        raise LinkError(reason)
    done: list[Use] = []
    for record, newest, fields, effect in _found(old, new, actor):
        if effect is Effect.NONE:
            continue
        _save(newest, effect, actor)
        data = {"from": old, "to": new, "fields": len(fields)}
        log(record, "services.link.replace", user=actor, data=data)
        done.append(Use(record, fields, effect, None))
    if not any(holder.shows(old) for holder in holders.registered()):
        checking.retire(old)
    return done


def problem(old: str, new: str) -> str:
    """Why the one cannot stand in place of the other; empty when it can."""
    try:
        URL(new)
    except ValidationError:
        return _("Die neue Adresse muss mit https:// oder http:// beginnen.")
    if new == old:
        return _("Die neue Adresse ist dieselbe.")
    return _("Die neue Adresse ist zu lang.") if len(new) > LONGEST else ""


def _found(old: str, new: str, actor: User) -> Iterator[tuple[Any, Any, list[str], Effect]]:
    """Each record, its newest version with the address replaced, the fields, and the effect."""
    for holder in holders.registered():
        for record in holder.naming(old, lock=bool(new)):
            if isinstance(record, Page) and not record.permissions_for_user(actor).can_edit():
                continue
            newest = record.get_latest_revision_as_object() if holder.has_drafts else record
            fields = rewrite(newest, lambda found: new if found == old else found)
            yield record, newest, fields, _effect(record, fields, drafts=holder.has_drafts)


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
