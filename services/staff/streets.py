"""Lists behind the question which office serves an address."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from services.addresses.street_form import StreetForm
from services.models import Jurisdiction, Neighbour, Street
from services.staff.columns import YesNoColumn


class StreetViewSet(SnippetViewSet):
    model = Street
    icon = "site"
    list_display = ("name", "quarter")
    search_fields = ("name", "quarter")
    list_per_page = 50
    edit_handler = ObjectList(Street.panels, base_form_class=StreetForm)


class JurisdictionViewSet(SnippetViewSet):
    model = Jurisdiction
    icon = "thumbtack"
    list_display = ("name", "slug")
    search_fields = ("name",)


class NeighbourViewSet(SnippetViewSet):
    model = Neighbour
    icon = "globe"
    list_display = (
        "name",
        "authority",
        YesNoColumn("same_district", label=_("im selben Landkreis"), sort_key="same_district"),
    )
    search_fields = ("name",)


class StreetsGroup(SnippetViewSetGroup):
    items = (StreetViewSet, JurisdictionViewSet, NeighbourViewSet)
    menu_label = _("Anschriften")
    menu_icon = "site"
    menu_order = 206
