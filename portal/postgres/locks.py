"""Advisory file locks. The kernel frees them however their holder ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.postgres.creation import give_to_owner_of


def acquire(path: Path, mode: int) -> int:
    """Lock the file, waiting if need be, and return the descriptor that holds the lock."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        give_to_owner_of(path.parent, path)
        fcntl.flock(descriptor, mode)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    descriptor = acquire(path, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)


def try_exclusive(path: Path) -> int:
    """Lock the file at once, or raise BlockingIOError."""
    return acquire(path, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock right now."""
    try:
        descriptor = try_exclusive(path)
    except BlockingIOError:
        return False
    os.close(descriptor)
    return True
