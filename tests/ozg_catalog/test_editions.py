"""Editions: each import dated and compared with the one before; the officer confirms."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from identity.models import User
from ozg_catalog import editions
from ozg_catalog.catalogue_import import ImplausibleError
from ozg_catalog.differences import How, between
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import CatalogueEdition, LeikaEntry, Municipality, OzgService
from ozg_catalog.progress import progress_at

pytestmark = pytest.mark.django_db
Write = Callable[..., Path]
BASE = "/verwaltung/digitalisierung/ausgaben/"
HEADER = (
    "Schluessel;Bezeichnung;Leistungsgruppierung;Leistungskennung;Verrichtung;Verrichtungsdetail;"
    "Typ;Synonyme;Besondere Merkmale;Veröffentlichungsdatum"
)


def row(number: int, name: str = "Leistung", typing: str = "2/3", group: str = "Ausweise") -> str:
    key = f"990080010120{number:02}"
    words = "Perso|Ausweiß|Perso"
    return f"{key};{name} {number};{group};x;Ausstellung;;{typing};{words};a|b;01.02.2026 10:00"


def leika(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode("iso-8859-1")


TEN = [row(number) for number in range(10)]


def read(content: bytes, **more: Any) -> CatalogueEdition:
    fields = {"dated_on": date(2026, 2, 1), "source": "Test", **more}
    return editions.read(content, "leika.csv", actor=None, **fields)


@pytest.fixture
def first() -> CatalogueEdition:
    edition = read(leika(*TEN))
    editions.confirm(actor=None, edition=edition)
    edition.refresh_from_db()
    return edition


def test_latin_1_and_bars_are_read(first: CatalogueEdition) -> None:
    entry = LeikaEntry.objects.get(key="99008001012000")
    assert entry.synonyms == ["Perso", "Ausweiß"]
    assert entry.features == ["a", "b"]
    assert (entry.grouping, entry.typings) == ("Ausweise", ["2/3"])


def test_a_catalogue_has_no_area_whatever_the_form_says(
    first: CatalogueEdition, login: Callable[[User], Client], digital_officer: User
) -> None:
    """The page proposes the city's; compared with none, nothing would ever be retired."""
    file = SimpleUploadedFile("leika.csv", leika(*TEN[:9]))
    fields = {"file": file, "source": "Test", "area": "160770001001", "dated_on": "2026-03-01"}
    login(digital_officer).post(f"{BASE}einlesen/", fields)
    found = CatalogueEdition.objects.get(confirmed_at=None)
    assert (found.area, found.previous) == ("", first)


def test_utf_8_is_read_too() -> None:
    edition = read(leika(row(1)).decode("iso-8859-1").encode("utf-8-sig"))
    editions.confirm(actor=None, edition=edition)
    assert "Ausweiß" in LeikaEntry.objects.get().synonyms


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_other_delimiters(delimiter: str) -> None:
    edition = read(leika(row(1)).replace(b";", delimiter.encode()))
    assert (edition.rows, edition.rejected) == (1, 0)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (row(1).replace("9900800101", "990080010"), "14 Ziffern"),
        (row(1, typing="13"), "Typisierung"),
        (row(1).replace("Perso|", "x" * 301 + "|"), "zu lang"),
        (f"{row(1)};zu;viel", "12 statt 10"),
    ],
)
def test_wrong_row_is_rejected_alone(write: Write, tmp_path: Path, line: str, reason: str) -> None:
    file = write("l.csv", HEADER, line, row(2), encoding="iso-8859-1")
    out = StringIO()
    call_command("import_catalogue", file, rejects=tmp_path / "r.csv", stdout=out)
    assert "leika: read 2, created 1, changed 0, unchanged 0, rejected 1" in out.getvalue()
    assert reason in (tmp_path / "r.csv").read_text(encoding="utf-8-sig")


def test_reading_changes_nothing_until_confirmed() -> None:
    edition = read(leika(*TEN))
    assert edition.confirmed_at is None
    assert not LeikaEntry.objects.exists()


def test_bundles_and_law_of_the_other_catalogue_stay(entry: LeikaEntry) -> None:
    LeikaEntry.objects.filter(pk=entry.pk).update(law="PAuswG", typings=["2b"])
    editions.confirm(actor=None, edition=read(leika(row(0, "Ausweis", typing=""))))
    entry.refresh_from_db()
    assert (entry.name, entry.law, entry.typings) == ("Ausweis 0", "PAuswG", ["2b"])
    assert entry.services.count() == 1


