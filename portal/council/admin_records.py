"""Staff section "Rat": the plain records around the inquiries."""

from typing import ClassVar

from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from portal.council.admin import InquiryViewSet
from portal.council.models import (
    CouncilGroup,
    DeadlineRule,
    LegislativeTerm,
    Meeting,
    Person,
    Place,
    Subject,
)


class CouncilGroupViewSet(ModelViewSet):
    model = CouncilGroup
    icon = "group"
    menu_label = gettext_lazy("Fraktionen und Gremien")
    url_prefix = "rat/fraktionen"
    copy_view_enabled = False
    form_fields: ClassVar = ["name", "short_name", "kind"]
    list_display: ClassVar = ["name", "get_kind_display"]


class SubjectViewSet(ModelViewSet):
    model = Subject
    icon = "tag"
    menu_label = gettext_lazy("Themen")
    url_prefix = "rat/themen"
    copy_view_enabled = False
    form_fields: ClassVar = ["name", "slug"]


class MeetingViewSet(ModelViewSet):
    model = Meeting
    icon = "date"
    menu_label = gettext_lazy("Sitzungen")
    url_prefix = "rat/sitzungen"
    copy_view_enabled = False
    list_display: ClassVar = ["name", "organization", "starts_on", "get_state_display"]


class PlaceViewSet(ModelViewSet):
    model = Place
    icon = "home"
    menu_label = gettext_lazy("Sitzungsorte")
    url_prefix = "rat/orte"
    copy_view_enabled = False
    form_fields: ClassVar = ["description", "street", "room", "postcode", "city"]


class PersonViewSet(ModelViewSet):
    model = Person
    icon = "user"
    menu_label = gettext_lazy("Personen")
    url_prefix = "rat/personen"
    copy_view_enabled = False


class LegislativeTermViewSet(ModelViewSet):
    model = LegislativeTerm
    icon = "calendar-alt"
    menu_label = gettext_lazy("Wahlperioden")
    url_prefix = "rat/wahlperioden"
    copy_view_enabled = False
    form_fields: ClassVar = ["name", "starts_on", "ends_on"]
    list_display: ClassVar = ["name", "starts_on", "ends_on"]


class DeadlineRuleViewSet(ModelViewSet):
    model = DeadlineRule
    icon = "calendar"
    menu_label = gettext_lazy("Fristen")
    url_prefix = "rat/fristen"
    copy_view_enabled = False
    form_fields: ClassVar = ["working_days", "source", "valid_from", "is_example"]
    list_display: ClassVar = ["working_days", "source", "valid_from"]


class CouncilViewSetGroup(ViewSetGroup):
    menu_label = gettext_lazy("Rat")
    menu_icon = "comment"
    menu_order = 220
    items = (
        InquiryViewSet,
        CouncilGroupViewSet,
        SubjectViewSet,
        MeetingViewSet,
        PlaceViewSet,
        PersonViewSet,
        LegislativeTermViewSet,
        DeadlineRuleViewSet,
    )
