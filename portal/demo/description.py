"""What there is to see in the demonstration: for people on the screen, for scripts as JSON.

Each app says its part in `<app>.example.describe()`, a dictionary with any of these keys:
`addresses` (name → path), `accounts` (role, username, password, how to sign in), `check_in` (one
open check-in path per area), `report` (date and path of the released report). Paths are made
absolute here.
"""

import importlib
import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portal.demo.place import Place
from portal.demo.stamps import APPS

Description = dict[str, Any]


def describe(place: Place) -> Description:
    """The parts of all apps in one; needs Django and the database."""
    whole: Description = {
        "base": place.base,
        "addresses": {"state_account": place.state_account},
        "accounts": [],
        "check_in": [],
        "report": None,
    }
    for app in APPS:
        add(whole, part_of(app))
    return absolute(whole, place.base)


def part_of(app: str) -> Mapping[str, Any]:
    """What this app has to say, if anything."""
    name = f"{app}.example"
    if importlib.util.find_spec(name) is None:
        return {}
    say = getattr(importlib.import_module(name), "describe", dict)
    return say()


def add(whole: Description, part: Mapping[str, Any]) -> None:
    """Dictionaries are joined, lists go on, everything else is taken over."""
    for key, value in part.items():
        if isinstance(whole.get(key), dict):
            whole[key].update(value)
        elif isinstance(whole.get(key), list):
            whole[key].extend(value)
        else:
            whole[key] = value


def absolute(value: Any, base: str) -> Any:
    """The same with every path made an address."""
    if isinstance(value, dict):
        return {key: absolute(item, base) for key, item in value.items()}
    if isinstance(value, list):
        return [absolute(item, base) for item in value]
    return f"{base}{value}" if isinstance(value, str) and value.startswith("/") else value


def write(description: Description, path: Path) -> None:
    """Readers see the whole file or none."""
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(description, indent=2, ensure_ascii=False) + "\n")
    partial.replace(path)


def lines(description: Description) -> list[str]:
    """For the screen."""
    shown = [f"The portal is open: {description['base']}", ""]
    shown += table(list(description["addresses"].items()))
    if description["accounts"]:
        shown += ["", "Accounts (for the demonstration only):"]
        shown += table([account_cells(account) for account in description["accounts"]])
    if description["check_in"]:
        shown += ["", "Open check-ins:"]
        shown += table([(entry["area"], entry["address"]) for entry in description["check_in"]])
    return shown


def account_cells(account: Mapping[str, str]) -> tuple[str, ...]:
    name = account.get("username") or account.get("name", "")
    return account["role"], name, account.get("password", "")


def table(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows with their columns below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
