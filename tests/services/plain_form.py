"""What a browser without JavaScript would send from a plain form."""

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from tests.services.edit_form import values


def sent(client: Client, address: str, **fields: Any) -> dict[str, Any]:
    """The fields of the form at this address as they stand there, with these changed."""
    page = BeautifulSoup(client.get(address).content, "html.parser")
    form = page.select_one("form.staff-plain__form")
    assert form is not None, page.get_text()[:500]
    return values(form.select("input[name], textarea[name], select[name]")) | fields


def fill(client: Client, address: str, action: str = "save", **fields: Any) -> Any:
    """Sends the form, and follows to the next page."""
    return client.post(address, sent(client, address, action=action, **fields), follow=True)
