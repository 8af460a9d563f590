"""manage.py import_catalogue, with files of our own."""

import csv
import zlib
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ozg_catalog.models import CatalogueEdition, LeikaEntry, OzgService

pytestmark = pytest.mark.django_db
Write = Callable[..., Path]

SERVICES = "ozg_id,ozg_leistung,lage,themenfeld"
ENTRIES = (
    "leika_schluessel,leistung,typisierung,ozg_id,ozg_leistung,lage,themenfeld,"
    "rechtsgrundlage,gesetzeskuerzel,sdg1_relevant,sdg2_relevant"
)


def entry(key: str, name: str, typing: str = "2/3", ozg_id: str = "10119", sdg: str = "1") -> str:
    return f'{key},{name},"{typing}",{ozg_id},,,,,PAuswG,{sdg},0'


@pytest.fixture
def services(write: Write) -> Path:
    return write(
        "leistungen.csv",
        SERVICES,
        "10119,Personalausweis,Querschnitt Bürger,Querschnitt",
        "10177,Reisepass,Auslandsaufenthalt,Mobilität & Reisen",
    )


@pytest.fixture
def run(tmp_path: Path, services: Path) -> Callable[..., str]:
    def call(*files: Path) -> str:
        out = StringIO()
        rejects = tmp_path / "rejects.csv"
        call_command("import_catalogue", *files, services, rejects=rejects, stdout=out)
        return out.getvalue()

    return call


def reasons(tmp_path: Path) -> list[list[str]]:
    with (tmp_path / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def test_first_run_creates(run: Callable[..., str], write: Write) -> None:
    out = run(write("leika.csv", ENTRIES, entry("99008001012000", "Personalausweis Ausstellung")))
    assert "services: read 2, created 2, changed 0, unchanged 0, rejected 0" in out
    assert "entries: read 1, created 1, changed 0, unchanged 0, rejected 0" in out


def test_second_run_changes_nothing(run: Callable[..., str], write: Write) -> None:
    file = write("leika.csv", ENTRIES, entry("99008001012000", "Personalausweis Ausstellung"))
    run(file)
    before = list(LeikaEntry.objects.values_list("pk", "services__ozg_id"))
    assert "total: read 3, created 0, changed 0, unchanged 3, rejected 0" in run(file)
    assert list(LeikaEntry.objects.values_list("pk", "services__ozg_id")) == before
    assert CatalogueEdition.objects.count() == 2


def test_changed_name_is_counted_and_stored(run: Callable[..., str], write: Write) -> None:
    run(write("a.csv", ENTRIES, entry("99008001012000", "Alt")))
    out = run(write("b.csv", ENTRIES, entry("99008001012000", "Neu")))
    assert "entries: read 1, created 0, changed 1" in out
    assert LeikaEntry.objects.get().name == "Neu"


def test_moved_to_another_bundle_is_a_change(run: Callable[..., str], write: Write) -> None:
    run(write("a.csv", ENTRIES, entry("99008001012000", "Ausweis")))
    out = run(write("b.csv", ENTRIES, entry("99008001012000", "Ausweis", ozg_id="10177")))
    assert "entries: read 1, created 0, changed 1" in out
    assert [s.ozg_id for s in LeikaEntry.objects.get().services.all()] == ["10177"]


def test_one_key_may_belong_to_two_bundles(run: Callable[..., str], write: Write) -> None:
    lines = [entry("99008001012000", "Ausweis", ozg_id=ozg_id) for ozg_id in ("10119", "10177")]
    out = run(write("a.csv", ENTRIES, *lines))
    assert "entries: read 2, created 2" in out
    assert LeikaEntry.objects.get().services.count() == 2


def test_several_typings(run: Callable[..., str], write: Write) -> None:
    run(write("a.csv", ENTRIES, entry("99008001012000", "Ausweis", typing="1, 2/3")))
    assert LeikaEntry.objects.get().typings == ["1", "2/3"]


@pytest.mark.parametrize(("typing", "ozg_id"), [("", "10119"), ("2/3", "")])
def test_gaps_of_the_real_catalogue_are_no_errors(
    run: Callable[..., str], write: Write, typing: str, ozg_id: str
) -> None:
    out = run(write("a.csv", ENTRIES, entry("99008001012000", "Ausweis", typing, ozg_id)))
    assert "entries: read 1, created 1" in out


def test_entries_without_key_stay_apart(run: Callable[..., str], write: Write) -> None:
    twice = entry("nicht im LeiKa", "Gleiche Worte")
    out = run(write("a.csv", ENTRIES, twice, twice))
    assert "entries: read 2, created 2" in out
    assert list(LeikaEntry.objects.values_list("key", flat=True)) == [None, None]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (entry("9900800101200", "Ausweis"), "14 Ziffern"),
        (entry("9900800101200x", "Ausweis"), "14 Ziffern"),
        (entry("", "Ausweis"), "14 Ziffern"),
        (entry("99008001012000", "Ausweis", ozg_id="10999"), "10999"),
        (entry("99008001012000", " "), "Name fehlt"),
        (entry("99008001012000", "x" * 401), "zu lang"),
        (entry("99008001012000", "Ausweis", typing="13"), "Typisierung"),
        (entry("99008001012000", "Ausweis", sdg="ja"), "SDG"),
        ("99008001012000,zu,kurz", "3 statt 11 Felder"),
    ],
)
def test_wrong_row_is_rejected_alone(
    run: Callable[..., str], write: Write, tmp_path: Path, line: str, reason: str
) -> None:
    out = run(write("a.csv", ENTRIES, line, entry("99008001012001", "Richtig")))
    assert "entries: read 2, created 1, changed 0, unchanged 0, rejected 1" in out
    kind, number, why, *row = reasons(tmp_path)[0]
    assert (kind, number) == ("entries", "2")
    assert reason in why
    assert row == next(csv.reader([line]))


