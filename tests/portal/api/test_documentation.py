"""The documentation page says what the OpenAPI document says, and loads nothing from elsewhere."""

import json
import re
from html import unescape

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
PAGE = "/api/v1/docs"


def test_openapi_document_describes_reading_only(citizen: Client) -> None:
    paths = citizen.get("/api/v1/openapi.json").json()["paths"]
    assert paths
    assert {method for methods in paths.values() for method in methods} == {"get"}


def test_every_operation_parameter_and_field_is_described(citizen: Client) -> None:
    document = citizen.get("/api/v1/openapi.json").json()
    parameters = [p for m in document["paths"].values() for p in m["get"].get("parameters", [])]
    assert [p["name"] for p in parameters if not p["schema"].get("description")] == []
    fields = [
        (name, field)
        for name, schema in document["components"]["schemas"].items()
        for field, described in schema.get("properties", {}).items()
        if not described.get("description")
    ]
    assert fields == []


def test_page_shows_every_operation(citizen: Client) -> None:
    page = citizen.get(PAGE).content.decode()
    for path in citizen.get("/api/v1/openapi.json").json()["paths"]:
        assert f"GET {path}" in page


def test_page_is_there_in_english(citizen: Client) -> None:
    assert 'lang="en"' in citizen.get("/en/api/v1/docs").content.decode()


def test_page_offers_the_document(citizen: Client) -> None:
    assert 'href="/api/v1/openapi.json" download' in citizen.get(PAGE).content.decode()


def test_page_loads_nothing_from_elsewhere(citizen: Client) -> None:
    page = citizen.get(PAGE).content.decode()
    assert not re.findall(r'src="(?:https?:)?//|rel="stylesheet" href="(?:https?:)?//', page)


def test_every_operation_has_an_example(citizen: Client) -> None:
    page = citizen.get(PAGE).content.decode()
    operations = len(citizen.get("/api/v1/openapi.json").json()["paths"])
    assert page.count("Beispiel: <a") == operations


def test_examples_lead_somewhere(citizen: Client, directory: None) -> None:
    """Where the example is about one service, the site may lack just that one."""
    page = citizen.get(PAGE).content.decode()
    for address in re.findall(r'Beispiel: <a[^>]*href="([^"]+)"', page):
        allowed = {200, 404} if "personalausweis-beantragen" in address else {200}
        assert citizen.get(address).status_code in allowed, address


def test_sample_is_what_the_address_answers(citizen: Client) -> None:
    page = citizen.get(PAGE).content.decode()
    shown = re.findall(r"<pre[^>]*><code>(.*?)</code>", page, re.DOTALL)
    samples = [json.loads(unescape(text)) for text in shown]
    answer = citizen.get("/api/v1/guestreg/statistics").json()
    sample = next(sample for sample in samples if sample.get("source") == answer["source"])
    assert sample | {"as_of": None} == answer | {"as_of": None}
