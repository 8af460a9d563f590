"""One page to print, with the papers to tick and a QR code."""

import re

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

pytestmark = pytest.mark.django_db

MOVE = "/leistungen/wohnsitz-anmelden/"


@pytest.fixture(autouse=True)
def content(directory: None) -> None:
    """The starter content."""


def test_the_service_page_leads_to_it(citizen: Client) -> None:
    assertContains(citizen.get(MOVE), f'href="{MOVE}merkblatt/"')


def test_always_needed_is_ticked_conditional_is_asked(citizen: Client) -> None:
    page = citizen.get(MOVE + "merkblatt/").content.decode()
    boxes = re.findall(r'<input class="kern-form-check__checkbox"[^>]*>', page)
    assert [" checked" in box for box in boxes] == [True, True, False, False]
    assert "name=" not in "".join(boxes)


def test_nothing_is_sent_anywhere(citizen: Client) -> None:
    response = citizen.get(MOVE + "merkblatt/")
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    assert "<form" not in main
    assert not response.cookies


def test_qr_code_leads_to_the_online_service(citizen: Client) -> None:
    response = citizen.get(MOVE + "merkblatt/")
    assertContains(response, '<svg class="qr"')
    assertContains(response, "<br>https://wohnsitz.efa.example.org/</p>")


@pytest.mark.parametrize(
    ("service", "address"),
    [
        (
            "personalausweis-beantragen",
            "http://127.0.0.1:8000/leistungen/personalausweis-beantragen/",
        ),
        ("bewohnerparkausweis-beantragen", "/leistungen/bewohnerparkausweis-beantragen/"),
        ("digitale-gaesteregistrierung", "http://127.0.0.1:8000/gast/"),
    ],
    ids=["nothing online", "out of order", "our own"],
)
def test_otherwise_to_ourselves(citizen: Client, service: str, address: str) -> None:
    assertContains(citizen.get(f"/leistungen/{service}/merkblatt/"), f"{address}</p>")


def test_qr_codes_differ(citizen: Client) -> None:
    codes = {
        re.search(r'<path d="(M[^"]+)"', citizen.get(f"{path}merkblatt/").content.decode())[1]
        for path in (MOVE, "/leistungen/wohngeld-beantragen/")
    }
    assert len(codes) == 2


def test_english_marks_german_parts(citizen: Client) -> None:
    response = citizen.get("/en/leistungen/jagdschein-beantragen/merkblatt/")
    assertContains(response, '<div lang="de">')


def test_within_its_budget(citizen: Client, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(8):
        citizen.get(MOVE + "merkblatt/")


def test_unknown_service(citizen: Client) -> None:
    assert citizen.get("/leistungen/gibt-es-nicht/merkblatt/").status_code == 404


def test_the_button_waits_for_its_script(citizen: Client) -> None:
    assertContains(citizen.get(MOVE + "merkblatt/"), "data-print hidden")
    assertNotContains(citizen.get(MOVE + "merkblatt/"), "onclick")
