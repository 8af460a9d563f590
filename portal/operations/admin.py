"""The administrator's page about scheduled work, below /verwaltung/betrieb/."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.menu import MenuItem

from identity.models import User
from portal.operations import readiness, schedules

VIEW = "portal.view_schedule"
RUN = "portal.run_schedule"


class OperationsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(VIEW)


def menu_item() -> MenuItem:
    return OperationsMenuItem(
        gettext_lazy("Betrieb"), reverse("operations:schedules"), icon_name="time", order=900
    )


@permission_required(VIEW, raise_exception=True)
def schedule_table(request: HttpRequest) -> HttpResponse:
    context = {
        "entries": schedules.entries(),
        "problems": {name: wrong for name, wrong in readiness.problems().items() if wrong},
        "may_run": request.user.has_perm(RUN),
        "header_title": _("Betrieb"),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Start")},
            {"url": "", "label": _("Betrieb")},
        ],
    }
    return render(request, "portal/operations/schedules.html", context)


@require_POST
@permission_required(RUN, raise_exception=True)
def run_schedule(request: HttpRequest, name: str) -> HttpResponse:
    assert isinstance(request.user, User)
    try:
        schedules.run_now(name, actor=request.user)
    except schedules.UnknownSchedule as error:
        raise Http404 from error
    messages.success(request, _("Die Aufgabe ist eingereiht. Laden Sie die Seite gleich neu."))
    return redirect("operations:schedules")


urlpatterns: list[URLPattern] = [
    path("", schedule_table, name="schedules"),
    path("<str:name>/starten/", run_schedule, name="run"),
]
