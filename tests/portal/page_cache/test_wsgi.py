"""What is answered from memory, what never is, and in which form it is sent."""

import gzip
from collections.abc import Iterable
from typing import Any

import pytest

from portal.page_cache.middleware import KEEP
from portal.page_cache.wsgi import Environ, PageCache, Pages, StartResponse, make

BODY = b"<p>Altenburg</p>" * 100


class FixedVersion:
    def __init__(self) -> None:
        self.current: int | None = 1
        self.started = False

    def start(self) -> None:
        self.started = True


class Body(list[bytes]):
    closed = False

    def close(self) -> None:
        self.closed = True


class Site:
    """An application that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.keep = True
        self.headers = [("Content-Type", "text/html"), ("Vary", "Cookie, Accept-Language")]
        self.body = Body([BODY])

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        self.asked += 1
        environ[KEEP] = self.keep
        start_response("200 OK", list(self.headers))
        return self.body


class Visitor:
    def __init__(self, cache: PageCache) -> None:
        self.cache = cache
        self.status = ""
        self.headers: dict[str, str] = {}

    def get(self, path: str = "/", **environ: Any) -> bytes:
        def start(status: str, headers: list[tuple[str, str]], *_error: Any) -> None:
            self.status, self.headers = status, dict(headers)

        request = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": "a", **environ}
        return b"".join(self.cache({"wsgi.url_scheme": "http", **request}, start))


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def version() -> FixedVersion:
    return FixedVersion()


@pytest.fixture
def visitor(site: Site, version: FixedVersion) -> Visitor:
    return Visitor(PageCache(site, version))


def test_the_second_visitor_is_answered_from_memory(visitor: Visitor, site: Site) -> None:
    assert visitor.get() == visitor.get() == BODY
    assert site.asked == 1


def test_the_request_of_a_kept_page_is_ended(visitor: Visitor, site: Site) -> None:
    visitor.get()
    assert site.body.closed


def test_a_change_is_visible_at_once(visitor: Visitor, site: Site, version: FixedVersion) -> None:
    visitor.get()
    version.current = 2
    visitor.get()
    assert site.asked == 2


def test_a_change_while_the_page_is_made_outdates_it(
    visitor: Visitor, site: Site, version: FixedVersion
) -> None:
    class Changing(Body):
        def __iter__(self) -> Any:
            version.current = 2
            return super().__iter__()

    site.body = Changing([BODY])
    visitor.get()
    site.body = Body([b"new"])
    assert visitor.get() == b"new"


def test_without_news_nothing_is_kept(visitor: Visitor, site: Site, version: FixedVersion) -> None:
    version.current = None
    visitor.get()
    visitor.get()
    assert site.asked == 2
    assert version.started


def test_a_page_is_kept_for_a_minute(
    visitor: Visitor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seconds, asked in ((0.0, 1), (59.0, 1), (61.0, 2)):
        monkeypatch.setattr("portal.page_cache.wsgi.monotonic", lambda now=seconds: now)
        visitor.get()
        assert site.asked == asked


@pytest.mark.parametrize(
    "special",
    [
        {"HTTP_COOKIE": "session=1"},
        {"HTTP_AUTHORIZATION": "Basic x"},
        {"QUERY_STRING": "q=1"},
        {"REQUEST_METHOD": "POST"},
    ],
)
def test_special_requests_go_through(visitor: Visitor, site: Site, special: dict[str, str]) -> None:
    visitor.get(**special)
    visitor.get(**special)
    assert site.asked == 2


@pytest.mark.parametrize("other", [{"HTTP_HOST": "b"}, {"HTTP_X_FORWARDED_PROTO": "https"}])
def test_host_and_scheme_have_pages_of_their_own(
    visitor: Visitor, site: Site, other: dict[str, str]
) -> None:
    visitor.get()
    visitor.get(**other)
    assert site.asked == 2


def test_what_is_not_marked_is_not_kept(visitor: Visitor, site: Site) -> None:
    site.keep = False
    assert visitor.get() == BODY
    visitor.get()
    assert site.asked == 2


@pytest.mark.parametrize(
    "header",
    [("Set-Cookie", "a=b"), ("Content-Security-Policy", "script-src 'nonce-abc'")],
)
def test_what_was_made_for_one_visitor_is_not_kept(
    visitor: Visitor, site: Site, header: tuple[str, str]
) -> None:
    site.headers.append(header)
    visitor.get()
    assert visitor.headers[header[0]] == header[1]
    visitor.get()
    assert site.asked == 2


def test_known_page_is_not_sent_again(visitor: Visitor) -> None:
    visitor.get()
    tag = visitor.headers["ETag"]
    assert visitor.get(HTTP_IF_NONE_MATCH=f'"other", {tag}') == b""
    assert visitor.status == "304 Not Modified"
    assert "Content-Type" not in visitor.headers


def test_head_sends_the_headers_only(visitor: Visitor) -> None:
    visitor.get()
    assert visitor.get(REQUEST_METHOD="HEAD") == b""
    assert visitor.headers["Content-Length"] == str(len(BODY))


def test_compressed_page_has_a_tag_of_its_own(visitor: Visitor) -> None:
    visitor.get()
    plain = visitor.headers["ETag"]
    packed = visitor.get(HTTP_ACCEPT_ENCODING="br, gzip")
    assert gzip.decompress(packed) == BODY
    assert visitor.headers["Content-Encoding"] == "gzip"
    assert visitor.headers["ETag"] != plain


def test_gzip_can_be_refused(visitor: Visitor) -> None:
    assert visitor.get(HTTP_ACCEPT_ENCODING="gzip;q=0") == BODY


def test_answer_varies_by_cookie_and_encoding(visitor: Visitor) -> None:
    visitor.get()
    assert visitor.headers["Vary"] == "Cookie, Accept-Encoding"


def test_memory_is_limited_and_the_oldest_go_first() -> None:
    pages = Pages(most_bytes=2_500)
    for name in "abc":
        pages.put((name,), make([], bytes(500), version=1))
    assert pages.size == 2_000
    assert pages.get(("a",), 1) is None
    assert pages.get(("c",), 1) is not None


def test_replacing_a_page_counts_once() -> None:
    pages = Pages()
    for _time in range(3):
        pages.put(("a",), make([], bytes(500), version=1))
    assert pages.size == 1_000
