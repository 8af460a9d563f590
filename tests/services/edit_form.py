"""What a browser would send from the edit form of a service."""

from typing import Any

from bs4 import BeautifulSoup
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
    data: dict[str, Any] = {}
    dialog = page.find_all(
        "input", id=["id_go_live_at", "id_expire_at"]
    )  # in a template, which select() skips
    for field in [*form.select("input[name], textarea[name], select[name]"), *dialog]:
        if "__prefix__" in field["name"]:
            continue
        if field.name == "select":
            chosen = [o.get("value", "") for o in field.select("option[selected]")]
            if chosen:
                data[field["name"]] = chosen if field.has_attr("multiple") else chosen[0]
        elif field.name == "textarea":
            data[field["name"]] = field.get_text().removeprefix("\n")
        elif field.get("type") not in {"checkbox", "radio"} or field.has_attr("checked"):
            data[field["name"]] = field.get("value", "")
    return data