class TestDifferences:
    @pytest.fixture
    def second(self, first: CatalogueEdition) -> CatalogueEdition:
        """One new, one renamed and another moved, one retired, of ten."""
        rows = [*TEN[:8], row(8, "Neuer Name", group="Pässe"), row(10)]
        return read(leika(*rows), dated_on=date(2026, 8, 1))

    def test_each_kind_is_found(self, first: CatalogueEdition, second: CatalogueEdition) -> None:
        found = between(first, second)
        assert [d.identity[-2:] for d in found.of(How.NEW)] == ["10"]
        assert [(d.before, d.after) for d in found.of(How.RENAMED)] == [
            ("Leistung 8", "Neuer Name 8")
        ]
        assert [(d.before, d.after) for d in found.of(How.MOVED)] == [("Ausweise", "Pässe")]
        assert [d.identity[-2:] for d in found.of(How.RETIRED)] == ["09"]

    def test_more_than_a_fifth_stops_and_asks(self, second: CatalogueEdition) -> None:
        with pytest.raises(ImplausibleError, match="20 %"):
            editions.confirm(actor=None, edition=second)
        assert LeikaEntry.objects.count() == 10
        editions.confirm(actor=None, edition=second, large_change=True)
        assert LeikaEntry.objects.count() == 11

    def test_retired_counts_until_the_day_of_the_edition(
        self, second: CatalogueEdition, home: Municipality
    ) -> None:
        editions.confirm(actor=None, edition=second, large_change=True)
        before, after = (
            {state.identity[-2:] for state in progress_at(home, day).states}
            for day in (date(2026, 7, 31), date(2026, 8, 1))
        )
        assert before - after == {"09"}

    def test_new_counts_from_the_day_of_the_edition(
        self, second: CatalogueEdition, home: Municipality
    ) -> None:
        editions.confirm(actor=None, edition=second, large_change=True)
        assert "99008001012010" not in {
            s.identity for s in progress_at(home, date(2026, 7, 31)).states
        }

    def test_old_edition_stays_readable(
        self, second: CatalogueEdition, first: CatalogueEdition, login: Any, digital_officer: User
    ) -> None:
        editions.confirm(actor=None, edition=second, large_change=True)
        officer = login(digital_officer)
        assert "Leistung 9" in officer.get(f"{BASE}{first.pk}/").content.decode()
        assert officer.get(f"{BASE}{first.pk}/datei/").content == leika(*TEN)


def test_a_returning_entry_is_no_longer_retired(first: CatalogueEdition) -> None:
    LeikaEntry.objects.filter(key="99008001012009").update(retired_on=date(2026, 3, 1))
    editions.confirm(actor=None, edition=read(leika(*TEN, row(10))))
    assert LeikaEntry.objects.get(key="99008001012009").retired_on is None


def test_the_same_file_is_refused(first: CatalogueEdition) -> None:
    with pytest.raises(CatalogueError, match="schon als Ausgabe"):
        read(leika(*TEN))


def test_confirmed_is_confirmed_once(first: CatalogueEdition) -> None:
    with pytest.raises(CatalogueError, match="schon bestätigt"):
        editions.confirm(actor=None, edition=first)
    with pytest.raises(CatalogueError, match="bleibt lesbar"):
        editions.discard(actor=None, edition=first)


def test_discarded_leaves_no_trace_in_the_catalogue() -> None:
    edition = read(leika(*TEN))
    editions.discard(actor=None, edition=edition)
    assert not CatalogueEdition.objects.exists()
    assert not LeikaEntry.objects.exists()


class TestOlderNeverOverwritesNewer:
    """The catalogue of 2019 read again after an edition of the Leistungskatalog."""

    @pytest.fixture
    def of_2019(self, write: Write, tmp_path: Path, service: OzgService) -> Callable[[], str]:
        columns = (
            "leika_schluessel,leistung,typisierung,ozg_id,ozg_leistung,lage,themenfeld,"
            "rechtsgrundlage,gesetzeskuerzel,sdg1_relevant,sdg2_relevant"
        )
        rows = [f"99008001012{n:03},Alter Name {n},2b,10119,,,,,PAuswG,1,0" for n in range(3)]
        file = write("2019.csv", columns, *rows)

        def run() -> str:
            out = StringIO()
            call_command("import_catalogue", file, rejects=tmp_path / "r.csv", stdout=out)
            return out.getvalue()

        return run

    def test_new_names_stay(self, of_2019: Callable[[], str]) -> None:
        of_2019()
        editions.confirm(actor=None, edition=read(leika(row(0, "Neu", typing="5"), row(1, "Neu"))))
        assert "created 0, changed 0, unchanged 3" in of_2019()
        names = LeikaEntry.objects.order_by("key").values_list("name", "typings")
        assert list(names) == [
            ("Neu 0", ["5"]),
            ("Neu 1", ["2/3"]),
            ("Alter Name 2", ["2b"]),
        ]

    def test_first_read_later_adds_bundle_and_law_only(self, of_2019: Callable[[], str]) -> None:
        editions.confirm(actor=None, edition=read(leika(row(0, "Neu"))))
        of_2019()
        found = LeikaEntry.objects.get(key="99008001012000")
        assert (found.name, found.law, found.services.count()) == ("Neu 0", "PAuswG", 1)
        assert LeikaEntry.objects.count() == 3

    def test_retired_stays_retired(self, of_2019: Callable[[], str]) -> None:
        of_2019()
        editions.confirm(actor=None, edition=read(leika(row(0), row(1))))
        fewer = read(leika(row(0)), dated_on=date(2026, 8, 1))
        editions.confirm(actor=None, edition=fewer, large_change=True)
        of_2019()
        assert LeikaEntry.objects.get(retired_on=date(2026, 8, 1)).key == "99008001012001"

    def test_edition_dated_before_the_one_in_force_is_refused(
        self, first: CatalogueEdition
    ) -> None:
        older = read(leika(*TEN, row(10)), dated_on=date(2025, 1, 1))
        with pytest.raises(CatalogueError, match=r"älter als die geltende.*01\.02\.2026"):
            editions.confirm(actor=None, edition=older)
        assert LeikaEntry.objects.count() == 10

    def test_a_file_whose_place_was_taken_changes_nothing(
        self, first: CatalogueEdition, write: Write, tmp_path: Path
    ) -> None:
        later = read(leika(*TEN[:9], row(9, "Neu")), dated_on=date(2026, 8, 1))
        editions.confirm(actor=None, edition=later)
        again = write("l.csv", HEADER, *TEN, encoding="iso-8859-1")
        call_command("import_catalogue", again, rejects=tmp_path / "r.csv", stdout=StringIO())
        assert LeikaEntry.objects.filter(name="Neu 9").exists()
        assert CatalogueEdition.objects.in_force("leika") == later


