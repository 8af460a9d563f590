"""What our own export adds to a format. It comes from outside like everything else: checked."""

import datetime
import re
from typing import Any

from services.exchange.text import clean_html, plain, web_address
from services.models import LocalText, OnlineChannel, Service
from services.models.vocabulary import Audience, Language, Level, TextModule

SLUG = re.compile(r"[-a-z0-9_]{1,160}")
OZG_ID = re.compile(r"\d{5}")
EMAIL = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"']+")
URL_NAME = re.compile(r"[a-z_-]+:[a-z_-]+")
SERVICE_DEFAULTS: dict[str, Any] = {
    "lifecycle": Service.Lifecycle.ACTIVE.value,
    "level": Level.UNDECIDED.value,
    "reviewed_on": None,
    "review_due": None,
    "responsible_role": "",
    "responsible_email": "",
    "is_example": False,
}


def service_fields(values: dict[str, Any]) -> dict[str, Any]:
    """Fields of ``SERVICE_DEFAULTS``; what does not fit keeps its default."""
    email = plain(str(values.get("responsible_email", "")), 254)
    return {
        "lifecycle": _choice(values, "lifecycle", Service.Lifecycle.values),
        "level": _choice(values, "level", Level.values),
        "reviewed_on": day(values.get("reviewed_on")),
        "review_due": day(values.get("review_due")),
        "responsible_role": plain(str(values.get("responsible_role", "")), 120),
        "responsible_email": email if EMAIL.fullmatch(email) else "",
        "is_example": values.get("is_example") is True,
    }


def _choice(values: dict[str, Any], name: str, allowed: list[str]) -> str:
    value = values.get(name)
    return value if isinstance(value, str) and value in allowed else SERVICE_DEFAULTS[name]


def day(value: Any) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def slug(values: dict[str, Any]) -> str:
    value = values.get("slug")
    return value if isinstance(value, str) and SLUG.fullmatch(value) else ""


def ozg_ids(values: dict[str, Any]) -> list[str]:
    return [v for v in strings(values.get("ozg_ids")) if OZG_ID.fullmatch(v)]


def strings(value: Any, most: int = 200) -> list[str]:
    found = value if isinstance(value, list) else []
    return [plain(entry, 200) for entry in found[:most] if isinstance(entry, str)]


def records(value: Any, most: int = 200) -> list[dict[str, Any]]:
    found = value if isinstance(value, list) else []
    return [entry for entry in found[:most] if isinstance(entry, dict)]


def words(values: dict[str, Any], *names: str, most: int = 300) -> dict[str, str]:
    return {name: plain(str(values.get(name) or ""), most) for name in names}


def local_texts(values: dict[str, Any]) -> list[tuple[str, str, str, str, Any]]:
    """Language, module, mode, HTML, date of each of the city's own texts."""
    return [
        (row["language"], row["module"], row["mode"], clean_html(row["html"]), day(row.get("on")))
        for row in records(values.get("local_texts"))
        if row.get("language") in Language.values
        and row.get("module") in TextModule.values
        and row.get("mode") in LocalText.Mode.values
        and isinstance(row.get("html"), str)
    ]


def situation(values: dict[str, Any]) -> dict[str, Any] | None:
    """A life situation, to be made where there is none of that slug."""
    found = slug(values)
    if not found or values.get("audience") not in Audience.values:
        return None
    position = values.get("position")
    return {
        **words(values, "name", "name_en", most=80),
        **words(values, "teaser", "teaser_en", most=160),
        "slug": found[:50],
        "audience": values["audience"],
        "position": position if isinstance(position, int) and position in range(1000) else 0,
    }


def channel_fields(values: dict[str, Any]) -> dict[str, Any]:
    """What an online service needs and who runs it; not said means unknown, never a guess."""
    found: dict[str, Any] = {}
    for name, allowed in (
        ("provider", OnlineChannel.Provider.values),
        ("account", OnlineChannel.Account.values),
        ("payment", OnlineChannel.Payment.values),
        ("trust_level", OnlineChannel.TrustLevel.values),
    ):
        value = values.get(name)
        found[name] = value if isinstance(value, str) and value in allowed else "unknown"
    url_name = str(values.get("url_name", ""))
    found["url_name"] = url_name if URL_NAME.fullmatch(url_name) else ""
    found["is_example"] = values.get("is_example") is True
    reason, since = plain(str(values.get("out_of_order_reason", "")), 200), day(values.get("since"))
    if reason and since:
        found |= {"out_of_order_reason": reason, "out_of_order_since": since}
        found["out_of_order_until"] = day(values.get("until"))
    return found


def forms(values: dict[str, Any]) -> list[tuple[str, str, bool]]:
    return [
        (name, web_address(str(row.get("url") or "")), row.get("signature") is True)
        for row in records(values.get("forms"))
        if (name := plain(str(row.get("name", "")), 200))
    ]


def office_fields(values: dict[str, Any]) -> dict[str, Any]:
    known = {
        name: values[name]
        for name in ("appointment_only", "is_example")
        if isinstance(values.get(name), bool)
    }
    level = values.get("level")
    address = web_address(str(values.get("appointment_url") or ""))
    return {
        **known,
        **words(values, "room", most=80),
        "appointment_url": address,
        **({"level": level} if level in Level.values else {}),
        **({"keeps_holidays": False} if values.get("open_on_holidays") is True else {}),
    }
