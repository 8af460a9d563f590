"""Pages of a remote source, fetched politely and kept.

Each answer lies in a folder of its own as one file, written whole or not at all. A round of
fetching that was killed asks only for the rest; the next round asks with ``If-None-Match`` and
gets what did not change from the folder. Where one may connect to, time and size are limited as
in the check of online addresses.
"""

import datetime
import email.utils
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from ozg_catalog.linkcheck import public_fetch
from ozg_catalog.linkcheck.public_fetch import Answer, RefusedError, UnreachableError
from services.exchange.base import Progress, SourceUnavailable
from services.exchange.text import plain

MOST_BYTES = 20 * 1024**2
TRIES = 4
PAUSE_SECONDS = 0.2
BACKOFF_SECONDS = 2.0
LONGEST_WAIT_SECONDS = 120.0
ROUND_AT_MOST = datetime.timedelta(days=1)
BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


@dataclass(frozen=True)
class Page:
    url: str
    body: bytes
    etag: str = ""
    round: str = ""


class Spool:
    """What was fetched of one source, and in which round."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.round = self._open_round() or timezone.now().isoformat()
        _write(self._mark, self.round.encode())

    @property
    def _mark(self) -> Path:
        return self.folder / "round"

    def _open_round(self) -> str:
        """The round that was interrupted; an old one is not worth going on with."""
        try:
            text = self._mark.read_text("utf-8")
            begun = datetime.datetime.fromisoformat(text)
        except (OSError, ValueError):
            return ""
        return text if timezone.now() - begun < ROUND_AT_MOST else ""

    def end_round(self) -> None:
        self._mark.unlink(missing_ok=True)

    def path(self, url: str) -> Path:
        return self.folder / f"{sha256(url.encode()).hexdigest()[:32]}.page"

    def read(self, url: str) -> Page | None:
        """The kept page; a damaged file counts as none."""
        try:
            head, _newline, body = self.path(url).read_bytes().partition(b"\n")
            values = json.loads(head)
            return Page(url, body, str(values["etag"]), str(values["round"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, page: Page) -> Page:
        kept = replace(page, round=self.round)
        head = json.dumps({"url": kept.url, "etag": kept.etag, "round": kept.round})
        _write(self.path(page.url), head.encode() + b"\n" + kept.body)
        return kept

    def note(self, name: str, content: bytes) -> Path:
        """A file beside the pages; left alone when it says the same already."""
        path = self.folder / name
        if not path.exists() or path.read_bytes() != content:
            _write(path, content)
        return path


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a kill leaves the file that was there."""
    fresh = path.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(path)


def spool_of(name: str) -> Spool:
    return Spool(Path(settings.VAR_DIR) / "exchange" / name)


class Fetcher:
    """Asks for pages, one after the other, and waits when it is bidden to."""

    def __init__(
        self, spool: Spool, shown: Progress, headers: Mapping[str, str] | None = None
    ) -> None:
        self.spool, self.shown = spool, shown
        agent = f"Stadtportal-Austausch/1.0 (+{settings.PORTAL_BASE_URL}/)"
        self.headers = {"User-Agent": agent, **(headers or {})}
        self.pages = 0

    def page(self, url: str, *, accept: str = "application/json", fresh: str = "") -> Page | None:
        """The page at ``url``; nothing where there is none (404). Raises SourceUnavailable.

        ``fresh`` is a part of the query that changes daily and says nothing of the content.
        """
        kept = self.spool.read(url)
        if kept and kept.round == self.spool.round:
            return kept
        answer = self._answer(url + fresh, accept, kept.etag if kept else "")
        self.pages += 1
        self.shown(public_fetch.host_of(url), self.pages)
        if answer.status == HTTPStatus.NOT_FOUND:
            self.spool.path(url).unlink(missing_ok=True)
            return None
        if answer.status == HTTPStatus.NOT_MODIFIED and kept:
            return self.spool.keep(kept)
        return self.spool.keep(Page(url, answer.body, answer.headers.get("etag", "")[:200]))

    def _answer(self, url: str, accept: str, etag: str) -> Answer:
        headers = {**self.headers, **({"If-None-Match": etag} if etag else {})}
        reason = ""
        for attempt in range(TRIES):
            _wait(PAUSE_SECONDS if not attempt else 0)
            try:
                answer = public_fetch.get(
                    url, accept=accept, most_bytes=MOST_BYTES, headers=headers
                )
            except RefusedError as error:
                raise _unavailable(url, str(error)) from error
            except UnreachableError as error:
                reason, pause = str(error), BACKOFF_SECONDS * 2**attempt
            else:
                if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR and answer.status not in BUSY:
                    return _usable(url, answer, asked_with=etag)
                reason, pause = _("Antwort %(it)s") % {"it": answer.status}, _pause(answer, attempt)
            if pause > LONGEST_WAIT_SECONDS:
                values = {"reason": reason, "seconds": int(pause)}
                asked = _("%(reason)s; erst in %(seconds)s Sekunden wieder fragen") % values
                raise _unavailable(url, asked)
            if attempt < TRIES - 1:
                _wait(pause)
        raise _unavailable(url, reason)


def _usable(url: str, answer: Answer, *, asked_with: str) -> Answer:
    """200, 404, or the 304 that was asked for; whole, and within the limit."""
    if answer.status == HTTPStatus.NOT_MODIFIED and asked_with:
        return answer
    if answer.status not in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}:
        to = f" → {plain(answer.location, 120)}" if answer.location else ""
        raise _unavailable(url, _("Antwort %(it)s") % {"it": f"{answer.status}{to}"})
    if len(answer.body) >= MOST_BYTES:
        raise _unavailable(url, _("die Antwort ist zu groß"))
    if answer.headers.get("content-length", str(len(answer.body))) != str(len(answer.body)):
        raise _unavailable(url, _("die Antwort bricht ab"))
    return answer


def _pause(answer: Answer, attempt: int) -> float:
    """What ``Retry-After`` bids, in seconds or as a date (RFC 9110, 10.2.3), else ever longer."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isdecimal() and len(text) <= len("86400"):
        return float(text)
    try:
        until = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return BACKOFF_SECONDS * 2**attempt
    until = until if until.tzinfo else until.replace(tzinfo=datetime.UTC)
    return max(0.0, (until - timezone.now()).total_seconds())


def _wait(seconds: float) -> None:
    if seconds > 0:
        time.sleep(seconds)  # the source's own wish (Retry-After), or politeness between questions


def _unavailable(url: str, reason: str) -> SourceUnavailable:
    values = {"host": public_fetch.host_of(url), "reason": reason}
    return SourceUnavailable(
        _(
            "%(host)s: %(reason)s. Es ist nichts geändert; was schon geholt ist, wird beim "
            "nächsten Mal nicht noch einmal geholt."
        )
        % values
    )
