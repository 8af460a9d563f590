"""What a source says, what the city says, and what changed beneath: one page per service."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import require_admin_access

from identity.models import User
from services import feedback, local_facts
from services.local_facts import words_of
from services.local_texts import Piece, differences, lines_of
from services.models import Feedback, LocalText, Service, TextChange
from services.models.vocabulary import Language, TextModule
from services.readability import reading_ease

Key = tuple[str, str]
LISTS: list[tuple[str, Any]] = [
    ("fees", gettext_lazy("Gebühren")),
    ("deadlines", gettext_lazy("Fristen")),
    ("documents", gettext_lazy("Nötige Unterlagen")),
    ("legal_bases", gettext_lazy("Rechtsgrundlagen")),
    ("forms", gettext_lazy("Formulare")),
]


@dataclass(frozen=True)
class Row:
    """One section in one language."""

    language: str
    name: str
    state: str = ""
    own: LocalText | None = None
    change: TextChange | None = None

    @property
    def label(self) -> str:
        named = {"title": _("Titel"), "teaser": _("In einem Satz"), **dict(TextModule.choices)}
        return f"{named.get(self.name, self.name)} ({Language(self.language).label})"

    @property
    def lines(self) -> str:
        return lines_of(self.state)

    @property
    def own_lines(self) -> str:
        return lines_of(self.own.html) if self.own else ""

    @property
    def differences(self) -> list[Piece]:
        return differences(self.change.before, self.state) if self.change else []

    @property
    def must_be_compared(self) -> bool:
        """The city wrote beside a text that is another one now."""
        if self.own is None or self.change is None:
            return False
        return self.own.written_on is None or self.own.written_on <= self.change.changed_on

    @property
    def ease(self) -> int | None:
        is_section = self.name in TextModule.values and self.language != Language.ENGLISH
        return reading_ease(self.state) if is_section else None


@dataclass(frozen=True)
class ListRow:
    """One list of records: what the source says, what of it is hidden, what the city adds."""

    name: str
    state: str
    hidden: list[tuple[str, str]]
    mine: list[str]
    change: TextChange | None = None
    language: str = Language.GERMAN

    @property
    def label(self) -> str:
        return str(dict(LISTS)[self.name])

    @property
    def lines(self) -> str:
        return lines_of(self.state)

    @property
    def differences(self) -> list[Piece]:
        return differences(self.change.before, self.state) if self.change else []

    @property
    def own(self) -> bool:
        return bool(self.hidden or self.mine)

    @property
    def must_be_compared(self) -> bool:
        return self.own and self.change is not None


def lists_of(service: Service, changes: dict[Key, TextChange]) -> list[ListRow]:
    brought = local_facts.brought([service.pk])
    rows = []
    for name, _label in LISTS:
        records = list(getattr(service, name).all())
        row = ListRow(
            name=name,
            state=local_facts.lines(brought.get((service.pk, name), [])),
            hidden=[(words_of(r), r.hidden_because) for r in records if r.hidden_because],
            mine=[words_of(r) for r in records if r.is_local],
            change=changes.get((Language.GERMAN, name)),
        )
        rows += [row] if row.state or row.own or row.change else []
    return rows


def rows_of(service: Service) -> list[Row | ListRow]:
    """Every section of which anybody says or said something, those to be compared first."""
    own = {(t.language, t.module): t for t in LocalText.objects.filter(service=service)}
    changes: dict[Key, TextChange] = {}
    for change in TextChange.objects.unseen().filter(service=service):
        changes.setdefault((change.language, change.module), change)  # what was there at first
    state = {
        (text.language, name): getattr(text, name)
        for text in service.texts.all()
        for name in ("title", "teaser", *text.MODULES)
        if getattr(text, name)
    }
    found = [
        Row(*key, state.get(key, ""), own.get(key), changes.get(key))
        for key in {**state, **own, **changes}
        if key[1] not in local_facts.LISTS
    ]
    lists = lists_of(service, changes) if service.is_imported else []
    return sorted([*found, *lists], key=_urgency)


def _urgency(row: Row | ListRow) -> tuple[Any, ...]:
    order = ["title", "teaser", *TextModule.values, *local_facts.LISTS]
    place = order.index(row.name) if row.name in order else len(order)
    return (not row.must_be_compared, row.change is None, row.language, place)


@require_admin_access
@permission_required("services.change_service", raise_exception=True)
@require_safe
def texts(request: HttpRequest, pk: int) -> HttpResponse:
    """The source's text, the city's, and what the last imports changed, side by side."""
    service = get_object_or_404(Service, pk=pk)
    context = {
        "header_title": service.name,
        "service": service,
        "edit": reverse("wagtailsnippets_services_service:edit", args=[service.pk]),
        "rows": rows_of(service),
        "answers": Feedback.objects.unanswered().filter(service=service),
    }
    return render(request, "services/staff/texts.html", context)


@require_admin_access
@permission_required("services.change_service", raise_exception=True)
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    service = get_object_or_404(Service, pk=pk)
    assert isinstance(request.user, User)
    today = timezone.localdate()
    feedback.see_changes(service, actor=request.user, on=today)
    feedback.settle(service, actor=request.user, on=today)
    messages.success(request, _("Erledigt."))
    return redirect("services_tasks")
