"""The simulated accounts' own pages. Plain templates: this process runs without Django."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template

from identity.simulator import authenticator
from identity.simulator.accounts import StateAccount
from identity.simulator.questions import Question

FOLDER = Path(__file__).parent / "pages"
STATIC = {"/style.css": "text/css; charset=utf-8", "/send.js": "text/javascript; charset=utf-8"}


def static(path: str) -> bytes:
    return (FOLDER / path.removeprefix("/")).read_bytes()


def _page(name: str, values: Mapping[str, str], parts: Mapping[str, str] | None = None) -> str:
    """A template in the frame; ``values`` are escaped, ``parts`` are finished HTML."""
    safe = {key: escape(value) for key, value in values.items()}
    body = Template((FOLDER / name).read_text()).substitute(safe | dict(parts or {}))
    frame = Template((FOLDER / "frame.html").read_text())
    return frame.substitute(safe, body=body)


def choose(account: StateAccount, posted: str, question: Question) -> str:
    """Who are you?"""
    values = {"title": account.name, "action": f"{account.address}/anmelden", "request": posted}
    button = Template((FOLDER / "persona.html").read_text())
    buttons = "".join(
        button.substitute({key: escape(str(persona[key])) for key in ("id", "label", "note")})
        for persona in account.personas
        if account.is_enough(persona, question)
    )
    low = (FOLDER / "low.html").read_text() if account.kind == "bundid" else ""
    return _page("choose.html", values, {"personas": buttons, "low": low})


def send(account: StateAccount, address: str, message: str) -> str:
    """Back to the portal; without script it takes one more click."""
    return _page("send.html", {"title": account.name, "action": address, "message": message})


def refused(account: StateAccount, code: str) -> str:
    return _page("refused.html", {"title": account.name, "code": code})


def codes() -> str:
    """What an authenticator app would show for the example site's staff."""
    values = {
        "title": "Authenticator-App",
        "code": authenticator.code(),
        "seconds": str(authenticator.seconds_left()),
    }
    return _page("codes.html", values)


def home(accounts: list[StateAccount]) -> str:
    items = "".join(f"<li>{escape(each.name)}: {escape(each.address)}</li>" for each in accounts)
    return _page("home.html", {"title": "Simulierte Konten"}, {"accounts": items})
