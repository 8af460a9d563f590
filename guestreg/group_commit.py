"""Check-ins that arrive at the same moment are stored by one statement and one commit.

The first to come writes; those that come while it writes wait, and the first of them writes for
all of them. Nobody waits for company: alone, a visit is written at once. Each caller returns
only after its rows are committed, or raises what the database said to them.
"""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

Row = TypeVar("Row")
MOST_ROWS = 200


class _Entry(Generic[Row]):
    """The rows of one caller, and what became of them."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.error: Exception = RuntimeError("The visit was not written.")
        self.stored = False
        self.answered = False
        # Held until it is this caller's turn. An Event would do, at several times the cost.
        self.turn = Lock()
        self.turn.acquire()


class GroupCommit(Generic[Row]):
    def __init__(self, write: Callable[[Sequence[Row]], object]) -> None:
        """``write`` stores rows in one transaction, all or none."""
        self._write = write
        self._lock = Lock()
        self._waiting: deque[_Entry[Row]] = deque()
        self._busy = False

    def store(self, rows: Sequence[Row]) -> None:
        entry = _Entry(rows)
        with self._lock:
            leads = not self._busy
            self._busy = True
            if not leads:
                self._waiting.append(entry)
        if not leads:
            entry.turn.acquire()
        if not entry.answered:
            self._lead(entry)
        if not entry.stored:
            raise entry.error

    def _lead(self, first: _Entry[Row]) -> None:
        """Write this entry with all that wait, then give the lead to the next one."""
        group = [first, *self._others(len(first.rows))]
        try:
            self._write_group(group)
        finally:
            with self._lock:
                following = self._waiting.popleft() if self._waiting else None
                self._busy = following is not None
            for entry in group[1:]:
                entry.answered = True
                entry.turn.release()
            if following is not None:
                following.turn.release()

    def _others(self, rows: int) -> list[_Entry[Row]]:
        found = []
        with self._lock:
            while self._waiting and rows + len(self._waiting[0].rows) <= MOST_ROWS:
                found.append(self._waiting.popleft())
                rows += len(found[-1].rows)
        return found

    def _write_group(self, group: list[_Entry[Row]]) -> None:
        if len(group) > 1 and self._written_at_once(group):
            return
        for entry in group:
            try:
                self._write(entry.rows)
                entry.stored = True
            # Whatever it was belongs to the caller whose rows these are, who raises it in `store`;
            # raised here it would end the group and leave the others waiting for ever.
            except Exception as error:
                entry.error = error

    def _written_at_once(self, group: list[_Entry[Row]]) -> bool:
        """False when one of them was refused: then each is written alone, so that only that
        one fails. What was stored by then is not stored twice (its receipt is the key)."""
        try:
            self._write([row for entry in group for row in entry.rows])
        # Nothing is swallowed: each entry is written again alone and meets its own error there.
        except Exception:
            return False
        for entry in group:
            entry.stored = True
        return True
