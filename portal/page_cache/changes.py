"""How a process learns that public content changed: it listens to the database.

The version is a number that grows with each change; without a connection there is none, and
nothing is answered from memory. One thread and one connection per process do the listening.
"""

import logging
import threading
import time
from typing import Any

import psycopg
from django.db import connection

from portal.page_cache.triggers import CHANNEL

logger = logging.getLogger(__name__)

ALIVE_SECONDS = 10
RETRY_SECONDS = 1
# What Django tells psycopg beside the options of the connection itself.
FOR_DJANGO = {"context", "cursor_factory", "prepare_threshold"}
# A server that vanished without a word is noticed after this many milliseconds.
SILENCE = {"tcp_user_timeout": 5000, "keepalives_idle": 5, "connect_timeout": 5}


class ContentVersion:
    """Started by the first request, because a server may fork before that."""

    def __init__(self, alive_seconds: float = ALIVE_SECONDS) -> None:
        self.alive_seconds = alive_seconds
        self.current: int | None = None
        self._count = 0
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()

    def start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="content", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """For tests: a server just ends, and the thread with it."""
        self._stopped.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._listen()
            except psycopg.Error as error:
                logger.warning("No news about content: %s", type(error).__name__)
            self.current = None
            time.sleep(RETRY_SECONDS)

    def _listen(self) -> None:
        with psycopg.connect(**_parameters(), autocommit=True) as session:
            session.execute(f"LISTEN {CHANNEL}")
            self._changed()  # whatever was missed until now
            while not self._stopped.is_set():
                for _notice in session.notifies(timeout=self.alive_seconds, stop_after=1):
                    self._changed()
                session.execute("SELECT 1")

    def _changed(self) -> None:
        self._count += 1
        self.current = self._count


def _parameters() -> dict[str, Any]:
    """Where Django's own connection leads."""
    parameters = connection.get_connection_params()
    found = {name: value for name, value in parameters.items() if name not in FOR_DJANGO}
    return {**found, **SILENCE, "application_name": "portal page cache"}
