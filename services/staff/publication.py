"""The edit form of a service with its rule of four eyes, and taking a service from the net."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.auth import require_admin_access
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.views.snippets import EditView

from identity.models import User
from services import local_facts, publication
from services.forms import TakeDownForm
from services.foureyes import SamePersonError
from services.models import Service


class ServiceEditView(EditView):
    """Says what is missing where Wagtail would only refuse: the draft is saved by then."""

    def save_instance(self) -> Service:
        service: Service = super().save_instance()
        assert isinstance(self.request.user, User)
        local_facts.note_decisions(service, self.form.decided, actor=self.request.user)
        return service

    def run_action_method(self) -> Any:
        try:
            return super().run_action_method()
        except SamePersonError as error:
            messages.error(self.request, str(error))
            return redirect(self.get_edit_url())


class TakeDownItem(ActionMenuItem):
    """In place of Wagtail's own entry, which wants the right to publish."""

    name = "action-take-down"
    label = gettext_lazy("Aus dem Netz nehmen")
    icon_name = "download"

    def is_shown(self, context: Any) -> bool:
        instance = context.get("instance")
        return isinstance(instance, Service) and instance.live and context["view"] == "edit"

    def get_url(self, context: Any) -> str:
        return reverse("services_take_down", args=[context["instance"].pk])


@require_admin_access
@permission_required("services.change_service", raise_exception=True)
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    service = get_object_or_404(Service, pk=pk)
    form = TakeDownForm(request.POST or None)
    assert isinstance(request.user, User)
    if request.method == "POST" and form.is_valid():
        try:
            publication.take_down(service, actor=request.user, **form.cleaned_data)
        except publication.PublicationError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Die Seite ist nicht mehr zu sehen."))
            return redirect("wagtailsnippets_services_service:edit", service.pk)
    context = {"header_title": service.name, "service": service, "form": form}
    return render(request, "services/staff/take_down.html", context)


def only_drafts_are_deleted(request: HttpRequest, instances: list[Model]) -> HttpResponse | None:
    """Deleting something that is on the net would be taking it down without a reason."""
    if not any(isinstance(record, Service) and record.live for record in instances):
        return None
    messages.error(
        request,
        _("Veröffentlichte Leistungen lassen sich nicht löschen. Nehmen Sie sie vorher vom Netz."),
    )
    return redirect("wagtailsnippets_services_service:list")
