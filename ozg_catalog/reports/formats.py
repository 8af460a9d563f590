"""The five formats of the report."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, time
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ozg_catalog.cells import safe_cell
from ozg_catalog.charts import bars, printed
from ozg_catalog.models import ChannelAddress
from ozg_catalog.reports.content import Report
from ozg_catalog.reports.shapes import Bar, Table
from ozg_catalog.typesetting import tagged_pdf_apart

HERE = __file__.rpartition("/")[0]
# The zip format cannot store a date before 1980; a constant one keeps the bytes equal.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
# The compiler of PDFs takes some 20 kB for each cell. More rows than that nobody reads on paper:
# they are printed summed up, and stand one by one in the files for screens.
MOST_ROWS_ON_PAPER = 500
LONGEST_COUNT = 4  # a catalogue has some thousand entries; a key has 14 digits


def render(report: Report, name: str) -> bytes:
    """The report in one format, in German whoever asks."""
    with translation.override("de"):
        return FORMATS[name](report)


def as_json(report: Report) -> bytes:
    """The frozen data themselves, with their digest, laid out for reading."""
    document = {"title": report.title, "sha256": report.digest, "data": report.data}
    with _Text() as out:
        json.dump(document, out, ensure_ascii=False, sort_keys=True, indent=1)
        out.write("\n")
        return out.content()


def as_csv(report: Report) -> bytes:
    """Every entry with its state: UTF-8 with byte order mark, semicolons, one header line."""
    with _Text() as out:
        out.write("\ufeff")
        writer = csv.writer(out, delimiter=";")
        writer.writerow(_entry_columns())
        writer.writerows(_entry_rows(report))
        return out.content()


class _Text(io.TextIOWrapper):
    """Text that becomes UTF-8 while it is written: the whole of it stands in memory once."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        super().__init__(self._bytes, encoding="utf-8", newline="")

    def content(self) -> bytes:
        self.flush()
        return self._bytes.getvalue()


def as_html(report: Report) -> bytes:
    """One file that needs no other, neither style sheet nor script."""
    context = {"report": report, "data": report.data}
    page = render_to_string("ozg_catalog/report.html", context)
    look = Path(HERE, "report.css").read_text(encoding="utf-8") + printed.style()
    style = f"<style>\n{look}</style>"
    return page.replace("</head>", f"{style}</head>", 1).encode()


def as_pdf(report: Report) -> bytes:
    """Tagged PDF, checked by the compiler against PDF/UA-1."""
    noon = datetime.combine(report.on, time(12), tzinfo=UTC)
    content = json.dumps(_for_typst(report), ensure_ascii=False)
    return tagged_pdf_apart(Path(HERE, "report.typ"), {"report": content}, at=noon)


def as_xlsx(report: Report) -> bytes:
    """Written row by row: five thousand entries need no more memory than fifty."""
    book = Workbook(write_only=True)
    book.properties.creator = report.city
    book.properties.title = report.title
    book.properties.created = datetime.combine(report.on, time())
    _sheet(book, "Leistungen", _entry_columns(), _entry_rows(report))
    for name, table in _sheets(report):
        _sheet(book, name, table.columns, table.rows)
    out = io.BytesIO()
    book.save(out)
    return _same_bytes(out.getvalue(), report)


FORMATS: dict[str, Callable[[Report], bytes]] = {
    "html": as_html,
    "pdf": as_pdf,
    "csv": as_csv,
    "json": as_json,
    "xlsx": as_xlsx,
}


def _sheets(report: Report) -> list[tuple[str, Table]]:
    tables = (table for section in report.sections for table in section.tables)
    return [
        (f"{number} {_sheet_name(table.title)}", table)
        for number, table in enumerate(tables, start=1)
    ]


def _entry_columns() -> list[str]:
    return [
        "Kennung",
        "LeiKa-Schlüssel",
        "Leistung",
        "OZG-IDs",
        "Themenfeld",
        "Lage",
        "Stand",
        "Zuständig",
        "Begründung",
        "Stufe",
        "Herkunft",
        "Bewertet am",
        "Geplant bis",
        "Zur Planung",
        "Nachweis",
        "Online-Adresse",
        "Beispieldaten",
    ]


def _entry_rows(report: Report) -> Iterator[list[str]]:
    return map(_entry_row, report.data["entries"])


def _entry_row(entry: dict[str, Any]) -> list[str]:
    seen, decided = entry["assessment"] or {}, entry["competence"] or {}
    example = seen.get("is_example") or decided.get("is_example")
    values = [
        entry["identity"],
        entry["key"],
        entry["name"],
        " ".join(entry["ozg_ids"]),
        entry["themenfeld"],
        entry["lage"],
        entry["bucket"],
        decided.get("level", "undecided"),
        decided.get("reason"),
        seen.get("level"),
        seen.get("origin"),
        seen.get("observed_on"),
        seen.get("planned_for"),
        seen.get("plan_note"),
        seen.get("evidence"),
        _link(entry),
        "ja" if example else "nein",
    ]
    return ["" if value is None else safe_cell(str(value)) for value in values]


