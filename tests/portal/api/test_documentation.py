"""The documentation page says what the OpenAPI document says, and loads nothing from elsewhere."""

import re

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


def test_examples_answer(citizen: Client) -> None:
    """An example in the documentation must not lead nowhere; empty data is fine."""
    from portal.api.documentation import groups
    from portal.api.v1 import api

    for group in groups(api.get_openapi_schema()):
        for operation in group.operations:
            if operation.example and "{" not in operation.path:
                assert citizen.get(operation.example).status_code == 200, operation.path


def test_index_lists_every_path(citizen: Client) -> None:
    paths = citizen.get("/api/v1/openapi.json").json()["paths"]
    index = citizen.get("/api/v1/").json()
    assert [resource["path"] for resource in index["resources"]] == list(paths)
