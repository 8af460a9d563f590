"""Clients of a measurement begin together, or it measures one after the other."""

from bench.clients import run_together


def test_all_of_them_begin_at_the_same_moment() -> None:
    begun = run_together("tests.bench.late_client", lines=["0.5"] * 3)
    assert max(begun) - min(begun) < 0.4
