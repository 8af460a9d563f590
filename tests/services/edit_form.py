"""What a browser would send from the edit form of a service."""

from collections.abc import Iterable
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from services.models import Service


def edit_address(service: Service) -> str:
    return reverse("wagtailsnippets_services_service:edit", args=[service.pk])


def filled(client: Client, address: str) -> dict[str, Any]:
    """The fields of the form at this address, as they stand there."""
    page = BeautifulSoup(client.get(address).content, "html.parser")
    form = page.select_one("form[data-edit-form], form#w-editor-form, form#page-edit-form")
    assert form is not None, page.get_text()[:500]
    dialog = page.find_all(
        "input", id=["id_go_live_at", "id_expire_at"]
    )  # in a template, which select() skips
    fields = [*form.select("input[name], textarea[name], select[name]"), *dialog]
    return values(field for field in fields if "__prefix__" not in field["name"])


def values(fields: Iterable[Tag]) -> dict[str, Any]:
    """What a browser sends of these; of several with one name all that are ticked."""
    data: dict[str, Any] = {}
    for field in fields:
        name = str(field["name"])
        if field.name == "select":
            first = [] if field.has_attr("multiple") else field.select("option")[:1]
            chosen = field.select("option[selected]") or first
            data[name] = [option.get("value", "") for option in chosen]
        elif field.name == "textarea":
            data[name] = field.get_text().removeprefix("\n")
        elif field.get("type") not in {"checkbox", "radio"}:
            data[name] = field.get("value", "")
        elif field.has_attr("checked"):
            data.setdefault(name, []).append(field.get("value", "on"))
    return data
