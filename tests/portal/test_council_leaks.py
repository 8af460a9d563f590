"""An inquiry that is not public, tried at every public address, as somebody without an account."""

import datetime

import pytest
from django.conf import settings
from django.test import Client

from identity.models import User
from portal.council import attachments, inquiries
from portal.council.models import (
    AgendaItem,
    Answer,
    CouncilGroup,
    Inquiry,
    Meeting,
    Question,
    Subject,
)
from portal.opendata.datasets import DATASETS
from portal.subscriptions.models import Notice
from services.models import Service, ServiceText
from services.search import index
from tests.matrix.addresses import DATA, PUBLIC
from tests.portal import pdfs

pytestmark = pytest.mark.django_db
# In every text of the inquiry and of what hangs on it.
SECRET = "Xylophonverbot"


@pytest.fixture
def secret(digital_officer: User, head_of_office: User, mayors_office: User) -> Inquiry:
    """Answered completely, with an attachment, on an agenda, tied to a service, never published."""
    service = Service.objects.create(slug="musik", live=True)
    ServiceText.objects.create(service=service, language="de", title="Musik", teaser="x")
    group = CouncilGroup.objects.create(name="Fraktion", short_name="F")
    new = Inquiry(
        number=f"{SECRET}-1",
        slug="xylophonverbot",
        title=SECRET,
        summary=SECRET,
        group=group,
        put_on=datetime.date(2026, 1, 5),
    )
    new.subjects = [Subject.objects.create(name=f"{SECRET} (Thema)", slug="xylophonverbot")]
    new.services = [service]
    new.questions = [Question(sort_order=0, number="1", text=SECRET)]
    inquiry = inquiries.receive(actor=digital_officer, inquiry=new)
    attachments.add(
        actor=digital_officer,
        inquiry=inquiry,
        title=SECRET,
        file_name="xylophonverbot.pdf",
        content=pdfs.harmless(),
    )
    meeting = Meeting.objects.create(
        name="Sitzung", organization=group, starts_on=datetime.date(2026, 1, 6)
    )
    AgendaItem.objects.create(meeting=meeting, title="Anfragen", inquiry=inquiry)
    inquiries.start_work(actor=digital_officer, inquiry=inquiry)
    draft = Answer.objects.get()
    draft.body = f'[{{"type": "text", "value": "<p>{SECRET}</p>"}}]'
    draft.save()
    inquiries.submit_answers(actor=digital_officer, inquiry=inquiry)
    inquiries.co_sign_answers(actor=head_of_office, inquiry=inquiry)
    inquiries.co_sign_answers(actor=mayors_office, inquiry=inquiry)
    inquiries.release_answers(actor=mayors_office, inquiry=inquiry)
    index.rebuild()
    return inquiry


def guesses(inquiry: Inquiry) -> list[str]:
    """Addresses of a reader who knows or guesses every name."""
    attached, item = inquiry.attachments.get(), inquiry.agenda_items.get()
    uid, slug = inquiry.uid, inquiry.slug
    papers = [
        f"/oparl/v1.1/{kind}"
        for name in ("anfrage", "antwort")
        for kind in (
            f"paper/{uid}/{name}",
            f"file/{uid}/{name}",
            f"file/{uid}/{name}/ansicht",
            f"file/{uid}/{name}/datei",
        )
    ]
    return [
        f"/rat/anfragen/{slug}/",
        f"/en/rat/anfragen/{slug}/",
        f"/rat/anfragen/{slug}/anfrage.pdf",
        f"/rat/anfragen/{slug}/anlagen/{attached.uid}.pdf",
        f"/rat/abo/?anfrage={slug}",
        f"/oparl/v1.1/file/{attached.uid}/anlage",
        f"/oparl/v1.1/file/{attached.uid}/anlage/ansicht",
        f"/oparl/v1.1/file/{attached.uid}/anlage/datei",
        f"/oparl/v1.1/consultation/{item.uid}",
        *papers,
    ]


def lists() -> list[str]:
    """Every public address that needs no name, and every list with and without its filters."""
    plain = [entry.path for entry in (*PUBLIC, *DATA) if "{" not in entry.path]
    plain = [path for path in plain if not path.startswith("/saml/")]  # needs keys, knows nothing
    base = f"/oparl/v1.1/body/{settings.PORTAL_ARS}"
    since = "?modified_since=2000-01-01T00:00:00%2B01:00"
    kinds = "organization person meeting paper agendaItem consultation file membership location"
    return [
        *plain,
        *(f"/en{path}" for path in plain if path.startswith(("/rat/", "/digitalisierung/"))),
        *(f"{base}/{kind}{query}" for kind in kinds.split() for query in ("", since)),
        *(f"/rat/anfragen/?{query}" for query in ("stand=answered", "jahr=2026", "page=2")),
        *(f"/api/v1/datasets/{name}{ending}" for name in DATASETS for ending in (".csv", ".json")),
        "/leistungen/musik/",
        "/en/leistungen/musik/",
        "/leistungen/musik/leichte-sprache/",
        "/api/v1/services/musik",
        "/sitemap.xml",
        "/en/rat/anfragen/feed.atom",
    ]


def test_it_stands_on_no_public_address(secret: Inquiry, citizen: Client) -> None:
    asked = lists()
    assert len(asked) > 80
    for path in asked:
        response = citizen.get(path, follow=True)
        content = b"".join(response) if response.streaming else response.content
        assert SECRET.lower().encode() not in content.lower(), path
        assert str(secret.uid).encode() not in content, path


def test_guessing_finds_nothing(secret: Inquiry, citizen: Client) -> None:
    for path in guesses(secret):
        response = citizen.get(path)
        assert response.status_code == 404, path
        assert SECRET.encode() not in response.content, path


@pytest.mark.parametrize("address", ["/suche/?q={}", "/api/v1/search?q={}", "/en/suche/?q={}"])
def test_the_search_finds_nothing(secret: Inquiry, citizen: Client, address: str) -> None:
    page = citizen.get(address.format(SECRET)).content.decode()
    assert "/rat/anfragen/xylophonverbot" not in page
    assert f"{SECRET}-1" not in page


def test_filters_do_not_name_its_subject(secret: Inquiry, citizen: Client) -> None:
    assert "(Thema)" not in citizen.get("/rat/anfragen/").content.decode()


def test_nobody_is_told(secret: Inquiry) -> None:
    assert not Notice.objects.exists()


def test_published_it_stands_where_it_should(
    secret: Inquiry, digital_officer: User, citizen: Client
) -> None:
    """The same addresses do show it afterwards, so the tests above look at the right places."""
    inquiries.publish(actor=digital_officer, inquiry=secret)
    shown = {
        path
        for path in lists()
        if SECRET.lower().encode() in citizen.get(path, follow=True).content.lower()
    }
    for path in (
        "/rat/anfragen/",
        "/rat/anfragen/feed.atom",
        "/leistungen/musik/",
        "/api/v1/datasets/council-inquiries.json",
        "/api/v1/datasets/council-answers.csv",
        f"/oparl/v1.1/body/{settings.PORTAL_ARS}/paper",
        f"/oparl/v1.1/body/{settings.PORTAL_ARS}/file",
    ):
        assert path in shown, path
    for path in guesses(secret):
        assert citizen.get(path).status_code == 200, path