class TestCommand:
    def run(self, file: Path, tmp_path: Path, **options: Any) -> str:
        out = StringIO()
        call_command("import_catalogue", file, rejects=tmp_path / "r.csv", stdout=out, **options)
        return out.getvalue()

    def test_nothing_disappears_silently(self, write: Write, tmp_path: Path) -> None:
        def file(name: str, last: int) -> Path:
            rows = [f"{10100 + n},Leistung {n},Lage,Feld" for n in range(last)]
            return write(name, "ozg_id,ozg_leistung,lage,themenfeld", *rows)

        self.run(file("a.csv", 10), tmp_path)
        assert "1 no longer named" in self.run(file("b.csv", 9), tmp_path)
        assert OzgService.objects.filter(retired_on=None).count() == 10
        (waiting,) = CatalogueEdition.objects.waiting()
        editions.confirm(actor=None, edition=waiting)
        assert OzgService.objects.filter(retired_on=None).count() == 9

    def test_large_change_has_to_be_accepted(self, write: Write, tmp_path: Path) -> None:
        def file(name: str, word: str) -> Path:
            rows = [f"{10100 + n},{word} {n},Lage,Feld" for n in range(10)]
            return write(name, "ozg_id,ozg_leistung,lage,themenfeld", *rows)

        self.run(file("a.csv", "Alt"), tmp_path)
        new = file("b.csv", "Neu")
        with pytest.raises(CommandError, match="--accept-large-change"):
            self.run(new, tmp_path)
        assert not OzgService.objects.filter(name__startswith="Neu").exists()
        assert "changed 10" in self.run(new, tmp_path, accept_large_change=True)


class TestPages:
    @pytest.fixture
    def officer(self, login: Callable[[User], Client], digital_officer: User) -> Client:
        return login(digital_officer)

    def upload(self, officer: Client, content: bytes) -> Any:
        file = SimpleUploadedFile("leika.csv", content)
        data = {"file": file, "name": "LeiKa", "source": "FIM", "dated_on": "2026-08-01"}
        return officer.post(f"{BASE}einlesen/", data)

    def test_officer_reads_compares_and_confirms(
        self, officer: Client, first: CatalogueEdition
    ) -> None:
        response = self.upload(officer, leika(*TEN, row(10)))
        assert response.status_code == 302
        page = officer.get(response.url).content.decode()
        assert "neu: 1" in page
        assert "Leistung 10" in officer.get(f"{response.url}?art=new").content.decode()
        officer.post(response.url, {"confirm": ""})
        assert LeikaEntry.objects.count() == 11

    def test_implausible_asks_for_a_tick(self, officer: Client, first: CatalogueEdition) -> None:
        url = self.upload(officer, leika(row(1))).url
        assert "Mehr als ein Fünftel" in officer.get(url).content.decode()
        officer.post(url, {"confirm": ""})
        assert not LeikaEntry.objects.exclude(retired_on=None).exists()
        officer.post(url, {"confirm": "", "large": "on"})
        assert LeikaEntry.objects.exclude(retired_on=None).count() == 9

    @pytest.mark.parametrize("content", [b"", b"a;b;c\n1;2;3\n", b"\x00\xff\xfe"])
    def test_unreadable_file_names_the_reason(self, officer: Client, content: bytes) -> None:
        response = self.upload(officer, content)
        assert response.status_code == 200
        assert not CatalogueEdition.objects.exists()

    def test_editor_is_refused(
        self, login: Callable[[User], Client], editor: User, first: CatalogueEdition
    ) -> None:
        client = login(editor)
        for path in ("einlesen/", f"{first.pk}/", f"{first.pk}/datei/"):
            assert client.get(BASE + path).status_code in (302, 403)
