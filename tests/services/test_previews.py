"""A draft for people without an account: this one, for a while, and nothing else."""

import datetime
from collections.abc import Callable

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page

from portal.pages.models import HomePage, StandardPage
from services import previews
from services.models import PreviewLink, Service
from services.staff.editing import previews_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    cache.clear()
    return make_service("Alter Titel")


def write(service: Service, title: str, editor):
    draft = Service.objects.get(pk=service.pk)
    draft.texts = list(draft.texts.all())
    draft.texts.all()[0].title = title
    return draft.save_revision(user=editor)


@pytest.fixture
def link(service: Service, editor) -> PreviewLink:
    revision = write(service, "Neuer Titel", editor)
    return previews.grant(revision, actor=editor, purpose="Rechtsamt", days=7)


def open_(client: Client, link: PreviewLink):
    return client.get(previews.address(link))


def test_it_shows_the_draft_says_so_and_leaves_no_trace(citizen: Client, link) -> None:
    answer = open_(citizen, link)
    page = answer.content.decode()
    assert "Neuer Titel" in page
    assert "Das ist ein Entwurf" in page
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_later_drafts_stay_hidden(citizen: Client, link, service, editor) -> None:
    write(service, "Geheimer Titel", editor)
    page = open_(citizen, link).content.decode()
    assert "Geheimer Titel" not in page
    assert "neueren Entwurf" in page


def test_the_public_page_knows_nothing_of_it(citizen: Client, link, service) -> None:
    open_(citizen, link)
    assert "Neuer Titel" not in citizen.get(service.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "forge", [lambda s: s[:-1] + "x", lambda s: s.split(":")[0], lambda s: "A" + s, lambda s: ":"]
)
def test_a_forged_address_opens_nothing(
    citizen: Client, link, forge, django_assert_max_num_queries
) -> None:
    address = previews.address(link)
    head, _slash, signed = address.rstrip("/").rpartition("/")
    with django_assert_max_num_queries(4):
        assert citizen.get(f"{head}/{forge(signed)}/").status_code == 404


def test_it_ends_by_itself(citizen: Client, link) -> None:
    with time_machine.travel(timezone.now() + datetime.timedelta(days=8)):
        answer = open_(citizen, link)
    assert answer.status_code == 410
    assert "Neuer Titel" not in answer.content.decode()


def test_it_can_be_taken_back(citizen: Client, link, editor, login) -> None:
    login(editor).post(reverse("services_preview_revoke", args=[link.pk]))
    assert open_(citizen, link).status_code == 410
    actions = set(ModelLogEntry.objects.values_list("action", flat=True))
    assert {"services.preview.grant", "services.preview.revoke"} <= actions


def test_machines_are_slowed_down(citizen: Client, link, monkeypatch) -> None:
    monkeypatch.setattr(previews, "OPENED_A_MINUTE", 1)
    assert [open_(citizen, link).status_code for _n in range(2)] == [200, 429]


def test_the_draft_in_english_has_the_english_frame(citizen: Client, link) -> None:
    answer = citizen.get(previews.address(link).replace("/entwurf/", "/en/entwurf/"))
    assert "This is a draft" in answer.content.decode()


def test_an_editor_makes_a_link(service: Service, editor, login) -> None:
    write(service, "Neuer Titel", editor)
    client, address = login(editor), previews_address(service)
    page = client.post(address, {"purpose": "Rechtsamt", "days": "7"}, follow=True).content.decode()
    assert previews.address(PreviewLink.objects.get()) in page


@pytest.mark.parametrize("sent", [{"purpose": "", "days": "7"}, {"purpose": "x", "days": "365"}])
def test_not_for_nobody_and_not_for_ever(service, editor, login, sent) -> None:
    write(service, "Neuer Titel", editor)
    login(editor).post(previews_address(service), sent)
    assert not PreviewLink.objects.exists()


def test_others_make_and_end_none(service, link, licence_officer, login) -> None:
    client = login(licence_officer)
    client.post(previews_address(service), {"purpose": "x", "days": "7"})
    client.post(reverse("services_preview_revoke", args=[link.pk]))
    assert not PreviewLink.objects.exclude(pk=link.pk).exists()
    assert PreviewLink.objects.get().revoked_at is None


def test_pages_too(citizen: Client, editor) -> None:
    home = HomePage(title="Start", slug="start-2")
    Page.get_first_root_node().add_child(instance=home)
    page = StandardPage(title="Alt", slug="alt", body="<p>Alt</p>", live=False)
    home.add_child(instance=page)
    page.body = "<p>Noch nicht beschlossen</p>"
    link = previews.grant(page.save_revision(user=editor), actor=editor, purpose="Rat", days=1)
    assert "Noch nicht beschlossen" in open_(citizen, link).content.decode()


def test_ended_links_are_forgotten(link: PreviewLink) -> None:
    assert previews.forget(timezone.now()) == 0
    assert previews.forget(timezone.now() + datetime.timedelta(days=98)) == 1
