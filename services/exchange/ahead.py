"""Reading a large message ahead of writing it, where possible in a process of its own.

What was read waits in a file without a name: however far reading is ahead, memory stays bounded,
and whoever writes learns whether the message is whole before anything of it is committed.
"""

import gc
import os
import pickle
import select
import signal
import struct
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import islice
from types import TracebackType
from typing import IO, Any

from django.db import connection, transaction

from services.exchange.base import Delete, Item, MessageError

BATCH = 50
LENGTH = struct.Struct("<q")
# Instead of the length of a batch: what follows in the file says how reading ended.
END = -1


# Objects made since the last look for garbage; Python's own 700 are a few records.
MANY_OBJECTS = 100_000


class ReaderDied(Exception):
    """The process that read was ended by somebody else; the run can be taken up again."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Thousands of records at once, none in a circle: looking for garbage among them, and among
    all that Django holds, again and again takes a third of the time of an import."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(MANY_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


class Ahead:
    """Items in their order. ``deletions`` is what the whole message deletes, once it is known."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.deletions: list[Delete] | None = None
        self._failure: Exception | None = None
        self._spool: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # closed in __exit__
        self._waiting: deque[tuple[int, int]] = deque()
        self._place = 0
        self._pipe, end = os.pipe()
        self.process = 0
        if threading.active_count() == 1:
            self.process = _fork(items, self._spool.fileno(), self._pipe, end)
            os.close(end)
        else:  # a forked process has none of the threads, but all the locks they hold
            self._take_all(items)
            os.close(end)

    def __enter__(self) -> "Ahead":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._pipe)  # what still reads ends with its next batch
        if self.process:
            os.waitpid(self.process, 0)
        self._spool.close()

    def __iter__(self) -> Iterator[Item]:
        """Raises MessageError where reading did, and ReaderDied."""
        while True:
            while not self._waiting and not self._ended:
                self._hear()
            if not self._waiting:
                break
            yield from self._load(*self._waiting.popleft())
        if self._failure:
            raise self._failure

    @property
    def is_whole(self) -> bool:
        """Whether the message was read to its end by now. Raises like reading itself."""
        while not self._ended and select.select([self._pipe], [], [], 0)[0]:
            self._hear()
        if self._failure:
            raise self._failure
        return self.deletions is not None

    @property
    def _ended(self) -> bool:
        return self.deletions is not None or self._failure is not None

    def _hear(self) -> None:
        said = os.read(self._pipe, 2 * LENGTH.size)
        if len(said) < 2 * LENGTH.size:
            self._failure = ReaderDied("the process that read the message has ended")
            return
        kind, length = LENGTH.unpack(said[: LENGTH.size])[0], LENGTH.unpack(said[LENGTH.size :])[0]
        place, self._place = self._place, self._place + length
        if kind == END:
            self._end(self._load(place, length))
        else:
            self._waiting.append((place, length))

    def _end(self, result: Any) -> None:
        if isinstance(result, Exception):
            self._failure = result
        else:
            self.deletions = result

    def _load(self, place: int, length: int) -> Any:
        return pickle.loads(os.pread(self._spool.fileno(), length, place))  # noqa: S301  # our own file, without a name

    def _take_all(self, items: Iterable[Item]) -> None:
        """In this process: everything is read before the first item goes out."""
        for kind, length in _spooled(items, self._spool.fileno()):
            place, self._place = self._place, self._place + length
            if kind == END:
                self._end(self._load(place, length))
            else:
                self._waiting.append((place, length))


def _fork(items: Iterable[Item], spool: int, listening: int, pipe: int) -> int:
    """The child never returns from here. It holds neither the listening end, so that it ends when
    nobody listens any more, nor the database's connection, which would outlive its owner."""
    child = os.fork()
    if child:
        return child
    try:
        os.close(listening)
        if connection.connection is not None:
            os.close(connection.connection.fileno())
        # Records hold no circles, and the process ends with its message.
        gc.disable()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, signal.SIG_DFL)
        for kind, length in _spooled(items, spool):
            os.write(pipe, LENGTH.pack(kind) + LENGTH.pack(length))
    finally:
        os._exit(0)


def _spooled(items: Iterable[Item], spool: int) -> Iterator[tuple[int, int]]:
    """Writes batches, and at the end the deletions or the error; gives kind and length of each."""
    place, pending, deletions = 0, iter(items), list[Delete]()
    result: Any = deletions
    try:
        while batch := list(islice(pending, BATCH)):
            deletions += [item for item in batch if isinstance(item, Delete)]
            length = _append(spool, batch, place)
            place += length
            yield len(batch), length
    except MessageError as error:
        result = error
    # Nobody would hear it in the process that reads: the one that writes raises it instead. Not
    # every error can be packed, so its kind and its words go over.
    except Exception as error:
        result = RuntimeError(f"{type(error).__name__}: {error}")
    yield END, _append(spool, result, place)


def _append(spool: int, value: Any, place: int) -> int:
    data = memoryview(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
    written = 0
    while written < len(data):
        written += os.pwrite(spool, data[written:], place + written)
    return len(data)


@contextmanager
def held(
    reading: Ahead, agree: Callable[[list[Delete]], None]
) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Gives the transaction of a batch. Nothing is committed before the message is known to be
    whole; from then on each batch is.

    ``agree`` hears once what the message deletes, and may refuse it by raising.
    """
    with ExitStack() as outer:
        outer.enter_context(transaction.atomic())
        agreed = False

        def release() -> None:
            nonlocal agreed
            if not agreed and reading.is_whole:
                agree(reading.deletions or [])
                agreed = True
                outer.close()

        @contextmanager
        def batch() -> Iterator[None]:
            with transaction.atomic():
                yield
                if not agreed:
                    # Otherwise at the end of reading, for all of them, when nobody else has work.
                    connection.check_constraints()
            release()

        yield batch
        release()
