"""Records without drafts: offices, online services, papers, words. A change is public at once."""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import LockableMixin, RevisionMixin

from identity.models import User
from services.models import Office, OnlineChannel, PinnedResult, RequiredDocument, Service, Synonym
from services.search import index, pinned, thesaurus


class RecordError(Exception):
    """The record cannot be changed; the text says why."""


@transaction.atomic
def keep(record: models.Model, *, actor: User) -> None:
    """Saves it with what hangs on it, in its history and in the search. Raises RecordError."""
    action = "wagtail.create" if record.pk is None else "wagtail.edit"
    if isinstance(record, LockableMixin):
        lock = record.get_lock()
        if lock and lock.for_user(actor):
            raise RecordError(_("Dieser Eintrag ist gesperrt."))
    record.save()
    if isinstance(record, RevisionMixin):
        record.save_revision(user=actor, log_action=action)
    else:
        log(record, action, user=actor)
    keep_search_in_step([record])


def keep_search_in_step(records: Iterable[Any]) -> None:
    """Also after deleting. Services come here by themselves when they are published."""
    records = list(records)
    if offices := [record.slug for record in records if isinstance(record, Office)]:
        index.update("office", offices)
        _update_services(offices__office__slug__in=offices)
    if papers := [r.pk for r in records if isinstance(r, RequiredDocument) and r.pk]:
        _update_services(documents__document__in=papers)
    if channels := [r.pk for r in records if isinstance(r, OnlineChannel) and r.pk]:
        _update_services(channels__channel__in=channels)
    if gone := [r.slug for r in records if isinstance(r, Service) and not r.live]:
        index.update("service", gone)
    if any(isinstance(record, Synonym) for record in records):
        thesaurus.forget()
    if any(isinstance(record, PinnedResult) for record in records):
        pinned.forget()


def _update_services(**using: Any) -> None:
    slugs = Service.objects.filter(**using).distinct().values_list("slug", flat=True)
    index.update("service", list(slugs))
