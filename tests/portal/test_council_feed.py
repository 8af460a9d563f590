"""The Atom feed: well-formed, absolute addresses, only what is public."""

import pytest
from django.conf import settings
from django.test import Client
from lxml import etree

from identity.models import User
from portal.council.models import Inquiry
from portal.example import council

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def published(digital_officer: User, head_of_office: User, mayors_office: User) -> Inquiry:
    council.load(officer=digital_officer, head=head_of_office, mayors_office=mayors_office)
    return Inquiry.objects.get()


def feed(client: Client, address: str = "/rat/anfragen/feed.atom") -> etree._Element:
    response = client.get(address)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(response.content)


def test_entry(published: Inquiry, citizen: Client) -> None:
    (entry,) = feed(citizen).findall("a:entry", ATOM)
    assert entry.findtext("a:title", namespaces=ATOM) == f"{published.number}: {published.title}"
    assert entry.findtext("a:id", namespaces=ATOM) == published.uid.urn
    assert "Beispieldaten" in (entry.findtext("a:summary", namespaces=ATOM) or "")


def test_links_are_ours_and_absolute(published: Inquiry, citizen: Client) -> None:
    links = [link.get("href") for link in feed(citizen).iterfind(".//a:link", ATOM)]
    assert len(links) == 3
    assert all(link.startswith(settings.PORTAL_BASE_URL) for link in links)


def test_english_chrome(published: Inquiry, citizen: Client) -> None:
    assert feed(citizen, "/en/rat/anfragen/feed.atom").findtext("a:title", namespaces=ATOM) == (
        "Council inquiries"
    )


def test_unpublished_is_not_in_it(published: Inquiry, citizen: Client) -> None:
    Inquiry.objects.update(published_at=None)
    assert not feed(citizen).findall("a:entry", ATOM)
