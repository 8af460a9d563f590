"""Staff section of the licence office: legal bases and the purposes they serve."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from guestreg import law
from guestreg.errors import LawError
from guestreg.models import LegalBasis, Profile
from guestreg.staff_forms import LegalBasisForm, ProfileForm
from identity.models import User
from ozg_catalog.staff.section import SectionIndex
from ozg_catalog.staff.verbs import VerbFormMixin


class PutMixin(VerbFormMixin):
    refusals = (LawError,)
    request: HttpRequest

    def save_instance(self) -> LegalBasis | Profile:
        assert isinstance(self.request.user, User)
        return law.put(self.form.save(commit=False), actor=self.request.user)


class EnterView(PutMixin, CreateView):
    pass


class ChangeView(PutMixin, EditView):
    pass


class LawViewSet(ModelViewSet):
    add_to_admin_menu = True
    add_view_class = EnterView
    edit_view_class = ChangeView
    copy_view_enabled = False
    inspect_view_enabled = True


class LegalBasisViewSet(LawViewSet):
    model = LegalBasis
    index_view_class = SectionIndex
    name = "rechtsgrundlagen"
    icon = "doc-full"
    menu_label = _("Rechtsgrundlagen")
    menu_order = 310
    list_display = ("title", "profile", "valid_from", "valid_to", "retention_days", "is_example")

    def get_form_class(self, for_update: bool = False) -> type[LegalBasisForm]:
        return LegalBasisForm


class ProfileViewSet(LawViewSet):
    model = Profile
    name = "zwecke"
    icon = "tag"
    menu_label = _("Zwecke")
    menu_order = 315
    list_display = ("title", "longest_retention", "on_request", "guests_may_erase")

    def get_form_class(self, for_update: bool = False) -> type[ProfileForm]:
        return ProfileForm
