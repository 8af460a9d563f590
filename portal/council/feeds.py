"""Atom feed of what is new in the council: inquiries published, answers released."""

import datetime

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.council.models import Inquiry
from portal.oparl.addresses import absolute

NEWEST = 30


class InquiryFeed(Feed):
    feed_type = Atom1Feed
    title = gettext_lazy("Anfragen im Rat")
    subtitle = gettext_lazy("Neue Anfragen und neue Antworten")

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response: HttpResponse = super().__call__(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    def link(self) -> str:
        return absolute(reverse("council:index"))

    def feed_url(self) -> str:
        return absolute(reverse("council:feed"))

    def item_link(self, item: Inquiry) -> str:
        return absolute(item.get_absolute_url())

    def items(self) -> QuerySet[Inquiry]:
        return Inquiry.objects.public().select_related("group").order_by("-modified_at")[:NEWEST]

    def item_title(self, item: Inquiry) -> str:
        return f"{item.number}: {item.title}"

    def item_description(self, item: Inquiry) -> str:
        mark = f"{_('Beispieldaten')}. " if item.is_example else ""
        return f"{mark}{item.summary} {_('Stand')}: {item.get_state_display()}."

    def item_author_name(self, item: Inquiry) -> str:
        return item.group.name

    def item_guid(self, item: Inquiry) -> str:
        return item.uid.urn

    def item_pubdate(self, item: Inquiry) -> datetime.datetime | None:
        return item.published_at

    def item_updateddate(self, item: Inquiry) -> datetime.datetime:
        return item.modified_at
