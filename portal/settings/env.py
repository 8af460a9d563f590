"""Typed readers for environment variables.

A wrong value stops the start with a sentence that names the variable; nothing is
guessed. A secret may also come from a file: ``NAME_FILE`` names it.
"""

import os
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment.")
    return default


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in TRUE | FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{name} is {value!r}. Use true or false.")


def integer(name: str, default: int, *, least: int = 0) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name} is {value!r}. Use a whole number from {least}.")
    return int(value)


def decimal(name: str, default: str) -> Decimal:
    value = os.environ.get(name, "").strip() or default
    try:
        return Decimal(value)
    except InvalidOperation:
        raise ImproperlyConfigured(f"{name} is {value!r}. Use a number such as 1500.00.") from None


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}. Use one of: {', '.join(allowed)}.")
    return value


def address(name: str, default: str | None = None) -> str:
    """An http or https origin without path, such as ``https://www.example.org``.

    With an empty default it may also be left out.
    """
    value = text(name, default).rstrip("/")
    if value == default == "":
        return value
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(
            f"{name} is {value!r}. Use an address without a path, such as https://www.example.org."
        )
    return value


def secret(name: str, default: str | None = None, *, least: int = 0) -> str:
    """The value of ``name``, or the content of the file that ``name_FILE`` points to.

    An error never quotes the value. Without one the default holds, whatever its length.
    """
    value = _secret(name, default)
    if value != default and len(value) < least:
        raise ImproperlyConfigured(f"{name} is too short. Use at least {least} characters.")
    return value


def _secret(name: str, default: str | None) -> str:
    path = os.environ.get(f"{name}_FILE", "").strip()
    if not path:
        return text(name, default)
    if os.environ.get(name):
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set. Keep one of them.")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        reason = error.strerror
        raise ImproperlyConfigured(f"{name}_FILE: {path} cannot be read ({reason}).") from None
