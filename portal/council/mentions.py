"""Inquiries on the page of the service that they are about."""

from portal.council.models import Inquiry
from services.mentions import Mention
from services.models import Service

MOST = 5


def inquiries_about(service: Service) -> list[Mention]:
    if service.pk is None:  # the preview of a service that was never saved
        return []
    found = Inquiry.objects.public().filter(services=service.pk)[:MOST]
    return [
        Mention(one.title, one.get_absolute_url(), f"{one.number}, {one.put_on:%d.%m.%Y}")
        for one in found
    ]
