"""An evening's rush: guests of 500 venues check in, pressed into half a minute; none may be lost.

15 guests of each venue in 30 seconds stand for 15 in ten minutes, twenty times as dense;
``BENCH_RUSH_SECONDS=600`` runs the ten minutes themselves. Every check-in has its time; the wait
counts from there, so a stalled server cannot hide its queue. One that is not answered with 201
ends the measurement. The limit is a prepared INSERT of one row by the same clients at the same
times.
"""

import json
import os
import random
import socket
import sys
import time
from collections.abc import Callable
from statistics import quantiles
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone

from bench.checkin import BARE, SEALED_BYTES, WORKERS, message, server_environment
from bench.clients import run_together, wait_for_start
from bench.database import raw_connection
from bench.ratio import Ratio
from bench.server import granian

VENUES, GUESTS, CLIENTS = 500, 15, 8
SECONDS = int(os.environ.get("BENCH_RUSH_SECONDS", "30"))
INSERT = """
INSERT INTO bench_visit VALUES (current_date + 28, %s, current_date, 1, 1, 1, now(), now(), false,
    'office', 'venue', 'browser', %s)
"""


def run() -> list[Ratio]:
    codes = _open_venues()
    with raw_connection() as session:
        session.execute(BARE)
    limit = _clients("insert", 0, codes)
    before = _stored()
    server = granian("portal.wsgi:application", workers=WORKERS, **server_environment())
    with server as running:
        measured = _clients("check-in", running.port, codes)
    confirmed, stored = len(measured), _stored() - before
    note = f"{VENUES} venues, {VENUES * GUESTS} check-ins in {SECONDS} s"
    return [
        Ratio("evening rush, stored : confirmed", stored, confirmed, "visits", 1, note=note),
        Ratio("evening rush, p99 : p99 of INSERT", _p99(measured), _p99(limit), "ms", note=note),
    ]


def _open_venues() -> list[str]:
    from guestreg import example, venues

    licence = example.load().licence
    codes = []
    for number in range(VENUES):
        place = venues.create(actor=None, licence=licence, details={"name": f"Beispiel {number}"})
        venues.adopt_key(actor=None, venue=place, point=_point())
        area = place.areas.earliest("pk")
        codes.append(venues.open_code(actor=None, area=area).code)
    return codes


def _point() -> bytes:
    """The public half of a venue's key; nobody opens anything here."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _stored() -> int:
    from guestreg.models import Visit

    return Visit.objects.count()


def _p99(seconds: list[float]) -> float:
    return quantiles(seconds, n=100)[98] * 1000


def _clients(kind: str, port: int, codes: list[str]) -> list[float]:
    """What each check-in waited, in seconds."""
    lines = [json.dumps(codes[number::CLIENTS] * GUESTS) for number in range(CLIENTS)]
    waits = run_together("bench.rush", kind, str(port), lines=lines)
    return [wait for each in waits for wait in each]


def _messages(codes: list[str]) -> list[bytes]:
    """A request for each guest, ready to send."""
    from guestreg import checkin
    from guestreg.models import Code

    now = timezone.now()
    found: dict[str, tuple[Code, dict[str, Any]]] = {}
    for code in Code.objects.with_place().filter(code__in=set(codes)):
        to = checkin.recipients(checkin.situation(code, now), now)
        found[code.code] = (code, {name: to[name] for name in ("day", "office", "venue")})
    random.shuffle(codes)
    return [
        message(place.get_absolute_url(), common, checkin.issue_token(place.code))
        for place, common in (found[code] for code in codes)
    ]


def _check_in(port: int, codes: list[str]) -> tuple[Callable[[bytes], None], list[bytes]]:
    def send(request: bytes) -> None:
        connection.sendall(request)
        answer = connection.recv(4096)
        if not answer.startswith(b"HTTP/1.1 201"):
            raise RuntimeError(f"Expected a 201, got {answer[:300]!r}")

    messages = _messages(codes)
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return send, messages


def _insert(_port: int, codes: list[str]) -> tuple[Callable[[bytes], None], list[bytes]]:
    session = raw_connection()

    def send(receipt: bytes) -> None:
        session.execute(INSERT, [receipt, bytes(SEALED_BYTES)], prepare=True)

    return send, [os.urandom(32) for _code in codes]


def _keep_time(send: Callable[[bytes], None], messages: list[bytes], start: float) -> list[float]:
    """Send each at its time; gives the seconds from that time to its answer."""
    waits = []
    for number, request in enumerate(messages):
        due = start + SECONDS * (number + random.random()) / len(messages)
        # Guests come at their own times; without the wait this would measure the most, not a rush.
        time.sleep(max(0.0, due - time.time()))
        send(request)
        waits.append(time.time() - due)
    return waits


def client(kind: str, port: int) -> list[float]:
    codes = json.loads(sys.stdin.readline())
    send, messages = {"check-in": _check_in, "insert": _insert}[kind](port, codes)
    return _keep_time(send, messages, wait_for_start())


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(client(sys.argv[1], int(sys.argv[2]))))
