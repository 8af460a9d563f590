"""Venue, areas, codes and their posters."""

import io
import zipfile
from base64 import b64encode
from collections.abc import Callable

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from guestreg import posters, venues
from guestreg.errors import VenueError
from guestreg.example import keys as demo
from guestreg.keys import chain
from guestreg.models import Code, Licence, Venue
from identity.models import User
from tests import qr
from tests.pdf_ua import breaches

pytestmark = pytest.mark.django_db


def test_form_comes_filled_from_the_application(
    baker: User, login: Callable[[User], Client], licence: Licence
) -> None:
    response = login(baker).get(reverse("guestreg:venue-create", args=[licence.pk]))
    assert response.context["form"]["name"].value() == licence.name


def test_venue_gets_an_area_and_code_per_wish(venue: Venue) -> None:
    assert [area.name for area in venue.areas.all()] == ["Gastraum", "Terrasse"]
    assert [area.codes.count() for area in venue.areas.all()] == [1, 1]


def test_venue_needs_a_granted_licence(submitted: Licence) -> None:
    with pytest.raises(VenueError):
        venues.create(actor=None, licence=submitted, details={})


def test_area_names_do_not_repeat(venue: Venue) -> None:
    with pytest.raises(VenueError):
        venues.add_area(actor=None, venue=venue, name="Terrasse")


def test_w7_a_new_key_counts_as_confirmed_only_if_the_former_signed_it(venue: Venue) -> None:
    new, other = demo.demo_key("new").point, demo.demo_key("other")
    false, true = (
        demo.sign("successor", demo.VENUE.kid, new, key=key) for key in (other, demo.VENUE)
    )
    with pytest.raises(VenueError, match="nicht bestätigt"):
        venues.adopt_key(actor=None, venue=venue, point=new, endorsement=false)
    made = venues.adopt_key(actor=None, venue=venue, point=new, endorsement=true)
    assert chain(made) == [(b64encode(demo.VENUE.point).decode(), b64encode(true).decode())]


def test_a_key_is_not_adopted_twice(venue: Venue) -> None:
    with pytest.raises(VenueError, match="gibt es schon"):
        venues.adopt_key(actor=None, venue=venue, point=demo.VENUE.point)


def test_codes_cannot_be_guessed_or_misread(code: Code) -> None:
    assert len(code.code) == 10
    assert not set(code.code) & set("01ILOU")


def test_qr_code_opens_its_address(code: Code) -> None:
    (read,) = qr.texts_on_paper(posters.pdf(code), dots_per_inch=100)
    assert read == posters.address(code)
    assert read.startswith(f"http://127.0.0.1:8000{code.get_absolute_url()}#o=")


def test_poster_says_who_is_responsible(code: Code) -> None:
    text = pypdf.PdfReader(io.BytesIO(posters.pdf(code))).pages[0].extract_text()
    assert "Bäckerei Beispiel" in text
    assert "28 Tagen" in text


def test_poster_is_one_tagged_page(code: Code) -> None:
    pdf = posters.pdf(code)
    assert breaches(pdf) == []
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("name", ["poster", "code-svg"])
def test_files_of_a_code_open_for_its_business_only(
    name: str, code: Code, baker: User, rival: User, login: Callable[[User], Client]
) -> None:
    url = reverse(f"guestreg:{name}", args=[code.code])
    assert login(baker).get(url).status_code == 200
    assert login(rival).get(url).status_code == 404


@pytest.mark.parametrize("size", posters.SIZES)
@pytest.mark.parametrize("language", posters.LANGUAGES)
def test_every_size_is_tagged_and_its_code_can_be_read(
    size: str, language: str, code: Code
) -> None:
    pdf = posters.pdf(code, size=size, language=language)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = reader.pages[0].extract_text()
    assert ("Please check in" if language == "en" else "Bitte registrieren Sie sich") in text
    found = qr.texts_on_paper(pdf, dots_per_inch=150)
    assert set(found) == {posters.address(code)}
    assert len(found) == (4 if size == "karte" else 1)


def test_archive_holds_every_code_and_the_list(venue: Venue) -> None:
    with zipfile.ZipFile(io.BytesIO(posters.archive(venue))) as file:
        names = file.namelist()
        listed = file.read("codes.csv").decode("utf-8-sig")
    assert len([name for name in names if name.endswith("-a4.pdf")]) == 2
    assert {name.rsplit(".", 1)[1] for name in names} == {"csv", "pdf", "svg", "png"}
    assert listed.count("/c/") == 2


def test_receipt_says_who_accepted_which_text(
    submitted: Licence, baker: User, login: Callable[[User], Client]
) -> None:
    response = login(baker).get(reverse("guestreg:licence-receipt", args=[submitted.pk]))
    text = pypdf.PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    assert submitted.number in text
    assert "Kim Beispiel" in text


def test_business_takes_its_data_along(
    venue: Venue, baker: User, login: Callable[[User], Client]
) -> None:
    url = reverse("guestreg:licence-export", args=[venue.licence_id])
    data = login(baker).get(url).json()
    assert [area["name"] for area in data["venues"][0]["areas"]] == ["Gastraum", "Terrasse"]


@pytest.mark.parametrize("name", ["licence-receipt", "licence-export"])
def test_papers_of_a_licence_are_its_business_only(
    name: str, licence: Licence, rival: User, login: Callable[[User], Client]
) -> None:
    assert login(rival).get(reverse(f"guestreg:{name}", args=[licence.pk])).status_code == 404
