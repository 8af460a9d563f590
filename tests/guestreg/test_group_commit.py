"""Concurrent check-ins share a commit; each one hears what became of its own."""

from collections.abc import Sequence
from threading import Barrier, Event, Thread
from typing import Any

import pytest

from guestreg.group_commit import GroupCommit

Rows = Sequence[Any]


def run(group: GroupCommit[Any], entries: list[Rows]) -> list[Exception | None]:
    """Store all at the same time; what each caller heard."""
    heard: list[Exception | None] = [None] * len(entries)
    start = Barrier(len(entries))

    def one(number: int) -> None:
        start.wait()
        try:
            group.store(entries[number])
        except Exception as error:
            heard[number] = error

    threads = [Thread(target=one, args=(number,)) for number in range(len(entries))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    return heard


def test_those_who_wait_are_written_together() -> None:
    first, go = Event(), Event()
    calls: list[int] = []

    def write(rows: Rows) -> None:
        calls.append(len(rows))
        if len(calls) == 1:
            first.set()
            go.wait(5)

    group = GroupCommit(write)
    leader = Thread(target=group.store, args=([[0]],))
    leader.start()
    first.wait(5)
    others = [Thread(target=group.store, args=([[n]],)) for n in range(5)]
    for other in others:
        other.start()
    while len(group._waiting) < 5:
        pass
    go.set()
    for thread in [leader, *others]:
        thread.join(5)
    assert calls == [1, 5]


def test_a_refused_row_fails_alone() -> None:
    stored: list[object] = []

    def write(rows: Rows) -> None:
        if ["bad"] in rows:
            raise ValueError("refused")
        stored.extend(row[0] for row in rows)

    heard = run(GroupCommit(write), [[["a"]], [["bad"]], [["b"]], [["c"]]])
    assert [type(error) for error in heard] == [type(None), ValueError, type(None), type(None)]
    assert set(stored) == {"a", "b", "c"}


def test_nobody_is_told_yes_when_the_writer_dies() -> None:
    def write(rows: Rows) -> None:
        raise KeyboardInterrupt

    group = GroupCommit(write)
    with pytest.raises(KeyboardInterrupt):
        group.store([[1]])
    with pytest.raises(KeyboardInterrupt):
        group.store([[2]])


def test_hundreds_of_threads_lose_nothing() -> None:
    stored: list[int] = []
    group: GroupCommit[Any] = GroupCommit(lambda rows: stored.extend(row[0] for row in rows))
    heard = run(group, [[[number]] for number in range(200)])
    assert set(heard) == {None}
    assert sorted(stored) == list(range(200))
