"""What the outside says: differences to the dashboard's export, and addresses that fail."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages

from ozg_catalog import directory
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import ChannelAddress, Municipality
from ozg_catalog.progress import progress_at
from ozg_catalog.staff.work import WorkView


class GapsView(WorkView, TemplateView):
    """A work queue: each difference is mended by an assessment, or clarified by a note."""

    template_name = "ozg_catalog/staff/gaps.html"
    page_title = _("Unterschiede zum Dashboard")
    page_size = 50

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        home, today = Municipality.objects.home(), timezone.localdate()
        gap, settled = self.request.GET.get("art", ""), "geklaert" in self.request.GET
        export = directory.export_in_force(home)
        every = directory.compared(home, export, progress_at(home, today).states) if export else []
        shown = [row for row in every if bool(row.note) == settled and gap in ("", row.gap)]
        return super().get_context_data(
            export=export and export.edition,
            gaps=directory.Gap.choices,
            gap=gap,
            settled=settled,
            page=Paginator(shown, self.page_size).get_page(self.request.GET.get("p")),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            directory.settle(
                actor=request.user,
                municipality=Municipality.objects.home(),
                on=timezone.localdate(),
                fingerprint=request.POST.get("fingerprint", ""),
                note=request.POST.get("note", "")[:300],
            )
            messages.success(request, _("Als geklärt vermerkt."))
        except CatalogueError as error:
            messages.error(request, str(error))
        return redirect(f"{reverse('ozg_gaps')}?{request.GET.urlencode()}")


class ChannelsView(WorkView, TemplateView):
    template_name = "ozg_catalog/staff/channels.html"
    page_title = _("Online-Adressen")
    page_size = 50

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.request.GET.get("zustand", "")
        found = ChannelAddress.objects.filter(is_used=True)
        if state in ChannelAddress.State.values:
            found = found.filter(state=state)
        page = Paginator(found, self.page_size).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            page=page, states=ChannelAddress.State.choices, state=state, **kwargs
        )
