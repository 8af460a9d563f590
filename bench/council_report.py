"""The council report at full size, and how its time grows with the catalogue.

Three municipalities, 36 months of history, and a sixteenth, a quarter and the whole of 5,249
entries. What must not happen is that sixteen times the entries take more than sixteen times
as long, or as much memory. Freezing reads the history; the formats are made from the frozen data
alone. Each size and each PDF is made by a process of its own: the peak of a process never falls,
and this one has run other measurements before. The officer's lists at that size may ask the
database fewer than ten times.
"""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

from django.db import connection

from bench.ratio import Ratio

FULL, MUNICIPALITIES, MONTHS = 5249, 3, 36
DAY = date(2026, 1, 1)
OK, HOST = 200, {"host": "127.0.0.1"}

ENTRIES = """
INSERT INTO ozg_catalog_leikaentry (identity, key, name, typings, legal_basis, law, sdg1, sdg2)
SELECT (99100000000000 + n)::text, (99100000000000 + n)::text, 'Leistung ' || n, '{2/3}',
    '', '', false, false
FROM generate_series((SELECT count(*) FROM ozg_catalog_leikaentry) + 1, %s) n
"""
COMPETENCES = """
INSERT INTO ozg_catalog_competence
    (municipality_id, entry_id, level, reason, source, decided_on, recorded_at, is_example)
SELECT m.id, e.id, CASE WHEN mod(e.id, 3) > 0 THEN 'city' ELSE 'district' END, 'bench', 'bench',
    '2020-01-01', now(), true
FROM ozg_catalog_municipality m CROSS JOIN ozg_catalog_leikaentry e
WHERE NOT EXISTS (SELECT FROM ozg_catalog_competence c WHERE c.entry_id = e.id)
"""
ASSESSMENTS = """
INSERT INTO ozg_catalog_assessment
    (municipality_id, entry_id, finding, model_id, level, criteria, origin, channel_url,
     plan_note, evidence_url, evidence, note, observed_on, recorded_at, is_example)
SELECT m.id, e.id, 'level', (SELECT id FROM ozg_catalog_maturitymodel WHERE counts),
    mod(e.id + k, 5), '{}', 'own', '', '', '', 'bench', '', date '2023-01-01' + 30 * k, now(), true
FROM ozg_catalog_municipality m CROSS JOIN ozg_catalog_leikaentry e
CROSS JOIN generate_series(0, %s - 1) k
WHERE NOT EXISTS (SELECT FROM ozg_catalog_assessment a WHERE a.entry_id = e.id)
"""


@dataclass(frozen=True)
class Costs:
    """In seconds, and in MB the peak of the process and what of it was there before the work."""

    seconds: float
    memory: float
    idle: float

    @property
    def added(self) -> float:
        return max(self.memory - self.idle, 1)


LISTS = (
    "bewertungen",
    "zustaendigkeiten",
    "leika",
    "ozg-leistungen",
    "staende",
    "sammelbewertung",
    "dashboard",
    "adressen",
)


