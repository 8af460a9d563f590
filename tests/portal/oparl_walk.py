"""Walks an OParl interface as a client does: from the system object, by links only."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

Json = dict[str, Any]
LISTS = (
    "organization",
    "person",
    "meeting",
    "paper",
    "agendaItem",
    "consultation",
    "file",
    "membership",
    "legislativeTermList",
    "locationList",
)


def path_of(address: str) -> str:
    """Every address has to be absolute and ours."""
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == settings.PORTAL_BASE_URL, address
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def fetch(client: Client, address: str) -> Json:
    response = client.get(path_of(address), follow=True)
    assert response.status_code == 200, address
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert not response.content.startswith(b"\xef\xbb\xbf")
    assert not response.cookies
    found: Json = json.loads(response.content)
    return found


def system(client: Client) -> Json:
    return fetch(client, f"{settings.PORTAL_BASE_URL}/oparl/v1.1/system")


def body(client: Client) -> Json:
    found: Json = fetch(client, system(client)["body"])["data"][0]
    return found


def pages(client: Client, address: str) -> Iterator[Json]:
    while address:
        page = fetch(client, address)
        yield page
        address = page["links"].get("next", "")


def listed(client: Client, name: str, query: str = "") -> list[Json]:
    return [one for page in pages(client, body(client)[name] + query) for one in page["data"]]


def everything(client: Client, query: str = "") -> Iterator[Json]:
    """Every object that can be reached, embedded ones included."""
    yield system(client)
    yield from embedded(body(client))
    for name in LISTS:
        for found in listed(client, name, query):
            yield from embedded(found)


def embedded(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        if str(value.get("type", "")).startswith("https://schema.oparl.org/"):
            yield value
        for part in value.values():
            yield from embedded(part)
    elif isinstance(value, list):
        for part in value:
            yield from embedded(part)


def links(value: Any) -> Iterator[str]:
    """Every address of this interface that an object names."""
    if isinstance(value, dict):
        for part in value.values():
            yield from links(part)
    elif isinstance(value, list):
        for part in value:
            yield from links(part)
    elif isinstance(value, str) and value.startswith(f"{settings.PORTAL_BASE_URL}/oparl/"):
        yield value
