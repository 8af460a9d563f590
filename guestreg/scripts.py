"""The scripts that seal and open, with checksums of what browsers get.

Whoever serves a page can serve another script with it. Published sums, the same at every visit,
let anybody compare with the sources and with what their own browser received.
"""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

# Of those that touch contact data or keys, or lead to the page that does; the page of a code loads
# the first four.
NAMES = (
    "checkin", "hpke", "signing", "waiting", "receipts", "pending", "find", "camera", "scan",
    "counter", "card", "vcard",
    "ceremony", "keyfile", "rehearsal", "release",
    "batch", "released", "opening", "contact", "exports", "xlsx", "iris",
)  # fmt: skip
# Reads QR codes for browsers that cannot: the modules of an npm package, as they are.
CODE_READER = ("vendor/qr/decode.js", "vendor/qr/index.js")


@dataclass(frozen=True)
class Script:
    """``address`` serves bytes with this SHA-256, in hexadecimal digits."""

    name: str
    address: str
    checksum: str


@cache
def published() -> tuple[Script, ...]:
    return tuple(map(_script, (*(f"guestreg/{name}.js" for name in NAMES), *CODE_READER)))


@cache
def code_reader_size() -> int:
    """What a browser loads of it at most, in kB: compressed by the method that all of them know."""
    served = sum(len(gzip.compress(_served(path))) for path in CODE_READER)
    return -(-served // 1000)


def _script(path: str) -> Script:
    return Script(
        path.removeprefix("guestreg/"),
        staticfiles_storage.url(path),
        sha256(_served(path)).hexdigest(),
    )


def _served(path: str) -> bytes:
    """The stored file, whose imports name other stored files; without a store, the source."""
    hashed = getattr(staticfiles_storage, "stored_name", None)
    if hashed:
        with staticfiles_storage.open(hashed(path)) as file:
            return bytes(file.read())
    found = finders.find(path)
    assert isinstance(found, str)
    with open(found, "rb") as file:
        return file.read()
