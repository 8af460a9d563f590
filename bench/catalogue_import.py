"""Catalogue import against parsing the same file alone.

The file is made here, of the size of the catalogue of 2019 (5,249 entries in 557 bundles).
Parsing alone is Python's csv reader over that file. The import validates each row, copies
it into the database and merges it; the second run finds that nothing changed. The copy
alone stands beside them as the part that the database asks for in any case.
"""

import csv
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.database import raw_connection
from bench.ratio import Ratio

BUNDLES, ENTRIES, RUNS = 557, 5249, 5
HEADER = (
    "leika_schluessel,leistung,typisierung,ozg_id,ozg_leistung,lage,themenfeld,"
    "rechtsgrundlage,gesetzeskuerzel,sdg1_relevant,sdg2_relevant"
)
LAW = "§ 1 Gesetz über die Prüfung langer Zeilen (GPLZ) [http://example.org/gplz/__1.html]"


def run() -> list[Ratio]:
    from ozg_catalog.catalogue_import import import_file

    with tempfile.TemporaryDirectory() as folder:
        services, entries = _services(Path(folder)), _entries(Path(folder))
        import_file(services)
        parsing = _fastest(lambda: _parse(entries))
        copying = _fastest(lambda: _copy(entries))
        first = _seconds(lambda: import_file(entries))
        again = _fastest(lambda: import_file(entries))
    note = f"{ENTRIES} rows"
    return [
        Ratio("catalogue import, first run : parsing", first, parsing, "s", note=note),
        Ratio("catalogue import, unchanged : parsing", again, parsing, "s", note=note),
        Ratio("catalogue import, first run : parsing + COPY", first, parsing + copying, "s"),
    ]


def _services(folder: Path) -> Path:
    path = folder / "services.csv"
    rows = [f"{10000 + n},Leistung {n},Lage {n % 55},Feld {n % 14}" for n in range(BUNDLES)]
    path.write_text("\n".join(["ozg_id,ozg_leistung,lage,themenfeld", *rows]) + "\n")
    return path


def _entries(folder: Path) -> Path:
    path = folder / "entries.csv"
    rows = (
        f"{99000000000000 + n},Leistung {n} Ausstellung,2/3,{10000 + n % BUNDLES},"
        f"Leistung,Lage,Feld,{LAW},GPLZ,1,0"
        for n in range(ENTRIES)
    )
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def _parse(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _row in csv.reader(file))


def _copy(path: Path) -> None:
    """The rows as they are into a temporary table, and nothing else."""
    columns = ", ".join(f"c{n} text" for n in range(11))
    with raw_connection() as session, path.open(encoding="utf-8-sig", newline="") as file:
        session.execute(f"CREATE TEMP TABLE bare ({columns})")
        with session.cursor().copy("COPY bare FROM STDIN") as copy:
            for row in csv.reader(file):
                copy.write_row(row)


def _fastest(work: Callable[[], object]) -> float:
    return min(_seconds(work) for _ in range(RUNS))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
