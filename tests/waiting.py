"""Waiting for what has to happen elsewhere: in another process, thread or session."""

import time
from collections.abc import Callable

PATIENCE_SECONDS = 30.0
PAUSE_SECONDS = 0.01


def comes(condition: Callable[[], object], within: float = PATIENCE_SECONDS) -> bool:
    """Whether it holds within that many seconds."""
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() >= end:
            return False
        # Another process, thread or session cannot call this one: all that a test can do is look
        # again. Without the pause the looking would take the processor from what it waits for.
        time.sleep(PAUSE_SECONDS)
    return True


def until(condition: Callable[[], object]) -> None:
    """Return when it holds. Raises AssertionError where it never comes."""
    assert comes(condition), "It did not happen."
