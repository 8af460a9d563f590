"""What waits for whom: the start page of the staff area, one list per role."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from guestreg.models import DataRequest, Licence
from identity.models import User
from identity.saml import expiry, refresh
from ozg_catalog.models import Milestone
from portal.barriers.models import BarrierReport
from portal.council.models import Answer, CoSignature, Inquiry
from portal.operations import readiness
from portal.pages.accessibility import AccessibilityPage
from portal.pages.legal import ImprintPage, PrivacyPage
from services.staff import tasks as directory


@dataclass(frozen=True)
class Task:
    label: str
    count: int
    url: str
    late: bool = False


class WorkPanel(Component):
    name = "work"
    template_name = "portal/admin/work_panel.html"
    order = 10

    def __init__(self, request: HttpRequest) -> None:
        assert isinstance(request.user, User)
        self.user = request.user

    def get_context_data(self, parent_context: Context) -> dict[str, Any]:
        return {"tasks": tasks_for(self.user)}


def tasks_for(user: User) -> list[Task]:
    """Everything this person may do something about, what is late first."""
    tasks = [task for permission, find in SOURCES if user.has_perm(permission) for task in find()]
    return sorted(tasks, key=lambda task: (not task.late, task.count == 0))


def _inquiries() -> Iterator[Task]:
    url = reverse("council_inquiries:index")
    unfinished = Inquiry.objects.unfinished()
    yield Task(_("Anfragen in Bearbeitung"), unfinished.count(), url)
    overdue = unfinished.overdue(timezone.localdate()).count()
    if overdue:
        yield Task(_("Anfragen über der Frist"), overdue, url, late=True)
    drafts = Answer.objects.drafts().exclude(question__inquiry__state=Inquiry.State.WITHDRAWN)
    yield Task(_("Antworten im Entwurf"), drafts.count(), url)


def _waiting_at(station: CoSignature.Station) -> Callable[[], Iterator[Task]]:
    def find() -> Iterator[Task]:
        answers = Answer.objects.in_review().prefetch_related("signatures")
        waiting = sum(answer.missing_stations()[:1] == [station] for answer in answers)
        yield Task(_("Antworten zum Mitzeichnen"), waiting, reverse("council_inquiries:index"))

    return find


def _releases() -> Iterator[Task]:
    ready = sum(not answer.missing_stations() for answer in Answer.objects.in_review())
    yield Task(_("Antworten zum Freigeben"), ready, reverse("council_inquiries:index"))


def _barriers() -> Iterator[Task]:
    url = reverse("barrier_reports:index")
    yield Task(_("Gemeldete Barrieren ohne Antwort"), BarrierReport.objects.open().count(), url)
    overdue = BarrierReport.objects.overdue(timezone.localdate()).count()
    if overdue:
        yield Task(_("Gemeldete Barrieren über der Frist"), overdue, url, late=True)


def _reviews() -> Iterator[Task]:
    """Legal pages whose yearly review is due."""
    today = timezone.localdate()
    for model in (ImprintPage, PrivacyPage, AccessibilityPage):
        for page in model.objects.live():
            if page.is_review_overdue(today):
                url = reverse("wagtailadmin_pages:edit", args=[page.pk])
                yield Task(_("Prüfen: %(title)s") % {"title": page.title}, 1, url, late=True)


def _directory() -> Iterator[Task]:
    for pile in directory.common_piles():
        if pile.entries:
            yield Task(pile.title, len(pile.entries), reverse("services_tasks"), late=pile.late)


def _milestones() -> Iterator[Task]:
    overdue = Milestone.objects.overdue().count()
    if overdue:
        label = _("Meilensteine über dem Termin")
        yield Task(label, overdue, reverse("ozg_catalog:overview"), late=True)


def _licences() -> Iterator[Task]:
    waiting = Licence.objects.filter(state=Licence.State.SUBMITTED).count()
    yield Task(_("Lizenzanträge zu entscheiden"), waiting, reverse("guestreg_staff:licences"))


def _requests() -> Iterator[Task]:
    url = reverse("guestreg_staff:requests")
    states = DataRequest.State
    for state, label in (
        (states.PREPARED, _("Anforderungen für die zweite Freigabe")),
        (states.SENT, _("Anforderungen bei den Betrieben")),
        (states.RELEASED, _("Freigegebene Besuche zum Abholen")),
    ):
        yield Task(label, DataRequest.objects.filter(state=state).count(), url)


def _schedules() -> Iterator[Task]:
    late = [name for names in readiness.problems().values() for name in names]
    url = reverse("operations:schedules")
    yield Task(_("Störungen im Betrieb"), len(late), url, late=bool(late))


def _state_accounts() -> Iterator[Task]:
    ending = expiry.ending_within(expiry.WARN_DAYS)
    if ending:
        label = _("Zertifikate der Anmeldung, die bald enden")
        late = any(certificate.presses for certificate in ending)
        yield Task(label, len(ending), reverse("state_accounts"), late=late)
    waiting = len(refresh.warnings())
    if waiting:
        label = _("Metadaten der Anmeldung zum Bestätigen oder Prüfen")
        yield Task(label, waiting, reverse("state_accounts"), late=True)


# Permission that makes it this person's work, and what finds the work.
SOURCES: list[tuple[str, Callable[[], Iterator[Task]]]] = [
    ("portal.change_inquiry", _inquiries),
    *[(f"portal.cosign_{station.value}", _waiting_at(station)) for station in CoSignature.Station],
    ("portal.release_answer", _releases),
    ("portal.change_barrierreport", _barriers),
    ("portal.change_accessibilitypage", _reviews),
    ("services.change_service", _directory),
    ("ozg_catalog.change_milestone", _milestones),
    ("guestreg.decide_licence", _licences),
    ("guestreg.view_datarequest", _requests),
    ("portal.view_schedule", _schedules),
    ("identity.view_identityprovider", _state_accounts),
]