def test_a_rejected_row_holds_no_formula(
    run: Callable[..., str], write: Write, tmp_path: Path
) -> None:
    run(write("a.csv", ENTRIES, "=HYPERLINK(),zu,kurz"))
    assert reasons(tmp_path)[0][3] == "'=HYPERLINK()"


def test_same_key_with_other_name_is_rejected(
    run: Callable[..., str], write: Write, tmp_path: Path
) -> None:
    run(write("a.csv", ENTRIES, entry("99008001012000", "Eins"), entry("99008001012000", "Zwei")))
    assert "Zeile 2" in reasons(tmp_path)[0][2]
    assert LeikaEntry.objects.get().name == "Eins"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1011,Zu kurz,Lage,Feld", "5 Ziffern"),
        ("10120,,Lage,Feld", "Name fehlt"),
        ("10120,Ohne Feld,Lage,", "Themenfeld fehlt"),
    ],
)
def test_wrong_service_is_rejected(
    run: Callable[..., str], write: Write, tmp_path: Path, line: str, reason: str
) -> None:
    out = run(write("mehr.csv", SERVICES, line))
    assert "rejected 1" in out
    assert reason in reasons(tmp_path)[0][2]


def test_unknown_header_is_refused(write: Write, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Kopfzeile"):
        call_command("import_catalogue", write("a.csv", "a,b,c"))


def test_wrong_encoding_is_refused_and_changes_nothing(
    write: Write, services: Path, run: Callable[..., str]
) -> None:
    line = entry("99008001012000", "Führerschein")
    lines = [ENTRIES, *[entry(f"990080010120{n:02}", "x") for n in range(50)], line]
    file = write("latin.csv", *lines, encoding="iso-8859-1")
    run()
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("import_catalogue", file)
    assert not LeikaEntry.objects.exists()


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"fehlt\.csv"):
        call_command("import_catalogue", tmp_path / "fehlt.csv")


def test_edition_keeps_the_file(run: Callable[..., str], services: Path) -> None:
    run()
    edition = CatalogueEdition.objects.get()
    assert zlib.decompress(edition.content) == services.read_bytes()


def test_byte_order_mark_is_no_matter(run: Callable[..., str], write: Write) -> None:
    file = write("a.csv", ENTRIES, entry("99008001012000", "Ausweis"), encoding="utf-8-sig")
    assert "entries: read 1, created 1" in run(file)


def test_order_of_files_is_no_matter(services: Path, write: Write, tmp_path: Path) -> None:
    first = write("a.csv", ENTRIES, entry("99008001012000", "Ausweis"))
    call_command("import_catalogue", first, services, rejects=tmp_path / "r.csv", stdout=StringIO())
    assert LeikaEntry.objects.get().services.get() == OzgService.objects.get(ozg_id="10119")
