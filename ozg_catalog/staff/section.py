"""What the lists of the section have in common: who may do what, one query, refusals in words."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import ProtectedError
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy


class AppendOnlyPolicy(ModelPermissionPolicy):
    """The database refuses changes, so nobody is offered any, superusers included."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in ("change", "delete") and super().user_has_permission(user, action)


class ReadOnlyPolicy(ModelPermissionPolicy):
    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


class SectionIndex(generic.IndexView):
    """A list that reads what it shows in one query, and leaves packed files where they are."""

    def get_base_queryset(self) -> Any:
        queryset = super().get_base_queryset()
        fields = self.model._meta.concrete_fields
        shown = [field.name for field in fields if field.is_relation and field.name in self.joined]
        heavy = [field.name for field in fields if field.name == "content"]
        return queryset.select_related(*shown).defer(*heavy)

    @property
    def joined(self) -> set[str]:
        return {column for column in self.list_display if isinstance(column, str)}


class SectionDelete(generic.DeleteView):
    """What others rest on, and what has a history, stays; the page says so."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except ProtectedError as error:
            kinds = {str(one._meta.verbose_name_plural) for one in error.protected_objects}
            messages.error(
                self.request,
                _("„%(object)s“ lässt sich nicht löschen. Darauf beziehen sich: %(kinds)s.")
                % {"object": self.object, "kinds": ", ".join(sorted(kinds))},
            )
            return HttpResponseRedirect(self.get_success_url())
        return response


class Section(ModelViewSet):
    index_view_class = SectionIndex
    delete_view_class = SectionDelete
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50


class ReadOnly(Section):
    form_fields: ClassVar[list[str]] = []
