"""The scripts that seal and open, with checksums of what browsers get.

Whoever serves a page can serve another script with it. Published sums, the same at every visit,
let anybody compare with the sources and with what their own browser received. Each page names the
sums of its scripts, too (Subresource Integrity, W3C): what was changed on the way between page and
script, in a cache or in the folder of static files, does not run.
"""

import gzip
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from posixpath import dirname, normpath

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage

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
IMPORT = re.compile(r'^import [^;]*? from "([^"]+)"', re.MULTILINE)


@dataclass(frozen=True)
class Script:
    """``address`` serves bytes with this SHA-256, in hexadecimal digits."""

    name: str
    address: str
    checksum: str

    @property
    def integrity(self) -> str:
        """The checksum as an attribute of that name has it."""
        return f"sha256-{b64encode(bytes.fromhex(self.checksum)).decode()}"


@cache
def published() -> tuple[Script, ...]:
    return tuple(map(_script, (*(f"guestreg/{name}.js" for name in NAMES), *CODE_READER)))


@cache
def code_reader_size() -> int:
    """What a browser loads of it at most, in kB: compressed by the method that all of them know."""
    served = sum(len(gzip.compress(_served(path))) for path in CODE_READER)
    return -(-served // 1000)


def with_imports(path: str) -> tuple[Script, ...]:
    """The script with all that it imports at its start, in the order in which they are needed.

    What is imported later, on a guest's tap, is not among them: such an import cannot name a sum.
    """
    return _stored_with_imports(path) if _store() else tuple(map(_script, _needed(path)))


@cache
def _stored_with_imports(path: str) -> tuple[Script, ...]:
    return tuple(map(_script, _needed(path)))


def _needed(path: str) -> list[str]:
    """Paths of the script and its imports, those of imports included, each once."""
    found = [path]
    for one in found:
        names = IMPORT.findall(_source(one).decode())
        paths = (normpath(f"{dirname(one)}/{name}") for name in names)
        found += [new for new in paths if new not in found]
    return found


def _script(path: str) -> Script:
    return Script(
        path.removeprefix("guestreg/"),
        staticfiles_storage.url(path),
        sha256(_served(path)).hexdigest(),
    )


def _served(path: str) -> bytes:
    """The stored file, whose imports name other stored files; without a store, the source."""
    store = _store()
    if store is None:
        return _source(path)
    with store.open(store.stored_name(path)) as file:
        return bytes(file.read())


def _store() -> ManifestStaticFilesStorage | None:
    """Files under names with a hash; while somebody develops, the sources are served."""
    if isinstance(staticfiles_storage, ManifestStaticFilesStorage) and not settings.DEBUG:
        return staticfiles_storage
    return None


def _source(path: str) -> bytes:
    found = finders.find(path)
    assert isinstance(found, str)
    with open(found, "rb") as file:
        return file.read()
