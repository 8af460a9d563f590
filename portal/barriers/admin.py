"""Staff section: reported barriers, oldest deadline first."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets.model import ModelViewSet

from ozg_catalog.staff.verbs import VerbFormMixin
from portal.barriers import reports
from portal.barriers.models import BarrierReport


class AnswerView(VerbFormMixin, EditView):
    refusals = (reports.ReportError,)
    refused_at = "answer"

    def save_instance(self) -> BarrierReport:
        barrier = self.form.save(commit=False)
        reports.answer(actor=self.request.user, barrier=barrier, text=barrier.answer)
        return barrier


class BarrierViewSet(ModelViewSet):
    model = BarrierReport
    icon = "warning"
    menu_label = _("Barrieren")
    menu_order = 230
    add_to_admin_menu = True
    url_prefix = "barrieren"
    url_namespace = "barrier_reports"
    edit_view_class = AnswerView
    copy_view_enabled = False
    list_display: ClassVar = [
        "__str__",
        "page_address",
        "received_at",
        "due_on",
        Column("state", label=_("Stand"), accessor="state.label"),
    ]
    panels: ClassVar[list[Panel]] = [
        FieldPanel("page_address", read_only=True),
        FieldPanel("description", read_only=True),
        FieldPanel("email", read_only=True),
        FieldPanel("due_on", read_only=True),
        FieldPanel("answer"),
    ]
