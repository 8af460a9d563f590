"""Remembers what a step of the preparation was done with, so that it is not done again."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.demo.place import ROOT

APPS = ("portal", "services", "guestreg", "ozg_catalog", "identity")


def files(*patterns: str) -> list[Path]:
    """The files of our packages that match; a pattern is relative to a package."""
    found = {path for app in APPS for pattern in patterns for path in (ROOT / app).glob(pattern)}
    return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)


def fingerprint(paths: Iterable[Path], *further: str) -> str:
    """Changes with the name or the content of any of the files, and with every further text."""
    digest = hashlib.sha256()
    for part in _parts(paths, further):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _parts(paths: Iterable[Path], further: Iterable[str]) -> Iterator[bytes]:
    for path in paths:
        yield str(path).encode()
        yield path.read_bytes() if path.is_file() else b""
    for text in further:
        yield text.encode()


@dataclass(frozen=True)
class Stamp:
    """The mark of one finished step."""

    path: Path

    def holds(self, current: str) -> bool:
        return self.path.is_file() and self.path.read_text() == current

    def set(self, current: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(current)

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)
