"""Import of 10,000 service descriptions against parsing them alone plus COPY of the same rows.

The message is made here: 10,000 services of the shape that editorial systems send. Parsing alone
is lxml over the file with the importer's own settings, seeing every element but taking no text out
of it. The copy is the rows that the import left, ready in files, each table by one COPY into
itself, emptied, with all its indexes and constraints, each committed: for the import those of the
directory, for import and search index those of the index and of its vocabulary too. What a run
writes of itself, two rows, is left out. The limit is the sum of both, one after the other on one
core; the import may use two.

It runs in processes of its own, so that what was measured before costs neither memory nor time.
Memory is that of a second import, because looking takes a twentieth of a core from two that are
both at work: of its process and of the one that reads ahead, shared pages counted once, seen every
quarter of a second.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.db import connection
from django.db.backends.utils import CursorWrapper
from lxml import etree

from bench.ratio import Ratio

SERVICES = 10_000
MEGABYTES_AT_MOST = 300.0
NS = "http://xoev.de/schemata/xzufi/2_2_0"
TABLES = (
    "services_service",
    "services_servicetext",
    "services_fee",
    "services_legalbasis",
    "services_sourcerecord",
    "services_responsibility",
    "services_serviceoffice",
)
INDEX = ("services_searchdocument", "services_lexiconword")
PAUSE = 0.25
WORDS = ("Antrag", "Nachweis", "Bescheid", "Behörde", "Frist", "Wohnung", "Gewerbe", "Kind")


def run() -> list[Ratio]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "leistungen.xml"
        _write_message(file)
        size = os.path.getsize(file) / 1024**2
        command = [sys.executable, "-m", "bench.services_import", folder]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        seconds = json.loads(done.stdout.splitlines()[-1])
        peak = _watched([*command, "import", "index"])
    note = f"{SERVICES} services, {size:.0f} MB"
    limit = seconds["parsing"] + seconds["rows"]
    both, rows = seconds["import"] + seconds["index"], limit + seconds["index rows"]
    return [
        Ratio("XZuFi import : parsing + COPY", seconds["import"], limit, "s", 1.5, True, note),
        Ratio("XZuFi import and search index : the same", both, rows, "s", note=note),
        Ratio("memory of the import", peak, MEGABYTES_AT_MOST, "MB", 1.0, True, note),
    ]


def _watched(command: list[str]) -> float:
    """The most memory that the process and its children had together."""
    peak = 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, _megabytes(process.pid))
            with suppress(subprocess.TimeoutExpired):
                process.wait(PAUSE)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        return peak


def _megabytes(pid: int) -> float:
    """Nothing for a process that has just ended."""
    try:
        held = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0.0
    own = int(held[1]) / 1024 if held else 0.0
    return own + sum(_megabytes(int(child)) for child in children)


def measure(folder: Path, *names: str) -> dict[str, float]:
    """Seconds of each part, or of the ones named, in the database this process was led to."""
    from services.exchange import importing
    from services.search import index

    file = folder / "leistungen.xml"
    importing.reindex = lambda report: None
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
    parts: dict[str, Callable[[], float]] = {
        "parsing": lambda: _seconds(lambda: _parse(file)),
        "import": lambda: _seconds(lambda: importing.run([file], actor=None)),
        "index": lambda: _seconds(index.rebuild),
        "rows": lambda: _copy(folder, TABLES),
        "index rows": lambda: _copy(folder, INDEX),
    }
    return {name: part() for name, part in parts.items() if name in (names or parts)}


def _write_message(file: Path) -> None:
    name = '<xzufi:name><xzufi:name languageCode="de">Amt</xzufi:name></xzufi:name>'
    with file.open("w", encoding="utf-8") as out:
        out.write(
            f'<?xml version="1.0" encoding="UTF-8"?><xzufi:transfernachricht xmlns:xzufi="{NS}"'
        )
        out.write(' xzufiVersion="2.2.0"><xzufi:nachrichtenkopf/>')
        out.write(_record("organisationseinheit", "1", name))
        for number in range(SERVICES):
            out.write(_service(number))
        out.write("</xzufi:transfernachricht>")


def _record(kind: str, number: str, inner: str) -> str:
    return (
        f'<xzufi:schreibe><xzufi:{kind}><xzufi:id schemeAgencyID="bench">{number}</xzufi:id>'
        f"{inner}</xzufi:{kind}></xzufi:schreibe>"
    )


def _service(number: int) -> str:
    texts = "".join(
        f'<xzufi:modulText><xzufi:leikaTextmodul listURI="x"><code>{code}</code><name>Modul</name>'
        f'</xzufi:leikaTextmodul><xzufi:inhalt languageCode="de">{_text(number, code)}'
        "</xzufi:inhalt></xzufi:modulText>"
        for code in ("03", "24", "06", "07", "08", "09", "11", "15", "16", "22", "23", "25")
    )
    facts = (
        "<xzufi:modulKosten><xzufi:kosten><xzufi:kostenauswahl><xzufi:kostenFix><xzufi:betrag "
        'currencyCode="EUR">12.50</xzufi:betrag></xzufi:kostenFix></xzufi:kostenauswahl>'
        "</xzufi:kosten></xzufi:modulKosten><xzufi:versionsinformation><xzufi:geaendertDatumZeit>"
        "2026-01-05T08:00:00+01:00</xzufi:geaendertDatumZeit></xzufi:versionsinformation>"
    )
    key = f"<xzufi:referenzLeiKa><code>{99_000_000_000_000 + number}</code></xzufi:referenzLeiKa>"
    link = _record(
        "zustaendigkeitTransferObjekt",
        "",
        '<xzufi:uebergeordnetesObjektID schemeAgencyID="bench" schemeID="Organisationseinheit">1'
        '</xzufi:uebergeordnetesObjektID><xzufi:zustaendigkeit><xzufi:id schemeAgencyID="bench">'
        f'Z{number}</xzufi:id><xzufi:leistungID schemeAgencyID="bench">{number}</xzufi:leistungID>'
        "<xzufi:rolle><code>01</code></xzufi:rolle></xzufi:zustaendigkeit>",
    )
    return _record("leistung", str(number), key + texts + facts) + link


def _text(number: int, code: str) -> str:
    """Different for each service; every fourth module repeats, as legal advice does."""
    word = WORDS[(number + int(code)) % len(WORDS)]
    if code == "03":
        return f"{word} {number} beantragen"
    if code == "25":
        return "&lt;p&gt;Sie können innerhalb eines Monats Widerspruch einlegen.&lt;/p&gt;"
    body = f"{word} und Angaben zu Vorgang {number} im Abschnitt {code} der Leistung. " * 8
    return f"&lt;p&gt;{body}&lt;/p&gt;&lt;ul&gt;&lt;li&gt;{word} {number}&lt;/li&gt;&lt;/ul&gt;"


def _parse(file: Path) -> None:
    from services.exchange.contrib.xzufi.reader import OPTIONS

    for _event, element in etree.iterparse(str(file), **OPTIONS):
        if element.tag == f"{{{NS}}}schreibe":
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _copy(folder: Path, tables: tuple[str, ...]) -> float:
    """Seconds for the rows alone, into the same tables, emptied."""
    with connection.cursor() as cursor:
        for table in tables:
            with (folder / table).open("wb") as out, cursor.copy(f"COPY {table} TO STDOUT") as rows:
                for part in rows:
                    out.write(part)
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        return _seconds(lambda: _load(cursor, folder, tables))


def _load(cursor: CursorWrapper, folder: Path, tables: tuple[str, ...]) -> None:
    for table in tables:
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            copy.write((folder / table).read_bytes())


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measure(Path(sys.argv[1]), *sys.argv[2:])))
