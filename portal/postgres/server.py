"""One database server process: is it up, bring it up, take it down.

Whoever calls holds the start lock; see `cluster.py`. That a server is up is never concluded
from a process number alone, which another program may have got after a crash or a reboot.
"""

import os
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from portal.postgres.account import Account
from portal.postgres.binaries import Binaries
from portal.postgres.creation import give_to_owner_of, server_environment
from portal.postgres.diagnosis import explain, tail
from portal.postgres.errors import FolderNotOurs, SocketTaken, StartFailed, StopFailed
from portal.postgres.layout import PORT, Layout

READY = "ready"
PID_LINE, STATUS_LINE = 0, 7
START_SECONDS = 120.0
STOP_SECONDS = 60.0
# After a kill -9 the orphaned backends need a moment before they let go of the shared memory.
ORPHAN_SECONDS = 15.0
POLL_SECONDS = 0.01
LONGEST_LOG = 10_000_000

# Kept so that a server that ends while we live leaves no zombie behind.
_children: list[subprocess.Popen[bytes]] = []


def running_pid(layout: Layout) -> int | None:
    """The process number of the server on these data, if there is one."""
    pid = _recorded(layout, PID_LINE)
    return int(pid) if pid.isdigit() and _serves(int(pid), layout.data) else None


def is_ready(layout: Layout) -> bool:
    return running_pid(layout) is not None and _recorded(layout, STATUS_LINE) == READY


def bring_up(
    layout: Layout, binaries: Binaries, account: Account, options: Mapping[str, str]
) -> None:
    """Start the server and wait until it answers."""
    _reap()
    _forget_crashed(layout)
    _prepare_socket_folder(layout, account)
    _clear_socket(layout)
    _rotate_log(layout)
    deadline = time.monotonic() + ORPHAN_SECONDS
    while True:
        start = layout.log.stat().st_size
        child = _launch(layout, binaries, account, options)
        if _wait_until_ready(layout, child):
            return
        output = tail(layout.log, start)
        if "shared memory block" not in output or time.monotonic() > deadline:
            raise explain(output, layout, "The database server did not start.")
        time.sleep(0.2)


def take_down(layout: Layout) -> None:
    """Stop the server: running statements are cancelled, finished ones are safe."""
    pid = running_pid(layout)
    if pid is None:
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + STOP_SECONDS
    while running_pid(layout) is not None:
        if time.monotonic() > deadline:
            raise StopFailed(
                f"The database server (process {pid}) has not stopped after "
                f"{STOP_SECONDS:.0f} seconds. See {layout.log}, then end it with kill -QUIT {pid}."
            )
        time.sleep(POLL_SECONDS)
    _reap()


def _recorded(layout: Layout, line: int) -> str:
    """A line of postmaster.pid, which the server writes piece by piece while it starts."""
    try:
        lines = layout.pid_file.read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    return lines[line].strip() if len(lines) > line else ""


def _serves(pid: int, data: Path) -> bool:
    """Whether this process is a PostgreSQL on these data: it works in their folder."""
    try:
        return os.path.samefile(f"/proc/{pid}/cwd", data)
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False


def _forget_crashed(layout: Layout) -> None:
    """Remove the mark of a server that is gone, lest an unrelated process be taken for it.

    PostgreSQL itself only asks whether any process has that number. The shared memory check
    that protects the data from orphaned backends stays with PostgreSQL: it needs the file when
    the number is free, so the file goes only where it would mislead.
    """
    pid = _recorded(layout, PID_LINE)
    if pid.isdigit() and Path(f"/proc/{pid}").exists() and not _serves(int(pid), layout.data):
        layout.pid_file.unlink()


def _prepare_socket_folder(layout: Layout, account: Account) -> None:
    folder = layout.socket_folder
    if folder == layout.data:
        return
    try:
        folder.mkdir(mode=0o700)
        account.give(folder)
    except FileExistsError:
        pass
    status = folder.lstat()
    private = stat.S_ISDIR(status.st_mode) and stat.S_IMODE(status.st_mode) == 0o700  # noqa: PLR2004
    if status.st_uid != account.uid or not private:
        raise FolderNotOurs(
            f"The folder {folder}, where the database server would listen, is not private to its "
            "account. Remove it, or move the project to a shorter path, where it is not needed."
        )


def _clear_socket(layout: Layout) -> None:
    """Remove the marks of a dead server's socket; refuse when somebody listens on it.

    PostgreSQL goes by process numbers here too, and would not start beside a reused one.
    """
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(layout.socket))
        except OSError:
            layout.socket.with_name(f"{layout.socket.name}.lock").unlink(missing_ok=True)
            return
    raise SocketTaken(
        f"The database server did not start. Another program listens on {layout.socket}. "
        "End that program, then try again."
    )


def _rotate_log(layout: Layout) -> None:
    if layout.log.exists() and layout.log.stat().st_size > LONGEST_LOG:
        layout.log.replace(layout.log.with_suffix(".log.1"))
    os.close(os.open(layout.log, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600))
    give_to_owner_of(layout.home, layout.log)


def _launch(
    layout: Layout, binaries: Binaries, account: Account, options: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """In a session of its own: Ctrl-C in our terminal is not meant for the server."""
    command = [*account.prefix, binaries.program("postgres"), "-D", str(layout.data)]
    for name, value in {**_fixed_options(layout), **options}.items():
        command += ["-c", f"{name}={value}"]
    with layout.log.open("ab") as log:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=server_environment(),
            start_new_session=True,
            **account.options,
        )
    _children.append(child)
    return child


def _fixed_options(layout: Layout) -> dict[str, str]:
    """No network at all: one socket, in a folder that only its owner can enter."""
    quoted = str(layout.socket_folder).replace('"', '""')
    return {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": f'"{quoted}"',
        "unix_socket_permissions": "0700",
        "logging_collector": "off",
        "log_destination": "stderr",
        "log_timezone": "UTC",
        "timezone": "UTC",
    }


def _wait_until_ready(layout: Layout, child: subprocess.Popen[bytes]) -> bool:
    """Wait for the server; False when it has ended instead."""
    deadline = time.monotonic() + START_SECONDS
    while child.poll() is None:
        if _recorded(layout, PID_LINE) == str(child.pid) and is_ready(layout):
            return True
        if time.monotonic() > deadline:
            child.send_signal(signal.SIGINT)
            raise StartFailed(
                f"The database server was not ready after {START_SECONDS:.0f} seconds. "
                f"Its log {layout.log} says what it waits for."
            )
        time.sleep(POLL_SECONDS)
    return False


def _reap() -> None:
    _children[:] = [child for child in _children if child.poll() is None]
