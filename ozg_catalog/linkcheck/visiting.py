"""Visiting an address as a polite guest: robots.txt, one request at a time per host."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from protego import Protego

from ozg_catalog.linkcheck import public_fetch
from ozg_catalog.linkcheck.public_fetch import (
    Answer,
    RefusedError,
    ReservedError,
    UnreachableError,
    host_of,
)
from ozg_catalog.models import ChannelAddress

State = ChannelAddress.State

MOST_HOPS = 5
PAUSE_SECONDS = 2.0
LONGEST_PAUSE = 30.0
REDIRECTS = {301, 302, 303, 307, 308}
# These answer, but not to a machine: a person has to look.
UNCLEAR = {401, 402, 403, 405, 406, 407, 409, 418, 421, 425, 429, 451}


@dataclass(frozen=True)
class Outcome:
    """What one visit found. ``FAILED`` in ``state`` is a failure of today, not yet a verdict."""

    state: str
    detail: str = ""
    status: int | None = None
    final_url: str = ""
    is_failure: bool = False
    no_connection: bool = False


class Visitor:
    """Remembers, within one run, what each host allows and when it was last asked."""

    def __init__(self, pause: float = PAUSE_SECONDS) -> None:
        self._pause = pause
        self._rules: dict[str, Protego] = {}
        self._asked_at: dict[str, float] = {}

    def visit(self, url: str) -> Outcome:
        try:
            return self._followed(url)
        except ReservedError as error:
            return Outcome(State.PENDING, str(error))
        except RefusedError as error:
            return Outcome(State.CAUTION, f"nicht besucht: {error}")
        except UnreachableError as error:
            return Outcome(State.CAUTION, str(error), is_failure=True, no_connection=True)

    def _followed(self, url: str) -> Outcome:
        here = url
        for _hop in range(MOST_HOPS):
            if not self._may(here):
                return Outcome(State.CAUTION, "robots.txt bittet, nicht zu prüfen", final_url=here)
            answer = self._ask(here)
            if answer.status not in REDIRECTS or not answer.location:
                return _judged(url, answer)
            here = urljoin(here, answer.location)
        return Outcome(State.CAUTION, "zu viele Weiterleitungen", final_url=here, is_failure=True)

    def _ask(self, url: str) -> Answer:
        host = host_of(url)
        rules = self._rules.get(_origin(url))
        pause = max(self._pause, float((rules and rules.crawl_delay(public_fetch.PRODUCT)) or 0))
        wait = self._asked_at.get(host, 0) + min(pause, LONGEST_PAUSE) - time.monotonic()
        # The wait is the purpose: no host is asked faster than it bids or than is polite. It runs
        # in a background task of its own, at night.
        if wait > 0:
            time.sleep(wait)
        try:
            return public_fetch.get(url, accept="text/html,*/*;q=0.5")
        finally:
            self._asked_at[host] = time.monotonic()

    def _may(self, url: str) -> bool:
        origin = _origin(url)
        if origin not in self._rules:
            self._rules[origin] = self._read_rules(origin)
        return self._rules[origin].can_fetch(url, public_fetch.PRODUCT)

    def _read_rules(self, origin: str) -> Protego:
        """RFC 9309: no such file allows everything, a server in trouble allows nothing."""
        answer = self._robots(f"{origin}/robots.txt")
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Protego.parse("User-agent: *\nDisallow: /")
        if answer.status == HTTPStatus.OK:
            return Protego.parse(answer.body.decode("utf-8", errors="replace"))
        return Protego.parse("")

    def _robots(self, url: str) -> Answer:
        answer = self._ask(url)
        for _hop in range(MOST_HOPS):
            if answer.status not in REDIRECTS or not answer.location:
                break
            answer = self._ask(urljoin(answer.url, answer.location))
        return answer


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _judged(asked: str, answer: Answer) -> Outcome:
    found = Outcome(State.OK, status=answer.status, final_url=answer.url)
    words = f"Antwort {answer.status}"
    if answer.status in UNCLEAR:
        return replace(found, state=State.CAUTION, detail=words)
    if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return replace(found, state=State.CAUTION, detail=words, is_failure=True)
    if answer.url.rstrip("/") != urlsplit(asked)._replace(fragment="").geturl().rstrip("/"):
        return replace(found, state=State.REDIRECTED)
    return found
