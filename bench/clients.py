"""Client processes that get ready each for itself and then begin at the same moment."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

WARM_UP = 3


def run_together(module: str, *arguments: str, lines: Sequence[str]) -> list[Any]:
    """One process of ``python -m module`` per line; gives what each printed as JSON.

    A client reads its line, prints a line as soon as it is ready, reads the moment of the
    start (Unix time in seconds, a few seconds ahead), works, and prints its result.
    """
    command = [sys.executable, "-m", module, *arguments]
    clients = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _line in lines
    ]
    for client, line in zip(clients, lines, strict=True):
        _say(client, line)
    for client in clients:
        assert client.stdout
        client.stdout.readline()
    start = str(time.time() + WARM_UP)
    for client in clients:  # all of them hear it before the first is waited for
        _say(client, start)
    return [json.loads(client.communicate()[0]) for client in clients]


def _say(client: subprocess.Popen[str], line: str) -> None:
    assert client.stdin
    client.stdin.write(f"{line}\n")
    client.stdin.flush()


def wait_for_start() -> float:
    """For a client: say that it is ready, and learn when all of them begin."""
    print("ready", flush=True)
    return float(sys.stdin.readline())
