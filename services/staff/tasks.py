"""One page with everything that waits for the editors."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.auth import require_admin_access
from wagtail.models import TaskState

from identity.models import User
from ozg_catalog.models import ChannelAddress
from services.foureyes import author_of
from services.models import (
    Feedback,
    OnlineChannel,
    QueryCount,
    Service,
    ServiceText,
    TextChange,
)
from services.models.vocabulary import Language

SHOWN = 50


@dataclass(frozen=True)
class Pile:
    """Work of one kind: what it is, what to do, and each piece with where one does it."""

    title: str
    todo: str
    entries: list[tuple[str, str]]
    late: bool = False


def edit(service: Service) -> str:
    return reverse("wagtailsnippets_services_service:edit", args=[service.pk])


def piles(user: User) -> list[Pile]:
    return [_approvals(user), *common_piles()]


def common_piles() -> list[Pile]:
    """What waits for any of the editors."""
    return [
        _reviews(),
        _links(),
        _outages(),
        _feedback(),
        _changes(),
        _queries(),
        _unopened(),
        _translations(),
        _old_translations(),
    ]


def _reviews() -> Pile:
    due = Service.objects.public().overdue_for_review(timezone.localdate())[:SHOWN]
    entries = [(f"{s.name} ({s.review_due:%d.%m.%Y})", edit(s)) for s in due]
    return Pile(
        _("Prüfung fällig"), _("Lesen, berichtigen, neues Datum setzen."), entries, late=True
    )


def _changes() -> Pile:
    found = Service.objects.filter(
        Exists(TextChange.objects.unseen().filter(service=OuterRef("pk")))
    )
    entries = [(s.name, reverse("services_texts", args=[s.pk])) for s in found[:SHOWN]]
    return Pile(
        _("Texte und Angaben der Quelle geändert"),
        _("Passt noch, was die Stadt dazu sagt?"),
        entries,
    )


def _feedback() -> Pile:
    open_ones = Feedback.objects.unanswered().values("service", "service__name")
    counted = open_ones.annotate(number=Count("pk")).order_by("-number")[:SHOWN]
    entries = [
        (
            f"{row['service__name']} ({row['number']})",
            reverse("services_texts", args=[row["service"]]),
        )
        for row in counted
    ]
    return Pile(_("Nicht hilfreich"), _("Ansehen, was fehlt, und als erledigt melden."), entries)


def _links() -> Pile:
    entries = [
        (f"{link.url} ({', '.join(link.labels[:3])})", reverse("services_link", args=[link.pk]))
        for link in ChannelAddress.objects.broken()[:SHOWN]
    ]
    return Pile(_("Kaputte Adressen"), _("Ansehen, wo sie stehen, und überall ersetzen."), entries)


def _outages() -> Pile:
    off = OnlineChannel.objects.exclude(out_of_order_since=None)[:SHOWN]
    entries = [
        (f"{c.name} ({c.out_of_order_since:%d.%m.%Y})", reverse("services_outage", args=[c.pk]))
        for c in off
    ]
    return Pile(_("Online-Dienste gestört"), _("Läuft der Dienst wieder?"), entries)


def _queries() -> Pile:
    terms = QueryCount.objects.without_hits()[:SHOWN]
    return Pile(_("Gesucht und nicht gefunden"), _("Ein Synonym anlegen."), _asked(terms))


def _unopened() -> Pile:
    terms = QueryCount.objects.without_clicks()[:SHOWN]
    todo = _("Passen die Treffer? Etwas fest nach oben stellen.")
    return Pile(_("Gefunden und nicht geöffnet"), todo, _asked(terms))


def _asked(terms: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    url = reverse("services_search_terms")
    return [(f"{term['text']} ({term['asked']})", url) for term in terms]


def _translations() -> Pile:
    english = ServiceText.objects.filter(service=OuterRef("pk"), language=Language.ENGLISH)
    missing = Service.objects.public().filter(~Exists(english))[:SHOWN]
    entries = [(service.name, edit(service)) for service in missing]
    return Pile(_("Ohne englischen Text"), _("Übersetzung schreiben."), entries)


def _old_translations() -> Pile:
    """The German text says a later date than the one made from it."""
    original = ServiceText.objects.filter(
        service=OuterRef("service"), language=Language.GERMAN, written_on__gt=OuterRef("written_on")
    )
    behind = ServiceText.objects.exclude(language=Language.GERMAN).filter(Exists(original))
    shown = behind.filter(service__in=Service.objects.public()).select_related("service")[:SHOWN]
    entries = [
        (f"{text.service.name} ({text.get_language_display()})", edit(text.service))
        for text in shown
    ]
    return Pile(_("Übersetzung älter als das Original"), _("Übersetzung nachziehen."), entries)


def approvals(user: User) -> list[Any]:
    """Records that others handed in, and this person may approve."""
    waiting = TaskState.objects.reviewable_by(user).select_related("workflow_state", "revision")
    return [
        state.workflow_state.content_object
        for state in waiting.filter(status=TaskState.STATUS_IN_PROGRESS)[:SHOWN]
        if author_of(state.revision) != user.pk
    ]


def _approvals(user: User) -> Pile:
    finder = AdminURLFinder(user)
    entries = [(str(r), finder.get_edit_url(r) or "") for r in approvals(user)]
    return Pile(_("Wartet auf Ihre Freigabe"), _("Lesen und freigeben oder zurückgeben."), entries)


@require_admin_access
@permission_required("services.change_service", raise_exception=True)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    found = piles(request.user)
    context = {
        "piles": [pile for pile in found if pile.entries],
        "empty": [pile.title for pile in found if not pile.entries],
        "shown": SHOWN,
        "header_title": _("Aufgaben der Redaktion"),
    }
    return render(request, "services/staff/tasks.html", context)
