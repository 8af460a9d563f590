"""The FIM portal as a source: texts by LeiKa key, each as XZuFi.

After the portal's OpenAPI document 0.24.0 (paths below ``/api/v0``). Unknown, and therefore read
both ways or not relied on: whether the XML is a bare ``leistung`` or a whole message, whether
ETags are sent, how many requests a minute are allowed (429 is obeyed).
"""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.exchange.base import Item, MessageError, Note, ServiceRecord, Write
from services.exchange.contrib.xzufi import reader
from services.exchange.fetching import Fetcher, Page
from services.exchange.remote import Found, Remote
from services.exchange.shapes import Shape, shape_of, wrong
from services.exchange.text import plain
from services.exchange.wishes import Wish

LIMIT = 200
PAGES_AT_MOST = 50
PATH = "/api/v0/leistung-stammtexte"
FEDERAL, EDITORS = "leika", "landesredaktion"


class Fim(Remote):
    name = "fim"
    label = gettext_lazy("FIM-Portal")

    @property
    def address(self) -> str:
        return str(settings.FIM_URL).rstrip("/")

    def find(self, fetcher: Fetcher, wish: Wish) -> Iterator[Found]:
        entries: dict[str, tuple[Shape, list[str]]] = {}
        for key in wish.wanted_keys():
            for entry in self._listed(fetcher, key, wish.editors):
                # The portal filters by a part of the key.
                if key in entry.strings("leistungsschluessel"):
                    entries.setdefault(self._xml(entry), (entry, []))[1].append(key)
        for url, (entry, keys) in sorted(entries.items()):
            fetcher.page(url, accept="application/xml")
            name = f"{entry.text('leistung_id')}@{entry.text('redaktion_id')}"
            yield Found(url, plain(name, 120), keys, wish.publish)

    def _listed(self, fetcher: Fetcher, key: str, editors: str) -> Iterator[Shape]:
        """The texts of one editors' office, or the federal ones."""
        whose = {"redaktion_id": editors, "source": EDITORS} if editors else {"source": FEDERAL}
        total = offset = 0
        for _page in range(PAGES_AT_MOST):
            query = {"leistungsschluessel": key, **whose, "offset": offset, "limit": LIMIT}
            page = fetcher.page(f"{self.address}{PATH}?{urlencode(query)}")
            if page is None:
                raise wrong(PATH, _("gibt es nicht mehr"))
            answer = shape_of(page.body, "FIM")
            items, total = answer.objects("items", needed=True), answer.number("total_count")
            yield from items
            offset += len(items)
            if not items or offset >= total:
                return
        raise wrong("items", _("hat kein Ende"))

    def _xml(self, entry: Shape) -> str:
        names = ("redaktion_id", "leistung_id", "source")
        parts = [quote(entry.text(name, needed=True), safe="") for name in names]
        return f"{self.address}{PATH}/{'/'.join(parts)}/xzufi"

    def read(self, found: Found, page: Page) -> Iterator[Item]:
        """Descriptions alone: what a portal says of deletions or offices is not for us."""
        items = [item for item in reader.read_single(page.body) if _is_description(item)]
        if not items:
            raise MessageError(_("Die Antwort enthält keine lesbare Leistung."))
        yield from items


def _is_description(item: Item) -> bool:
    return isinstance(item, Note) or (
        isinstance(item, Write) and isinstance(item.record, ServiceRecord)
    )