def run() -> list[Ratio]:
    from ozg_catalog.models import Municipality

    for number in range(Municipality.objects.count(), MUNICIPALITIES):
        Municipality.objects.create(name=f"Ort {number}")
    report, html, pdf = dict[int, Costs](), dict[int, Costs](), dict[int, Costs]()
    for part in (16, 4, 1):
        _fill(FULL // part)
        report[part], html[part], pdf[part] = (_apart(what) for what in ("report", "html", "pdf"))
    note = f"{FULL} entries × {MUNICIPALITIES} × {MONTHS} months"
    return [*_report(report, note), *_pdf(html, pdf, note), *_lists(note)]


def _report(report: dict[int, Costs], note: str) -> list[Ratio]:
    ratios = []
    for times, part in ((4, 4), (16, 1)):
        label, here, least = f"council report, {times}× : {times} ×", report[part], report[16]
        seconds = here.seconds, times * least.seconds
        added = here.added, times * least.added
        ratios += [
            Ratio(f"{label} time of 1×", *seconds, "s", 1.5, True, note),
            Ratio(f"{label} memory added by 1×", *added, "MB", 1.5, True, note),
        ]
    full = report[1]
    told = f"{note}; {full.idle:.0f} MB before the work"
    peak = Ratio("council report, peak memory : 300 MB", full.memory, 300, "MB", 0.9, True, told)
    return [*ratios, peak]


def _pdf(html: dict[int, Costs], pdf: dict[int, Costs], note: str) -> list[Ratio]:
    """The PDF is set by another program, Typst; its growth, and what it costs beside the HTML."""
    return [
        Ratio("PDF, 4× : 4 × time of 1×", pdf[4].seconds, 4 * pdf[16].seconds, "s", 1.5, True),
        Ratio("PDF, 16× : 16 × time of 1×", pdf[1].seconds, 16 * pdf[16].seconds, "s", 1.5, True),
        Ratio("PDF, 4× : 4 × memory of 1×", pdf[4].added, 4 * pdf[16].added, "MB", 1, True),
        Ratio("PDF, 16× : 16 × memory of 1×", pdf[1].added, 16 * pdf[16].added, "MB", 1, True),
        Ratio("PDF : HTML, time at 16×", pdf[1].seconds, html[1].seconds, "s", note=note),
        Ratio("PDF, memory at 16× : 300 MB", pdf[1].added, 300, "MB", 1, True, note),
    ]


def _lists(note: str) -> list[Ratio]:
    """Queries of the officer's lists at full size; the second time, as she sees them all day."""
    from django.contrib.auth.models import Group
    from django.test.utils import CaptureQueriesContext

    from identity.models import User
    from tests.sessions import signed_in

    person = User.objects.create_user("bench-officer", is_staff=True)
    person.groups.add(Group.objects.get(name="digital_officer"))
    officer = signed_in(person)
    ratios = []
    for name in LISTS:
        url = f"/verwaltung/digitalisierung/{name}/"
        officer.get(url, headers=HOST)
        start = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(url, headers=HOST).status_code == OK
        took = f"{note}; {time.perf_counter() - start:.2f} s"
        label = f"list page {name}, queries : 10"
        ratios.append(Ratio(label, len(queries), 10, "", 0.9, True, took))
    return ratios


def _apart(what: str) -> Costs:
    """Freezing with all formats but the PDF, or one format of what was frozen last."""
    command = [sys.executable, "-m", "bench.council_report", what]
    folder = Path(__file__).parents[1]
    told = subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout
    return Costs(**json.loads(told.splitlines()[-1]))


def _costs(what: str) -> dict[str, float]:
    """In the process apart. The compiler of PDFs, which runs apart again, runs in here."""
    from ozg_catalog.models import Snapshot
    from ozg_catalog.reports import Report, formats, render
    from ozg_catalog.typesetting import tagged_pdf

    report = None if what == "report" else Report.of(Snapshot.objects.latest("pk"))
    idle, start = _peak(), time.perf_counter()
    with patch.object(formats, "tagged_pdf_apart", tagged_pdf):
        if report:
            render(report, what)
        else:
            _freeze_and_render()
    return {"seconds": time.perf_counter() - start, "memory": _peak(), "idle": idle}


def _peak() -> float:
    """Of this program alone; getrusage also counts what the process was before it became this."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _fill(entries: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, [entries])
        cursor.execute(COMPETENCES)
        cursor.execute(ASSESSMENTS, [MONTHS])
        cursor.execute("ANALYZE ozg_catalog_assessment; ANALYZE ozg_catalog_competence")


def _freeze_and_render() -> None:
    """From the database to all formats but the PDF, which is another program's work."""
    from ozg_catalog import snapshots
    from ozg_catalog.models import Municipality
    from ozg_catalog.reports import Report, render

    home = Municipality.objects.home()
    snapshot = snapshots.freeze(actor=None, municipality=home, on=DAY, reason="bench")
    for name in ("html", "csv", "json", "xlsx"):
        render(Report.of(snapshot), name)


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(_costs(sys.argv[1])))
