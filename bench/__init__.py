"""Measurements, each printed as a ratio to a limit that was measured in the same run.

A module of this package with a function ``run() -> list[Ratio]`` is found by ``python -m bench``.
Django is set up and its connection leads to a fresh, migrated database that is dropped in the
end; ``DATABASE_URL`` names it for processes that a measurement starts (see ``bench.server``).
Absolute figures say something about a machine on a day; only the ratios are worth comparing.
"""
