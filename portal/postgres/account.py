"""Which account the server process runs under.

PostgreSQL refuses to run as root. A normal user runs it as himself. For root there are two ways:
another account, where that account can reach the programs and the data; or a user namespace, in
which root's own files appear to belong to an ordinary account and root's powers are gone. No mode
of any folder is changed for either.
"""

import os
import pwd
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.postgres.binaries import Binaries
from portal.postgres.errors import FolderNotOurs, NoUnprivilegedAccount

# The first exists where Debian's postgresql is installed, the second everywhere.
STAND_INS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """Whom the server's files belong to, and how its programs are called."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()
    popen: Mapping[str, Any] = field(default_factory=dict)

    def give(self, path: Path | str) -> None:
        """Make a file or folder that we created the server's own."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def can_run(self, binaries: Binaries, folder: Path) -> bool:
        """Whether this account can start the programs and enter the folder."""
        script = 'test -x "$1" && exec "$2" --version'
        command = ["/bin/sh", "-c", script, "sh", str(folder), binaries.program("postgres")]
        try:
            run = subprocess.run(
                [*self.prefix, *command], capture_output=True, check=False, **self.options
            )
        except OSError:
            return False
        return run.returncode == 0

    @property
    def options(self) -> dict[str, Any]:
        """What subprocess needs to run a program under this account."""
        return {"cwd": "/", **self.popen}


def account_for(data: Path, binaries: Binaries) -> Account:
    """The account for a data folder, which may not exist yet."""
    if os.geteuid() != 0:
        return _own_account(data)
    home = next(parent for parent in data.parents if parent.exists())
    candidates = [_other_account(data.stat().st_uid)] if data.exists() else _stand_ins(home)
    for candidate in candidates:
        if candidate.can_run(binaries, home):
            return candidate
    raise NoUnprivilegedAccount(
        f"PostgreSQL must not run as root, and no other account can enter {home}. Run this as a "
        "normal user, or move the project to a folder that everyone may enter, such as /srv."
    )


def _own_account(data: Path) -> Account:
    """The caller's own account, provided that the data are his."""
    if data.exists() and data.stat().st_uid != os.geteuid():
        raise FolderNotOurs(
            f"The database in {data} belongs to {_name(data.stat().st_uid)}. "
            "Work as that user, or remove the folder if the data are not needed."
        )
    return Account(os.geteuid(), os.getegid())


def _other_account(uid: int) -> Account:
    """The account with this number; root's is the one inside a user namespace."""
    if uid == 0:
        return _namespace_account()
    return _dropped_account(uid)


def _stand_ins(home: Path) -> list[Account]:
    """Accounts to try for new data, the best one first."""
    owner = home.stat().st_uid
    if owner != 0:
        return [_dropped_account(owner), _namespace_account()]
    names = [entry.pw_name for entry in pwd.getpwall()]
    uids = [pwd.getpwnam(name).pw_uid for name in STAND_INS if name in names]
    return [*(_dropped_account(uid) for uid in uids), _namespace_account()]


def _dropped_account(uid: int) -> Account:
    try:
        gid = pwd.getpwuid(uid).pw_gid
    except KeyError:
        gid = uid
    return Account(uid, gid, popen={"user": uid, "group": gid, "extra_groups": ()})


def _namespace_account() -> Account:
    """Root's files under another name; initdb wants that name to be in the account list."""
    entry = next((entry for entry in pwd.getpwall() if entry.pw_name == "nobody"), None)
    uid, gid = (entry.pw_uid, entry.pw_gid) if entry else (65534, 65534)
    prefix = ("unshare", "--user", f"--map-user={uid}", f"--map-group={gid}", "--")
    return Account(0, 0, prefix=prefix)


def _name(uid: int) -> str:
    try:
        return f"user {pwd.getpwuid(uid).pw_name}"
    except KeyError:
        return f"user number {uid}"
