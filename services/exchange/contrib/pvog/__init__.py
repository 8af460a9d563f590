"""The search service of the Portalverbund (PVOG Suchdienst) as a source.

Calls and fields as public client code uses them; the official document could not be read.
Unknown, and therefore not relied on: whether a client id is needed (``PVOG_CLIENT_ID``), whether
several keys may be asked at once (we ask one by one), how large a page may be (at least 5; smaller
ones than asked for are followed to the end where they say ``last`` or ``totalElements``),
whether ETags are sent, other languages than German, when a text was last changed.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.exchange.base import Identity, Item, MessageError
from services.exchange.contrib.pvog import reading
from services.exchange.fetching import Fetcher, Page
from services.exchange.remote import Found, Remote
from services.exchange.shapes import Shape, shape_of, wrong
from services.exchange.text import plain
from services.exchange.wishes import Wish

SIZE = 50
PAGES_AT_MOST = 40
ID = re.compile(r"([A-Za-z0-9-]{1,60})\.LB\.([A-Za-z0-9._-]{1,100})")


class Pvog(Remote):
    name = "pvog"
    label = gettext_lazy("PVOG-Suchdienst")

    @property
    def address(self) -> str:
        return str(settings.PVOG_URL).rstrip("/")

    def headers(self) -> dict[str, str]:
        key = settings.PVOG_CLIENT_ID
        return {"pvog-sud-api-client-id": key} if key else {}

    def find(self, fetcher: Fetcher, wish: Wish) -> Iterator[Found]:
        keys: dict[str, list[str]] = {}
        entries: dict[str, tuple[Shape, str]] = {}
        for key in wish.wanted_keys():
            for entry, ars in self._listed(fetcher, key, wish.ars):
                name = entry.text("id", needed=True)
                keys.setdefault(name, []).append(key)
                entries.setdefault(name, (entry, ars))
        for name, (entry, ars) in sorted(entries.items()):
            url = self._detail(name, ars)
            fetcher.page(url, fresh=f"&validDate={timezone.localdate()}")
            links = [_link(link) for link in entry.objects("onlineServiceLinks")]
            yield Found(url, plain(name, 120), keys[name], wish.publish, {"links": links})

    def _listed(self, fetcher: Fetcher, key: str, ars: str) -> list[tuple[Shape, str]]:
        """A town's own key may lead to nothing: then the district's and the Land's are asked."""
        for area in dict.fromkeys((ars, ars[:5] + "0" * 7, ars[:2] + "0" * 10)):
            if found := list(self._pages(fetcher, key, area)):
                return [(entry, area) for entry in found]
        return []

    def _pages(self, fetcher: Fetcher, key: str, ars: str) -> Iterator[Shape]:
        seen = 0
        for number in range(PAGES_AT_MOST):
            query = urlencode({"ars": ars, "leikaIds": key, "page": number, "size": SIZE})
            page = fetcher.page(f"{self.address}/v3/servicedescriptions/leikaid?{query}")
            if page is None:
                return
            answer = shape_of(page.body, "PVOG")
            content = answer.objects("content", needed=True)
            yield from content
            seen += len(content)
            if not content or _is_last(answer, len(content), seen):
                return
        raise wrong("content", _("hat kein Ende"))

    def _detail(self, name: str, ars: str) -> str:
        return f"{self.address}/v6/servicedescriptions/{quote(name, safe='')}/detail?ars={ars}"

    def read(self, found: Found, page: Page) -> Iterator[Item]:
        shape = shape_of(page.body, "PVOG")
        yield from reading.description(shape, identity_of(shape), found)


def identity_of(shape: Shape) -> Identity:
    """Editors' office and number: the same identity that the XZuFi delivery gives it (inferred)."""
    name = shape.text("id", needed=True)
    match = ID.fullmatch(name)
    if match is None:
        said = {"it": plain(name, 60)}
        raise MessageError(_("Die Kennung „%(it)s“ ist anders aufgebaut als bekannt.") % said)
    return Identity(match[1], match[2])


def _is_last(answer: Shape, here: int, seen: int) -> bool:
    """By what the page says of itself, as Spring's pages do: a server may give smaller pages than
    it was asked for. Where it says nothing, a page that is not full is the last."""
    if isinstance(last := answer.values.get("last"), bool):
        return last
    if "totalElements" in answer.values:
        return seen >= answer.number("totalElements")
    return here < SIZE


def _link(link: Shape) -> dict[str, Any]:
    return {"title": plain(link.text("title"), 160), "uri": link.text("uri")}