def _link(entry: dict[str, Any]) -> str:
    link = entry.get("link")
    if not link:
        return ""
    since = f" seit {link['since']}" if link["since"] else ""
    return f"{ChannelAddress.State(link['state']).label}{since}"


def _sheet(book: Workbook, title: str, columns: list[str], rows: Iterable[list[str]]) -> None:
    sheet: Any = book.create_sheet(title)  # the stubs know only the other kind of sheet
    rows = iter(rows)
    first = list(islice(rows, 200))
    for number, width in enumerate(_widths([columns, *first]), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    header = [WriteOnlyCell(sheet, value=column) for column in columns]
    for cell in header:
        cell.font = Font(bold=True)
    sheet.append(header)
    for row in chain(first, rows):
        sheet.append([_cell(value) for value in row])


def _cell(value: str) -> str | int:
    """Counts are numbers; keys are not, however many digits they have."""
    is_count = value.isdecimal() and len(value) <= LONGEST_COUNT
    return int(value) if is_count else safe_cell(value)


def _widths(rows: list[list[str]]) -> list[int]:
    longest = (max(len(value) for value in column) for column in zip(*rows, strict=True))
    return [min(60, max(10, length + 2)) for length in longest]


def _sheet_name(title: str) -> str:
    """A sheet name has at most 31 characters and none of these."""
    return "".join(" " if letter in r"[]:*?/\'" else letter for letter in title)[:27]


def _same_bytes(content: bytes, report: Report) -> bytes:
    """Rewrite the package without the clock: fixed member dates, and no time of saving."""
    out = io.BytesIO()
    modified = f"{report.on.isoformat()}T00:00:00Z".encode()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _replace_modified(data, modified)
            member = zipfile.ZipInfo(name, ZIP_EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, data)
    return out.getvalue()


def _replace_modified(core: bytes, modified: bytes) -> bytes:
    head, tag, rest = core.partition(b"<dcterms:modified")
    attributes, close, after = rest.partition(b">")
    return head + tag + attributes + close + modified + after[after.index(b"</") :]


def _for_typst(report: Report) -> dict[str, Any]:
    notes = _notes(report)
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "city": report.city,
        "digest": report.digest,
        "example": report.is_example,
        "sections": [
            {
                "title": section.title,
                "paragraphs": section.paragraphs,
                "bars": [_drawn(bar) for bar in section.bars],
                "legend": [
                    {"label": str(bucket.label), "svg": printed.swatch(bucket)}
                    for bucket in section.legend
                ],
                "tables": [_on_paper(table, notes) for table in section.tables if table.rows],
            }
            for section in report.sections
        ],
    }


def _is_long(table: Table) -> bool:
    return bool(table.counted_by) and len(table.rows) > MOST_ROWS_ON_PAPER


def _notes(report: Report) -> dict[str, dict[str, str]]:
    """For each list that paper only sums up, by its title: where every row of it stands."""
    long = {table.title: name for name, table in _sheets(report) if _is_long(table)}
    if not long:
        return {}
    checksum = hashlib.sha256(as_xlsx(report)).hexdigest()
    return {
        title: {
            "note": "Diese Liste ist für den Druck zu lang; hier steht, wie oft was vorkommt. "
            f"Zeile für Zeile steht sie in der HTML-Datei und im Blatt „{name}“ der XLSX-Datei "
            "dieses Berichts. Prüfsumme der XLSX-Datei (SHA-256): ",
            "checksum": checksum,
        }
        for title, name in long.items()
    }


def _on_paper(table: Table, notes: dict[str, dict[str, str]]) -> dict[str, Any]:
    note = notes.get(table.title)
    shown = table.summed_up() if note else table
    return {
        "title": shown.title,
        **(note or {"note": "", "checksum": ""}),
        "columns": shown.columns,
        "rows": shown.rows,
        "numeric": sorted(shown.numeric),
    }


def _drawn(bar: Bar) -> dict[str, str]:
    """The same picture as on the page, with its looks inside, for it stands alone in the file."""
    drawn = (bars.entries_bar if bar.everything else bars.tasks_bar)(
        bar.counts, bar.name, bar.label
    )
    svg = printed.standalone(bars.tree(drawn)) if drawn.parts else ""
    return {"label": bar.label, "note": bar.note, "text": drawn.words.text, "svg": svg}
