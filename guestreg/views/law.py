"""Staff section of the licence office: legal bases and the purposes they serve."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from guestreg import law
from guestreg.errors import LawError
from guestreg.models import LegalBasis, Profile
from guestreg.staff_forms import LegalBasisForm, ProfileForm


class PutMixin:
    """Saves by the verb, and shows at the form why the database refuses."""

    form: forms.ModelForm
    request: Any

    def save_instance(self) -> Any:
        return law.put(self.form.save(commit=False), actor=self.request.user)

    def form_valid(self, form: forms.ModelForm) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except LawError as error:
            form.add_error(None, str(error))
            response = self.form_invalid(form)  # type: ignore[attr-defined]
        return response


class EnterView(PutMixin, CreateView):
    pass


class ChangeView(PutMixin, EditView):
    pass


class LegalBasisViewSet(ModelViewSet):
    model = LegalBasis
    name = "rechtsgrundlagen"
    icon = "doc-full"
    menu_label = _("Rechtsgrundlagen")
    menu_order = 310
    add_to_admin_menu = True
    add_view_class = EnterView
    edit_view_class = ChangeView
    list_display = ("title", "profile", "valid_from", "valid_to", "retention_days", "is_example")
    copy_view_enabled = False
    inspect_view_enabled = True

    def get_form_class(self, for_update: bool = False) -> type[LegalBasisForm]:
        return LegalBasisForm


class ProfileViewSet(ModelViewSet):
    model = Profile
    name = "zwecke"
    icon = "tag"
    menu_label = _("Zwecke")
    menu_order = 315
    add_to_admin_menu = True
    add_view_class = EnterView
    edit_view_class = ChangeView
    list_display = ("title", "longest_retention", "on_request", "guests_may_erase")
    copy_view_enabled = False
    inspect_view_enabled = True

    def get_form_class(self, for_update: bool = False) -> type[ProfileForm]:
        return ProfileForm
