"""Where the server keeps what. Pure arithmetic on paths: nothing here touches the disk."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROLE = "portal"
DATABASE = "portal"
SUPERUSER = "postgres"
PORT = 5432
SOCKET_NAME = f".s.PGSQL.{PORT}"
# sun_path holds 108 bytes with the closing zero.
LONGEST_SOCKET_PATH = 107
TEMPORARY = Path("/tmp")  # noqa: S108 - a fixed place, so that every process computes the same one
VARIABLE = "PORTAL_VAR_DIR"


def var_folder() -> Path:
    """The folder for everything that the running portal writes."""
    project = Path(__file__).resolve().parents[2]
    return Path(os.environ.get(VARIABLE, "").strip() or project / "var").absolute()


@dataclass(frozen=True)
class Layout:
    """The files of one server of one major version below one folder."""

    home: Path
    major: int

    @property
    def data(self) -> Path:
        return self.home / str(self.major)

    @property
    def unfinished(self) -> Path:
        """Where a new database is made, until it is complete and moves to `data`."""
        return self.home / f"{self.major}.new"

    @property
    def log(self) -> Path:
        return self.home / f"{self.major}.log"

    @property
    def passwords(self) -> Path:
        return self.home / "passwords"

    @property
    def start_lock(self) -> Path:
        return self.home / "start.lock"

    @property
    def users_lock(self) -> Path:
        return self.home / "users.lock"

    @property
    def kept(self) -> Path:
        """Exists while the server shall go on when nobody uses it."""
        return self.home / "kept"

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def socket_folder(self) -> Path:
        """The data folder, or a private one below /tmp where no client could name that.

        A socket address holds 107 bytes, and libpq takes a comma for the end of a host.
        """
        short = len(os.fsencode(self.data / SOCKET_NAME)) <= LONGEST_SOCKET_PATH
        if short and "," not in str(self.data):
            return self.data
        key = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        return TEMPORARY / f"portal-postgres-{key}"

    @property
    def socket(self) -> Path:
        return self.socket_folder / SOCKET_NAME

    def url(self) -> str:
        """The address for DATABASE_URL; the password stays in its file."""
        host, passfile = (
            quote(str(path), safe="") for path in (self.socket_folder, self.passwords)
        )
        return f"postgresql://{ROLE}@/{DATABASE}?host={host}&passfile={passfile}"

    def connection_parameters(self) -> dict[str, object]:
        """The same for Django's DATABASES."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": DATABASE,
            "USER": ROLE,
            "HOST": str(self.socket_folder),
            "PORT": str(PORT),
            "OPTIONS": {"passfile": str(self.passwords)},
        }
