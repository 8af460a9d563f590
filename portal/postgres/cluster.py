"""The server as its users see it: start, stop, status, and `running()` for a while.

Whoever uses the server holds a shared lock on `users.lock`; whoever starts or stops it holds
`start.lock` meanwhile. So two starts at once make one server, the last user turns it off, and a
user that is killed leaves no trace in the accounts.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from portal.postgres import locks
from portal.postgres.account import Account, account_for
from portal.postgres.binaries import Binaries, find_binaries
from portal.postgres.creation import create_cluster, give_to_owner_of
from portal.postgres.diagnosis import wrong_version
from portal.postgres.errors import FolderNotOurs
from portal.postgres.layout import Layout
from portal.postgres.server import bring_up, is_ready, running_pid, take_down


@dataclass(frozen=True)
class Status:
    """What is known about the server without asking it."""

    running: bool
    pid: int | None
    data: Path
    socket: Path


@dataclass(frozen=True)
class Cluster:
    """A database server below one folder.

    With ``safe=False`` it does not wait for the disk: fast, and only for data nobody will miss.
    """

    home: Path
    options: Mapping[str, str] = field(default_factory=dict)
    safe: bool = True
    binaries: Binaries = field(default_factory=find_binaries)

    @property
    def layout(self) -> Layout:
        return Layout(self.home, self.binaries.major)

    def start(self) -> Status:
        """Start the server, or join the running one; it goes on until `stop()`."""
        with self._start_lock():
            self._ensure_up()
            os.close(locks.acquire(self.layout.kept, fcntl.LOCK_SH))
        return self.status()

    def stop(self) -> None:
        """Stop the server whoever uses it; does nothing when it is not running."""
        if not self.home.is_dir():
            return
        with self._start_lock():
            self.layout.kept.unlink(missing_ok=True)
            take_down(self.layout)

    def status(self) -> Status:
        pid = running_pid(self.layout)
        return Status(pid is not None, pid, self.layout.data, self.layout.socket)

    @contextmanager
    def running(self) -> Iterator[Layout]:
        """A running server for the time of the block."""
        with self._start_lock():
            self._ensure_up()
            use = locks.acquire(self.layout.users_lock, fcntl.LOCK_SH)
        try:
            yield self.layout
        finally:
            self._leave(use)

    def destroy(self) -> None:
        """Stop the server and remove everything it stored."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)
        if self.layout.socket_folder != self.layout.data:
            shutil.rmtree(self.layout.socket_folder, ignore_errors=True)

    def _leave(self, use: int) -> None:
        """Give up our use; the last one out turns the server off, unless it shall be kept."""
        with self._start_lock():
            os.close(use)
            if locks.is_free(self.layout.users_lock) and not self.layout.kept.exists():
                take_down(self.layout)

    @contextmanager
    def _start_lock(self) -> Iterator[None]:
        self._make_home()
        with locks.exclusive(self.layout.start_lock):
            yield

    def _ensure_up(self) -> None:
        """Make the data if there are none, start the server if it is not up."""
        if is_ready(self.layout):
            return
        self._refuse_other_versions()
        account = account_for(self.layout.data, self.binaries)
        if not self.layout.data.exists():
            create_cluster(self.layout, self.binaries, account, safe=self.safe)
        bring_up(self.layout, self.binaries, account, self._all_options())

    def _all_options(self) -> dict[str, str]:
        unsafe = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return {**({} if self.safe else unsafe), **self.options}

    def _refuse_other_versions(self) -> None:
        """Never begin an empty database beside the data of a former version."""
        layout = self.layout
        if layout.data.exists():
            version = (layout.data / "PG_VERSION").read_text().strip()
            if version != str(layout.major):
                raise wrong_version(layout, layout.data)
            return
        for other in sorted(self.home.iterdir()):
            if other.name.isdigit() and (other / "PG_VERSION").exists():
                raise wrong_version(layout, other)

    def _make_home(self) -> None:
        """The folder is the user's own; for root it lets the server's account pass through."""
        if not self.home.exists():
            self.home.parent.mkdir(parents=True, exist_ok=True)
            self.home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)
            give_to_owner_of(self.home.parent, self.home)
        elif not os.access(self.home, os.W_OK | os.X_OK):
            raise FolderNotOurs(
                f"The folder {self.home} belongs to another user. Work as that user, or set "
                "PORTAL_VAR_DIR to a folder of your own."
            )


def account_of(cluster: Cluster) -> Account:
    """Whom the server of this cluster runs as, or would."""
    return account_for(cluster.layout.data, cluster.binaries)
