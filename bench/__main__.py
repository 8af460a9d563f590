"""`python -m bench [name …]`: runs the measurements, prints them, writes bench/results.json."""

import importlib
import json
import os
import pkgutil
import sys
from pathlib import Path
from types import ModuleType

import django

from bench.ratio import Ratio

RESULTS = Path(__file__).parent / "results.json"


def main(names: list[str]) -> int:
    """The exit status says whether everything ran, not whether every target was met."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    from portal import postgres  # its package chooses settings where none are chosen

    with postgres.for_command(["bench", "run"]):
        ratios = _measure(names)
    RESULTS.write_text(json.dumps([ratio.as_json() for ratio in ratios], indent=2) + "\n")
    missed = [ratio.name for ratio in ratios if ratio.ok is False]
    print(f"{len(ratios)} measurements, {len(missed)} below target; written to {RESULTS}")
    return 0


def _measure(names: list[str]) -> list[Ratio]:
    """Run them one after the other on a database of their own, and print each figure at once."""
    django.setup()
    from bench.database import scratch_database

    ratios: list[Ratio] = []
    with scratch_database():
        for module in _modules(names):
            print(f"{module.__name__}: {(module.__doc__ or '').splitlines()[0]}", flush=True)
            for ratio in module.run():
                ratios.append(ratio)
                print(_line(ratio), flush=True)
    return ratios


def _modules(names: list[str]) -> list[ModuleType]:
    """Those that can run; all, or the ones that are named."""
    found = sorted(module.name for module in pkgutil.iter_modules([str(RESULTS.parent)]))
    unknown = set(names) - set(found)
    if unknown:
        sys.exit(f"No such measurement: {', '.join(sorted(unknown))}.")
    skip = {"__main__", "settings"}
    modules = [importlib.import_module(f"bench.{name}") for name in names or set(found) - skip]
    return sorted((m for m in modules if hasattr(m, "run")), key=lambda module: module.__name__)


def _line(ratio: Ratio) -> str:
    figures = f"{ratio.measured:,.4g} / {ratio.limit:,.4g} {ratio.unit}"
    return f"  {ratio.name:<52}{ratio.ratio:>9.3f}  {ratio.verdict:<18} {figures}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
