"""Load from own processes, and what the server really spent on it.

A client in Python costs more than a small page, so requests per second of the clock would
measure the client. What counts is the processor time of the server's processes and of its
database sessions (from /proc): requests per second of *their* work. It does not depend on how
many cores there are, nor on who else works on the machine.
"""

import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")
READ = 262_144
LAST_CHUNK = b"0\r\n\r\n"
SAMPLES = 5_000


@dataclass(frozen=True)
class Load:
    """What came of a few seconds of requests."""

    requests: int
    seconds: float
    server_seconds: float
    p50: float
    p99: float

    @property
    def per_server_second(self) -> float:
        return self.requests / self.server_seconds

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def apply_load(
    port: int, path: str, *, pids: list[int], seconds: float = 2.0, clients: int = 4
) -> Load:
    """Request ``path`` from several processes at once; every answer must be a 200."""
    command = [sys.executable, "-m", "bench.load", str(port), path, str(seconds)]
    before = processor_seconds(pids)
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(clients)]
    results = [json.loads(client.communicate()[0]) for client in running]
    spent = processor_seconds(pids) - before
    times = sorted(time for result in results for time in result["times"])
    return Load(
        requests=sum(result["requests"] for result in results),
        seconds=max(result["seconds"] for result in results),
        server_seconds=spent,
        p50=times[len(times) // 2],
        p99=times[len(times) * 99 // 100],
    )


def processor_seconds(pids: list[int]) -> float:
    """User and system time of these processes and of all below them, the finished included."""
    return sum(_ticks(pid) for pid in family(pids)) / TICKS


def family(pids: list[int]) -> set[int]:
    parents = {int(entry.name): _parent(entry) for entry in PROC.iterdir() if entry.name.isdigit()}
    found, new = set(pids), set(pids)
    while new:
        new = {pid for pid, parent in parents.items() if parent in new} - found
        found |= new
    return found


def _fields(entry: Path) -> list[str]:
    """Of /proc/PID/stat, those after the name; empty when the process is gone."""
    try:
        return (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _parent(entry: Path) -> int:
    fields = _fields(entry)
    return int(fields[1]) if fields else 0


def _ticks(pid: int) -> int:
    fields = _fields(PROC / str(pid))
    return sum(int(ticks) for ticks in fields[11:13])


class Connection:
    """One kept-alive connection that asks for the same page again and again."""

    def __init__(self, port: int, path: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        host = f"Host: 127.0.0.1:{port}\r\nAccept-Encoding: identity\r\n"
        self.request = f"GET {path} HTTP/1.1\r\n{host}\r\n".encode()

    def ask(self) -> None:
        self.socket.sendall(self.request)
        answer = self.socket.recv(READ)
        head, _, body = answer.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"Expected a 200, got {head[:200]!r}")
        length = _length(head)
        while not _complete(body, length):
            body += self.socket.recv(READ)


def _length(head: bytes) -> int | None:
    """The announced length; None when the answer comes in chunks."""
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0]) if rest else None


def _complete(body: bytes, length: int | None) -> bool:
    return body.endswith(LAST_CHUNK) if length is None else len(body) >= length


def client(port: int, path: str, seconds: float) -> dict[str, object]:
    connection = Connection(port, path)
    times, start = [], time.perf_counter()
    end, before = start + seconds, start
    while before < end:
        connection.ask()
        now = time.perf_counter()
        times.append(now - before)
        before = now
    sample = times[:: 1 + len(times) // SAMPLES]
    return {"requests": len(times), "seconds": before - start, "times": sample}


if __name__ == "__main__":
    print(json.dumps(client(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))))
