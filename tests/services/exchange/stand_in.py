"""A stand-in for remote sources, over real HTTP. Shapes are as documented; all content is example.

Texts, names and identities are invented for these tests and marked so; only LeiKa keys are real.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY, OTHER_KEY = "99008001012000", "99102013002000"
Answer = tuple[int, dict[str, str], bytes]


class StandIn(ThreadingHTTPServer):
    """Serves both sources; ``before`` may answer instead, so a test can play a bad server."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.headers_seen: list[dict[str, str]] = []
        self.statuses: Counter[int] = Counter()
        self.before: Callable[[str], Answer | None] = lambda path: None
        self.descriptions = {f"L1.LB.{number}": description(number) for number in range(1, 4)}
        self.etag = '"1"'
        self.largest_page = 1000

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_address[1]}"

    def start(self) -> "StandIn":
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def answer(self, path: str, known: str) -> Answer:
        if (special := self.before(path)) is not None:
            return special
        body, kind = self.content(path)
        if body is None:
            return 404, {}, b""
        tag = f'{self.etag[:-1]}-{len(body)}"'
        if known == tag:
            return 304, {"ETag": tag}, b""
        return 200, {"ETag": tag, "Content-Type": kind}, body

    def content(self, path: str) -> tuple[bytes | None, str]:
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path.endswith("/leikaid"):
            return _json(self.pvog_list(query))
        if parts.path.endswith("/detail"):
            return _json(self.descriptions.get(parts.path.split("/")[-2]))
        if parts.path.endswith("/leistung-stammtexte"):
            return _json(fim_list(query))
        if parts.path.endswith("/xzufi"):
            return fim_xml(parts.path.split("/")[-3]).encode(), "application/xml"
        return None, ""

    def pvog_list(self, query: dict[str, str]) -> dict[str, Any]:
        names = list(self.descriptions) if query["leikaIds"] == KEY else []
        size, number = min(int(query["size"]), self.largest_page), int(query["page"])
        links = [{"title": "Antrag (Beispiel)", "uri": "https://online.example.org/antrag"}]
        shown = [
            {"id": name, "name": "Beispiel", "ars": [query["ars"]], "onlineServiceLinks": links}
            for name in names[number * size : (number + 1) * size]
        ]
        return {"content": shown, "totalElements": len(names)}


class Handler(BaseHTTPRequestHandler):
    server: StandIn

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.headers_seen.append(dict(self.headers))
        status, headers, body = self.server.answer(self.path, self.headers.get("If-None-Match", ""))
        self.server.statuses[status] += 1
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


def description(number: int) -> dict[str, Any]:
    details = [
        ("Teaser", f"Beispiel Nummer {number}."),
        ("Volltext", f"<p>Das ist Beispieltext {number}.</p>"),
        ("Erforderliche Unterlagen", "<ul><li>Beispielnachweis</li></ul>"),
        ("Kosten", "<p>Beispielgebühr</p>"),
    ]
    return {
        "id": f"L1.LB.{number}",
        "name": f"Beispielleistung {number}",
        "ars": ["160770001001"],
        "details": [{"title": title, "text": text, "links": []} for title, text in details],
        "organisations": [{"title": "Beispielamt"}],
    }


def fim_list(query: dict[str, str]) -> dict[str, Any]:
    """Three descriptions, of which the last has only a similar key."""
    keys = {"1": query["leistungsschluessel"], "2": query["leistungsschluessel"], "3": "9" * 14}
    offset, limit = int(query["offset"]), int(query["limit"])
    items = [
        {
            "redaktion_id": query.get("redaktion_id", "B100"),
            "leistung_id": number,
            "source": query["source"],
            "title": f"Beispielstammtext {number}",
            "leistungsschluessel": [key],
        }
        for number, key in keys.items()
    ]
    shown = items[offset : offset + limit]
    return {
        "items": shown,
        "offset": offset,
        "limit": limit,
        "count": len(shown),
        "total_count": len(items),
    }


def fim_xml(number: str) -> str:
    return (
        '<xzufi:leistung xmlns:xzufi="http://xoev.de/schemata/xzufi/2_2_0">'
        f'<xzufi:id schemeAgencyID="B100">{number}</xzufi:id>'
        f"<xzufi:referenzLeiKa><code>{KEY}</code></xzufi:referenzLeiKa>"
        "<xzufi:modulText><xzufi:leikaTextmodul><code>02</code></xzufi:leikaTextmodul>"
        f'<xzufi:inhalt languageCode="de">Beispielstammtext {number}</xzufi:inhalt>'
        "</xzufi:modulText><xzufi:versionsinformation><xzufi:geaendertDatumZeit>"
        "2026-02-03T10:00:00+01:00</xzufi:geaendertDatumZeit></xzufi:versionsinformation>"
        "</xzufi:leistung>"
    )


def _json(values: Any) -> tuple[bytes | None, str]:
    return (None if values is None else json.dumps(values).encode()), "application/json"
