"""Granian, started for a measurement and stopped after it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

START_SECONDS = 30


@dataclass(frozen=True)
class Server:
    port: int
    pid: int


@contextmanager
def granian(
    target: str, *, workers: int = 1, factory: bool = False, **environ: str
) -> Iterator[Server]:
    """Serve the WSGI application ``target`` with the same options as every other measurement."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1"]
    command += ["--port", str(port), "--workers", str(workers), "--log-level", "error"]
    command += ["--factory"] * factory + [target]
    process = subprocess.Popen(command, env={**os.environ, **environ})
    try:
        _wait(process, port)
        yield Server(port=port, pid=process.pid)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"The server did not start within {START_SECONDS} seconds.")
