"""Answers from memory, before Django: the outermost layer of the WSGI application."""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol

from django.conf import settings

from portal.page_cache.changes import ContentVersion
from portal.page_cache.middleware import KEEP

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Key = tuple[str, ...]

# Pages say things such as "open now": none is older than this.
MOST_SECONDS = 60.0
MOST_BYTES = 64 * 1024 * 1024
# Below this, compressing costs more than it saves.
LEAST_COMPRESSED = 1_000
NOT_KEPT = {"content-length", "content-encoding", "etag", "vary", "date"}


class Version(Protocol):
    """See ``portal.page_cache.changes.ContentVersion``."""

    current: int | None

    def start(self) -> None: ...


@dataclass(frozen=True)
class Variant:
    """A page in one encoding, ready to be sent."""

    body: bytes
    tag: str
    headers: Headers
    unchanged: Headers


@dataclass(frozen=True)
class Page:
    version: int
    expires: float
    plain: Variant
    packed: Variant

    @property
    def size(self) -> int:
        return len(self.plain.body) + len(self.packed.body)


class Pages:
    """The most recently used pages, up to so many bytes."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self.size = 0
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key, version: int) -> Page | None:
        page = self._pages.get(key)
        if page is None or page.version != version or page.expires < monotonic():
            return None
        return page

    def put(self, key: Key, page: Page) -> None:
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self.size += page.size
            while self.size > self.most_bytes:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: Key) -> None:
        former = self._pages.pop(key, None)
        self.size -= former.size if former else 0


class Start:
    """Takes what Django says before the body, so that it can still be decided upon."""

    def __init__(self) -> None:
        self.said: tuple[Any, ...] = ()

    def __call__(self, *said: Any) -> None:
        self.said = said

    @property
    def headers(self) -> Headers:
        headers: Headers = self.said[1]
        return headers


class PageCache:
    """Wraps Django's application; whoever has a cookie or asks anything special goes through."""

    def __init__(self, application: Application, version: Version) -> None:
        self.application = application
        self.version = version
        self.pages = Pages()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        version = self.version.current
        if version is None:
            self.version.start()
            return self.application(environ, start_response)
        key = key_of(environ)
        if key is None:
            return self.application(environ, start_response)
        page = self.pages.get(key, version)
        if page is None:
            return self._ask(key, version, environ, start_response)
        return send(page, environ, start_response)

    def _ask(
        self, key: Key, version: int, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """The version is that of before: what changes meanwhile outdates the page at once."""
        start = Start()
        body = self.application(environ, start)
        if not environ.get(KEEP) or is_personal(start.headers):
            start_response(*start.said)
            return body
        page = make(start.headers, joined(body), version)
        self.pages.put(key, page)
        return send(page, environ, start_response)


def kept(application: Application) -> Application:
    """The application with its pages kept in memory, unless the settings say otherwise."""
    if not settings.PORTAL_PAGE_CACHE:
        return application
    return PageCache(application, ContentVersion())


def key_of(environ: Environ) -> Key | None:
    """What tells one page from another; None when the answer may depend on who asks.

    The host and how the proxy was reached belong to it: addresses on the page follow them.
    """
    if (
        environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
        or environ.get("QUERY_STRING")
        or "HTTP_COOKIE" in environ
        or "HTTP_AUTHORIZATION" in environ
    ):
        return None
    scheme = environ.get("HTTP_X_FORWARDED_PROTO", environ["wsgi.url_scheme"])
    return str(environ.get("HTTP_HOST", "")), str(scheme), str(environ["PATH_INFO"])


def is_personal(headers: Headers) -> bool:
    """Something was added for this one visitor after the page had been marked."""
    return any(
        name.lower() == "set-cookie"
        or (name.lower() == "content-security-policy" and "nonce-" in value)
        for name, value in headers
    )


def joined(body: Iterable[bytes]) -> bytes:
    """The whole body; Django ends its request when it is closed."""
    try:
        return b"".join(body)
    finally:
        if close := getattr(body, "close", None):
            close()


def make(headers: Headers, body: bytes, version: int) -> Page:
    plain = _variant(headers, body, encoding="")
    packed = plain
    if len(body) >= LEAST_COMPRESSED:
        packed = _variant(headers, gzip.compress(body, mtime=0), encoding="gzip")
    return Page(version, monotonic() + MOST_SECONDS, plain, packed)


def send(page: Page, environ: Environ, start_response: StartResponse) -> list[bytes]:
    variant = page.packed if accepts_gzip(environ) else page.plain
    if knows(environ, variant.tag):
        start_response("304 Not Modified", list(variant.unchanged))
        return []
    start_response("200 OK", list(variant.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [variant.body]


def accepts_gzip(environ: Environ) -> bool:
    """A refusal is written as gzip;q=0; whoever writes that gets the plain page."""
    offered = environ.get("HTTP_ACCEPT_ENCODING", "")
    return "gzip" in offered and "q=0" not in offered


def knows(environ: Environ, tag: str) -> bool:
    known = environ.get("HTTP_IF_NONE_MATCH")
    if not known:
        return False
    return known == "*" or tag in (part.strip().removeprefix("W/") for part in known.split(","))


def _variant(headers: Headers, body: bytes, *, encoding: str) -> Variant:
    """A strong tag per encoding, as RFC 9110 wants it."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    kept = [(name, value) for name, value in headers if name.lower() not in NOT_KEPT]
    vary = _vary(headers)
    common = [*kept, ("ETag", tag), ("Vary", vary)]
    encoded = [("Content-Encoding", encoding)] if encoding else []
    length = [("Content-Length", str(len(body)))]
    unchanged = [(name, value) for name, value in common if name.lower() != "content-type"]
    return Variant(body, tag, [*common, *encoded, *length], unchanged)


def _vary(headers: Headers) -> str:
    """Language is in the path of every kept page, so the header for it says nothing."""
    named = [value for name, value in headers if name.lower() == "vary"]
    parts = [part.strip() for value in named for part in value.split(",")]
    others = [part for part in parts if part.lower() not in {"accept-language", "accept-encoding"}]
    return ", ".join(dict.fromkeys([*others, "Accept-Encoding"]))
