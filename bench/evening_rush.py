"""An evening rush: 500 venues, guests arriving at a steady rate, nothing lost.

Sixty guests per venue in ten minutes are fifty check-ins a second for the whole town. The rate
is kept whatever the answers take (open loop), so a slow answer shows. The limit is the same rate
of prepared INSERTs without a web server. `BENCH_RUSH_SECONDS=600` runs the ten minutes in full.
"""

import os
import socket
import threading
import time
from collections.abc import Callable
from queue import Empty, Queue
from typing import Any

from bench import checkin
from bench.database import raw_connection
from bench.ratio import Ratio
from bench.server import granian

VENUES = 500
PER_SECOND = 50
SECONDS = int(os.environ.get("BENCH_RUSH_SECONDS", "20"))
PHONES = 16
WARM_UP = 40
INSERT = (
    "INSERT INTO bench_visit VALUES (current_date, %s, current_date, 1, 1, 1, now(), now(),"
    " false, 'office', 'venue', 'browser', %s)"
)


def run() -> list[Ratio]:
    checkin.prepare_places(VENUES)
    messages = checkin.messages(PER_SECOND * SECONDS + WARM_UP)
    measured, confirmed, stored = _portal(messages)
    bare = _bare()
    seconds = f"{VENUES} venues, {SECONDS} s at {PER_SECOND}/s"
    return [
        Ratio(f"p99 of a check-in, {seconds} / bare INSERT", measured, bare, "s",
              lower_is_better=True),
        Ratio("stored visits / confirmed visits", stored, confirmed, "visits", target=1.0),
    ]  # fmt: skip


def _portal(messages: list[bytes]) -> tuple[float, int, int]:
    """p99 in seconds, how many were confirmed, and how many of them are in the database."""
    before = _stored()
    with granian("portal.wsgi:application", workers=2, **checkin.server_environment()) as server:
        connect = lambda: socket.create_connection(("127.0.0.1", server.port))  # noqa: E731
        times = _paced(messages, connect, checkin.ask)
    return _p99(times[WARM_UP:]), len(times), _stored() - before


def _bare() -> float:
    with raw_connection() as session:
        session.execute(checkin.BARE)
    rows = [os.urandom(32) for _n in range(PER_SECOND * SECONDS)]
    sealed = os.urandom(checkin.SEALED_BYTES)
    return _p99(_paced(rows, raw_connection, lambda c, row: c.execute(INSERT, [row, sealed])))


def _paced(
    jobs: list[Any], connect: Callable[[], Any], do: Callable[[Any, Any], object]
) -> list[float]:
    """Do the jobs at the fixed rate from several connections; seconds from due to done."""
    waiting: Queue[tuple[float, Any]] = Queue()
    start = time.perf_counter() + 1
    for number, job in enumerate(jobs):
        waiting.put((start + number / PER_SECOND, job))
    times: list[float] = []
    phones = [
        threading.Thread(target=_phone, args=(waiting, connect(), do, times))
        for _n in range(PHONES)
    ]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()
    if len(times) != len(jobs):
        raise RuntimeError(f"{len(times)} of {len(jobs)} were answered.")
    return times


def _phone(
    waiting: Queue[tuple[float, Any]],
    link: Any,
    do: Callable[[Any, Any], object],
    times: list[float],
) -> None:
    while True:
        try:
            due, job = waiting.get_nowait()
        except Empty:
            return
        time.sleep(max(0.0, due - time.perf_counter()))
        do(link, job)
        times.append(time.perf_counter() - due)


def _p99(times: list[float]) -> float:
    return sorted(times)[len(times) * 99 // 100]


def _stored() -> int:
    with raw_connection() as session:
        row = session.execute("SELECT count(*) FROM guestreg_visit").fetchone()
    return int(row[0]) if row else 0
