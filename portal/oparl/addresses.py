"""The one canonical address of every object and list."""

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

SCHEMA = "https://schema.oparl.org/1.1/"


def absolute(path: str) -> str:
    return f"{settings.PORTAL_BASE_URL}{path}"


def address(name: str, *args: Any) -> str:
    return absolute(reverse(f"oparl:{name}", args=args))


def web(name: str, *args: Any) -> str:
    """The German page for people."""
    with translation.override(settings.LANGUAGE_CODE):
        return absolute(reverse(name, args=args))


def instant(moment: datetime.datetime) -> str:
    """The only form the standard knows: seconds, and an offset in place of Z."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def body_address() -> str:
    return address("body", settings.PORTAL_ARS)
