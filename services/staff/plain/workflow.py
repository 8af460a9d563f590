"""What every plain page of a draft has in common: where it stands, and the steps from there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from identity.models import User
from services import drafting
from services.foureyes import SamePersonError
from services.models import Service
from services.staff.plain.changes import changes
from services.staff.plain.sections import SECTIONS

Write = Callable[[], None]


def typed(request: HttpRequest) -> QueryDict | None:
    """What was filled in, where the button that was pressed keeps it."""
    return request.POST if request.POST.get("action") in {"save", "submit"} else None


def step(request: HttpRequest, service: Service, form: Any, write: Write) -> bool:
    """Does what a button asks for and says so; ``write`` keeps what was typed, if it is right."""
    wanted = request.POST.get("action", "")
    if not wanted or (form.is_bound and not form.is_valid()):
        return False
    assert isinstance(request.user, User)
    try:
        said = _do(service, wanted, request.user, request.POST.get("comment", "")[:1000], write)
    except (drafting.DraftingError, SamePersonError) as error:
        messages.error(request, str(error))
        return False
    messages.success(request, said)
    return True


def _do(service: Service, wanted: str, actor: User, comment: str, write: Write) -> str:
    match wanted:
        case "save":
            write()
            return _("Als Entwurf gespeichert.")
        case "submit":
            write()
            drafting.hand_in(service, actor=actor)
            return _("Eingereicht. Eine zweite Person liest und gibt frei.")
        case "take_back":
            drafting.take_back(service, actor=actor)
            return _("Zurückgenommen.")
        case "approve" | "reject":
            drafting.decide(service, approve=wanted == "approve", comment=comment, actor=actor)
            return _("Freigegeben.") if wanted == "approve" else _("Zurückgegeben.")
    raise drafting.DraftingError(_("Diesen Schritt gibt es nicht."))


def based_on(request: HttpRequest) -> int | None:
    """The version that the writer saw."""
    said = request.POST.get("based_on", "")
    return int(said) if said.isascii() and said.isdigit() else None


def standing(
    request: HttpRequest, pk: int, *, here: str = "", read: Service | None = None
) -> dict[str, Any]:
    """For the templates: whose turn it is, what changed, and the way to the other sections.

    ``read`` is the draft where the view has it already and no form has touched it.
    """
    assert isinstance(request.user, User)
    stored = Service.objects.with_facts().get(pk=pk)
    draft, state = read or drafting.draft_of(stored), stored.current_workflow_state
    return {
        "header_title": draft.name,
        "service": stored,
        "based_on": request.POST.get("based_on", stored.latest_revision_id or ""),
        "sections": [(name, section.heading, name == here) for name, section in SECTIONS.items()],
        "full": reverse("wagtailsnippets_services_service:edit", args=[pk]),
        "locked": drafting.is_locked(stored, request.user),
        "state": state,
        "mine": state is not None and state.requested_by_id == request.user.pk,
        "decisions": drafting.may_decide(stored, request.user),
        "changes": changes(stored, draft) if stored.has_unpublished_changes else [],
    }
