"""Files, folders with an index, and gzip, each with the limits that keep a bomb out."""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from services.exchange.base import Message, MessageError

INDEX = "index.txt"
NAME_IN_INDEX = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.xml")
GZIP = b"\x1f\x8b"
UNPACKED_AT_MOST = 2 * 1024**3
RATIO_AT_MOST = 200
FREE = 64 * 1024**2
INDEX_AT_MOST = 1024**2


def messages(path: Path) -> tuple[list[Message], bool]:
    """A file is one message; a folder with an index, or the index, is everything there is."""
    if path.is_dir() and (path / INDEX).is_file():
        path = path / INDEX
    if path.is_dir():
        found = sorted([*path.glob("*.xml"), *path.glob("*.xml.gz")])
        if not found:
            raise MessageError(_("Im Ordner liegt keine Nachricht."))
        return [Message(file, file.name) for file in found], False
    if not path.is_file():
        raise MessageError(_("Die Datei gibt es nicht."))
    if path.name == INDEX:
        return _indexed(path), True
    return [Message(path, path.name)], False


def _indexed(index: Path) -> list[Message]:
    """One name in the index that is not a plain file name, and all of it is refused."""
    if index.stat().st_size > INDEX_AT_MOST:
        raise MessageError(_("Das Verzeichnis index.txt ist zu groß."))
    try:
        names = index.read_text("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise MessageError(_("Das Verzeichnis index.txt ist kein UTF-8.")) from error
    names = [name for name in names if name]
    if not names:
        raise MessageError(_("Das Verzeichnis index.txt ist leer. Es wird nichts gelöscht."))
    for number, name in enumerate(names, 1):
        if not NAME_IN_INDEX.fullmatch(name):
            place = {"number": number}
            raise MessageError(_("Zeile %(number)s in index.txt ist kein Dateiname.") % place)
    if len(set(names)) != len(names):
        raise MessageError(_("In index.txt steht eine Datei zweimal."))
    return [_listed(index.parent, name) for name in names]


def _listed(folder: Path, name: str) -> Message:
    file = folder / name
    if file.is_symlink() or not file.is_file():
        values = {"name": name}
        raise MessageError(_("Die Datei %(name)s aus index.txt fehlt.") % values)
    return Message(file, name)


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a message. Only a name that ends in .gz is unpacked, and within limits."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == GZIP
            raw.seek(0)
            if packed and path.suffix != ".gz":
                raise MessageError(_("Gepackt, aber der Name endet nicht auf .gz."))
            yield _Unpacked(raw, path.stat().st_size) if packed else raw  # type: ignore[misc]
    except (OSError, EOFError) as error:
        raise MessageError(_("Die Datei lässt sich nicht lesen: %(it)s") % {"it": error}) from error


class _Unpacked:
    """A gzip stream that stops when it grows out of proportion."""

    def __init__(self, raw: IO[bytes], packed_size: int) -> None:
        self._stream = gzip.GzipFile(fileobj=raw)
        self._limit = min(UNPACKED_AT_MOST, max(FREE, packed_size * RATIO_AT_MOST))
        self._read = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._read += len(data)
        if self._read > self._limit:
            raise MessageError(_("Entpackt ist die Datei zu groß."))
        return data
