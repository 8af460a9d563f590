"""The council's inquiries, for the projects of the programme that answer them."""

from collections.abc import Collection, Iterator

from ozg_catalog.inquiries import Inquiry as Named
from portal.council.models import Inquiry


class CouncilInquiries:
    name = "council"

    def every(self) -> Iterator[Named]:
        for found in Inquiry.objects.all():
            yield _named(found)

    def public(self, refs: Collection[str]) -> Iterator[Named]:
        for found in Inquiry.objects.public().filter(uid__in=refs):
            yield _named(found)


def _named(found: Inquiry) -> Named:
    title = f"{found.number}: {found.title} ({found.put_on:%d.%m.%Y})"
    return Named(str(found.uid), title, found.get_absolute_url())
