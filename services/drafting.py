"""Writing, handing in and approving a draft in single steps, as the forms of the editor do it."""

from collections.abc import Iterable
from itertools import chain, count
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from identity.models import User
from services import local_facts, local_texts
from services.exchange.services import SLUG
from services.german import slug_of
from services.models import Service, ServiceText
from services.models.vocabulary import Language


class DraftingError(Exception):
    """The draft cannot be treated like that; the text says why."""


def draft_of(service: Service) -> Service:
    """The newest version, published or not."""
    found = service.get_latest_revision_as_object()
    assert isinstance(found, Service)
    return found


@transaction.atomic
def write(
    service: Service,
    values: dict[str, Any],
    *,
    language: str,
    based_on: int | None,
    actor: User,
) -> None:
    """A new draft with these fields of the text in one language.

    ``based_on`` is the version that the writer saw. Raises DraftingError.
    """
    draft = draft_of(_claim(service, based_on, actor))
    _fill(draft, language, values)
    local_texts.mark_own_languages(draft)
    local_facts.mark_own(draft)
    draft.save_revision(user=actor, log_action=True)


def _claim(service: Service, based_on: int | None, actor: User) -> Service:
    """The row, locked until the draft is written. Raises DraftingError."""
    stored = Service.objects.select_for_update().get(pk=service.pk)
    if is_locked(stored, actor):
        raise DraftingError(_("Diese Fassung ist eingereicht oder gesperrt."))
    if stored.latest_revision_id != based_on:
        raise DraftingError(
            _("Inzwischen hat jemand anders gespeichert. Laden Sie die Seite neu und vergleichen.")
        )
    return stored


@transaction.atomic
def keep(draft: Service, *, based_on: int | None, actor: User, decided: Iterable[Any] = ()) -> None:
    """This changed draft as the newest version; ``decided`` are a source's records that it hides
    or shows again. Raises DraftingError, also where the draft was made from an older version."""
    _claim(draft, based_on, actor)
    draft.save_revision(user=actor, log_action=True)
    local_facts.note_decisions(draft, decided, actor=actor)


@transaction.atomic
def begin(service: Service, *, actor: User) -> Service:
    """A new service with a German text of its name, as a draft that nobody sees yet."""
    service.live = False
    service.slug = service.slug or _free_slug(service.name)
    service.texts = [ServiceText(language=Language.GERMAN, title=service.name)]
    service.save()
    service.save_revision(user=actor, log_action="wagtail.create")
    return service


def _free_slug(name: str) -> str:
    wish = slug_of(name)[:SLUG] or "leistung"
    taken = set(Service.objects.filter(slug__startswith=wish).values_list("slug", flat=True))
    numbered = (f"{wish}-{number}" for number in count(2))
    return next(slug for slug in chain([wish], numbered) if slug not in taken)


def _fill(draft: Service, language: str, values: dict[str, Any]) -> None:
    texts = list(draft.texts.all())
    text = next((text for text in texts if text.language == language), None)
    if text is None:
        text = ServiceText(language=language, sort_order=len(texts))
        texts.append(text)
    elif draft.is_imported and not text.is_local:
        raise DraftingError(_("Diesen Text bringt die Quelle; er ist hier nur zu lesen."))
    for name, value in values.items():
        setattr(text, name, value)
    text.fill_keys()
    draft.texts = texts


def is_locked(service: Service, user: User) -> bool:
    lock = service.get_lock()
    return bool(lock and lock.for_user(user))


@transaction.atomic
def hand_in(service: Service, *, actor: User) -> None:
    """A second person gets it to read. Raises DraftingError."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    state, workflow = service.current_workflow_state, service.get_workflow()
    if not service.has_unpublished_changes and service.live:
        raise DraftingError(_("Es gibt keinen Entwurf, der sich einreichen lässt."))
    if service.latest_revision_id is None:  # came as a draft from a source, untouched so far
        service.save_revision(user=actor, log_action=True)
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(actor)
    elif state is not None:
        raise DraftingError(_("Diese Fassung ist schon eingereicht."))
    elif workflow is None:
        raise DraftingError(_("Für Leistungen ist keine Freigabe eingerichtet."))
    else:
        workflow.start(service, actor)


@transaction.atomic
def take_back(service: Service, *, actor: User) -> None:
    state = service.current_workflow_state
    if state is None or state.requested_by_id != actor.pk:
        raise DraftingError(_("Zurücknehmen kann nur, wer eingereicht hat."))
    state.cancel(user=actor)


def may_decide(service: Service, user: User) -> set[str]:
    """What this person may do with what was handed in: "approve", "reject"."""
    state = service.current_workflow_task_state
    if state is None or state.status != state.STATUS_IN_PROGRESS:
        return set()
    return {name for name, *_more in state.task.specific.get_actions(service, user)}


@transaction.atomic
def decide(service: Service, *, approve: bool, comment: str, actor: User) -> None:
    """Approving publishes, at once or at the planned time. Raises DraftingError."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    action = "approve" if approve else "reject"
    if action not in may_decide(service, actor):
        raise DraftingError(_("Freigeben oder zurückgeben muss eine zweite Person."))
    state = service.current_workflow_task_state
    state.task.specific.on_action(state, actor, action, comment=comment)
