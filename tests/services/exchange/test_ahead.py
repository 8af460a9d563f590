"""Reading ahead: in a process of its own or in this one, the same comes out."""

import os
import signal
import threading
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest

from services.exchange.ahead import Ahead, ReaderDied, held
from services.exchange.base import Delete, Identity, Item, MessageError, Note
from services.models import ImportRun
from tests.waiting import until

DELETED = Delete("service", Identity("TEST", "1"))
ITEMS: list[Item] = [*(Note(str(number), "reason") for number in range(1000)), DELETED]


@pytest.fixture(params=["forked", "inline"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """``threading.active_count`` alone decides which of the two it is."""
    threads = 1 if request.param == "forked" else 2
    monkeypatch.setattr(threading, "active_count", lambda: threads)


# Only a process of its own can be ended.
FORKED = pytest.mark.parametrize("way", ["forked"], indirect=True)


def broken() -> Iterator[Item]:
    yield from ITEMS
    raise MessageError("cut off")


def test_everything_arrives_in_order() -> None:
    with Ahead(ITEMS) as reading:
        assert list(reading) == ITEMS
        assert reading.is_whole
        assert reading.deletions == [DELETED]


def test_a_refusal_comes_to_who_reads() -> None:
    with Ahead(broken()) as reading, pytest.raises(MessageError, match="cut off"):
        list(reading)


def test_a_refusal_comes_to_who_asks_whether_it_is_whole() -> None:
    with Ahead(broken()) as reading, pytest.raises(MessageError, match="cut off"):
        until(lambda: reading.is_whole)


@FORKED
def test_leaving_early_ends_the_reader() -> None:
    with Ahead(cycle(ITEMS)) as reading:  # it would never end by itself
        assert next(iter(reading)) == ITEMS[0]
    assert not Path(f"/proc/{reading.process}").exists()


@pytest.mark.django_db
def test_the_reader_leaves_the_connection_of_the_database_alone() -> None:
    with Ahead(ITEMS) as reading:
        assert list(reading) == ITEMS
        assert ImportRun.objects.count() == 0
    assert ImportRun.objects.count() == 0


@FORKED
def test_a_reader_that_is_killed_leaves_nothing() -> None:
    def dying() -> Iterator[Item]:
        yield from ITEMS
        os.kill(os.getpid(), signal.SIGKILL)

    with Ahead(dying()) as reading, pytest.raises(ReaderDied):
        list(reading)


def write_each(items: Iterator[Item]) -> None:
    with Ahead(items) as reading, held(reading, lambda deletions: None) as batch:
        for _item in reading:
            with batch():
                ImportRun.objects.create(origin="xzufi")


@pytest.mark.django_db(transaction=True)
def test_what_is_refused_at_its_end_is_not_committed() -> None:
    with pytest.raises(MessageError):
        write_each(broken())
    assert not ImportRun.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_whole_is_agreed_to_once() -> None:
    asked: list[list[Delete]] = []
    with Ahead(ITEMS) as reading, held(reading, asked.append) as batch:
        for _number in range(3):
            with batch():
                ImportRun.objects.create(origin="xzufi")
        list(reading)
    assert asked == [[DELETED]]
    assert ImportRun.objects.count() == 3
