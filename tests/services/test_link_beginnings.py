"""All addresses that begin alike get a new beginning, each place seen before."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from ozg_catalog.linkcheck import checking
from ozg_catalog.models import ChannelAddress
from services.links import replacing
from services.links.change import Change
from services.links.replacing import Effect, LinkError
from services.models import OnlineChannel, Service

ALT, NEU = "https://alt.beispielstadt.de/", "https://neu.beispielstadt.de/"
TEXT = (
    '<p><a href="https://alt.beispielstadt.de/a?x=1&amp;y=2">a</a>'
    ' <a href="https://alt.beispielstadt.de.example.org/">fremd</a></p>'
)


@pytest.mark.parametrize(
    ("old", "new", "address", "after"),
    [
        (ALT, NEU, ALT, NEU),
        (ALT, NEU, f"{ALT}b/c?d=1#e", f"{NEU}b/c?d=1#e"),
        (ALT.rstrip("/"), NEU, f"{ALT}b", f"{NEU}b"),
        (ALT, f"{NEU}amt/", f"{ALT}b", f"{NEU}amt/b"),
        (f"{ALT}b", f"{NEU}c", f"{ALT}b/1", f"{NEU}c/1"),
        (f"{ALT}b", f"{NEU}c", f"{ALT}bb", f"{ALT}bb"),
        (ALT, NEU, "https://alt.beispielstadt.dev/", "https://alt.beispielstadt.dev/"),
        (ALT, NEU, "https://alt.beispielstadt.de@x.de/", "https://alt.beispielstadt.de@x.de/"),
        (ALT, NEU, "https://alt.beispielstadt.de:8443/", "https://alt.beispielstadt.de:8443/"),
    ],
)
def test_the_rest_stays(old: str, new: str, address: str, after: str) -> None:
    assert Change(old, new, beginning=True).of(address) == after


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=60))
def test_there_and_back_is_where_it_was(rest: str) -> None:
    there, back = Change(ALT, NEU, beginning=True), Change(NEU, ALT, beginning=True)
    assert back.of(there.of(ALT + rest)) == ALT + rest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("https://", NEU),
        ("alt.beispielstadt.de", NEU),
        (ALT, "javascript:alert(1)"),
        (ALT, ALT.rstrip("/")),
        (f"{ALT}?x=", NEU),
        (ALT, f"{NEU}?an="),
        (ALT, f"{NEU}#"),
    ],
)
def test_no_such_beginning(old: str, new: str) -> None:
    assert Change(old, new, beginning=True).problem


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    OnlineChannel.objects.create(name="Dienst", url=f"{ALT}dienst")
    return make_service("Hund anmelden", text={"hints": TEXT})


@pytest.fixture
def link(service: Service) -> str:
    checking.register_channels()
    return reverse("services_link", args=[ChannelAddress.objects.get(url=f"{ALT}dienst").pk])


def test_records_and_drafts_change_and_strangers_stay(service: Service, editor) -> None:
    replacing.replace(Change(ALT, NEU, beginning=True), actor=editor)
    assert OnlineChannel.objects.get().url == f"{NEU}dienst"
    draft = Service.objects.get().get_latest_revision_as_object().texts.all()[0].hints
    assert f'href="{NEU}a?x=1&amp;y=2"' in draft
    assert "https://alt.beispielstadt.de.example.org/" in draft
    assert Service.objects.get().workflow_in_progress


def test_the_log_names_each_address_before_and_after(service: Service, editor) -> None:
    replacing.replace(Change(ALT, NEU, beginning=True), actor=editor)
    logged = ModelLogEntry.objects.filter(action="services.link.replace", user=editor)
    pairs = [pair for entry in logged for pair in entry.data["addresses"]]
    assert sorted(pairs) == [
        [f"{ALT}a?x=1&y=2", f"{NEU}a?x=1&y=2"],
        [f"{ALT}dienst", f"{NEU}dienst"],
    ]


def test_one_that_would_be_too_long_stops_all(service: Service, editor) -> None:
    OnlineChannel.objects.create(name="Langer Dienst", url=ALT + "x" * 460)
    with pytest.raises(LinkError, match="zu lang"):
        replacing.replace(Change(ALT, NEU + "y" * 100, beginning=True), actor=editor)
    assert not OnlineChannel.objects.filter(url__startswith=NEU).exists()
    assert not Service.objects.get().has_unpublished_changes


def test_the_list_knows_the_new_ones_at_once(link: str, editor) -> None:
    replacing.replace(Change(ALT, NEU, beginning=True), actor=editor)
    assert ChannelAddress.objects.get(url=f"{NEU}dienst").is_used
    assert not ChannelAddress.objects.get(url=f"{ALT}dienst").is_used


def test_looking_shows_each_place_and_changes_nothing(link: str, editor, login) -> None:
    page = login(editor).get(link, {"anfang": ALT, "neu": NEU}).content.decode()
    shown = BeautifulSoup(page, "html.parser").get_text()
    for text in (f"{ALT}dienst", f"{NEU}dienst", f"{NEU}a?x=1&y=2", str(Effect.AT_ONCE.value)):
        assert text in shown
    assert OnlineChannel.objects.get().url == f"{ALT}dienst"


def test_an_editor_does_what_was_shown(link: str, editor, login) -> None:
    client: Client = login(editor)
    page = BeautifulSoup(client.get(link, {"anfang": ALT, "neu": NEU}).content, "html.parser")
    form = page.select_one("form[method=post] input[name=anfang]").find_parent("form")
    client.post(link, {field["name"]: field["value"] for field in form.select("input[name]")})
    assert OnlineChannel.objects.get().url == f"{NEU}dienst"


def test_a_wrong_beginning_is_said(link: str, editor, login) -> None:
    page = login(editor).get(link, {"anfang": f"{ALT}?x", "neu": NEU}).content.decode()
    assert "Ein Anfang ist eine Adresse ohne" in page
    assert "Überall ersetzen" not in page


def test_others_do_not(link: str, licence_officer, login) -> None:
    login(licence_officer).post(link, {"anfang": ALT, "neu": NEU})
    assert OnlineChannel.objects.get().url == f"{ALT}dienst"
