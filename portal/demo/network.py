"""Ports: are they free, does somebody answer there."""

import socket
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException

from portal.demo.errors import DemoError
from portal.demo.place import HOST

READY_SECONDS = 180.0
POLL_SECONDS = 0.05
SERVER_ERROR = 500


def demand_free(port: int, option: str) -> None:
    """Refuse to go on when another program listens on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise DemoError(
                f"Another program uses port {port}. End it, or choose other ports: "
                f"make demo {option}=8100"
            ) from None


def wait_for(port: int, path: str, check: Callable[[], None]) -> None:
    """Wait until a page is served there; `check` raises when there is nothing to wait for."""
    deadline = time.monotonic() + READY_SECONDS
    while not serves(port, path):
        check()
        if time.monotonic() > deadline:
            raise DemoError(
                f"http://{HOST}:{port}{path} did not answer within {READY_SECONDS:.0f} seconds. "
                "The logs are in var/log."
            )
        time.sleep(POLL_SECONDS)


def serves(port: int, path: str) -> bool:
    connection = HTTPConnection(HOST, port, timeout=READY_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < SERVER_ERROR
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
