"""What a measurement says about its target."""

import os
from pathlib import Path

import pytest

from bench.load import _complete, _length, family, processor_seconds
from bench.ratio import Ratio


def test_more_is_better_reaches_its_target() -> None:
    assert Ratio("page", 130, 100, "requests/s", target=1.2).ok is True


def test_more_is_better_misses_its_target() -> None:
    assert Ratio("page", 110, 100, "requests/s", target=1.2).ok is False


@pytest.mark.parametrize(("measured", "ok"), [(1.9, True), (2.1, False)])
def test_less_is_better_stays_below_its_target(measured: float, ok: bool) -> None:
    assert Ratio("query", measured, 1, "ms", target=2, lower_is_better=True).ok is ok


def test_without_target_nothing_is_judged() -> None:
    ratio = Ratio("page", 1, 2, "requests/s")
    assert (ratio.ok, ratio.verdict) == (None, "")


def test_json_carries_both_figures() -> None:
    assert Ratio("page", 1, 4, "s", target=0.5).as_json() == {
        "name": "page",
        "measured": 1,
        "limit": 4,
        "ratio": 0.25,
        "unit": "s",
        "target": 0.5,
        "lower_is_better": False,
        "ok": False,
        "note": "",
    }


def test_answer_with_length_is_complete_at_its_length() -> None:
    length = _length(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y")
    assert not _complete(b"hell", length)
    assert _complete(b"hello", length)


def test_answer_in_chunks_is_complete_after_the_last() -> None:
    length = _length(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked")
    assert not _complete(b"5\r\nhello\r\n", length)
    assert _complete(b"5\r\nhello\r\n0\r\n\r\n", length)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux")
def test_processor_time_grows_with_work() -> None:
    before = processor_seconds([os.getpid()])
    sum(number * number for number in range(3_000_000))
    assert processor_seconds([os.getpid()]) > before


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux")
def test_family_holds_the_children() -> None:
    assert os.getpid() in family([os.getppid()])
