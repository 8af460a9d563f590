"""The street directory out of a CSV file: whole or not at all."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from services.addresses.street_names import place_key, split_number, street_key
from services.models import Jurisdiction, Office, Street, StreetDirectory, StreetSection

HEAD = "strasse;ortsteil;von;bis;seite;aufteilung;stelle\n"
names = st.text(st.characters(categories=["L", "Nd", "Pd", "Zs"]), min_size=1, max_size=40)


@pytest.fixture
def known(db: None) -> None:
    Jurisdiction.objects.create(slug="schule", name="Schulbezirk")
    for slug in ("nord", "sued"):
        Office.objects.create(slug=slug, name=slug)


@pytest.fixture
def load(known: None, tmp_path: Path):
    def run(rows: str, *options: str, head: str = HEAD) -> None:
        file = tmp_path / "strassen.csv"
        file.write_bytes((head + rows).encode())
        call_command("import_streets", file, "--source=Katasteramt", *options)

    return run


def test_streets_sections_edition_and_audit(load) -> None:
    load("Am Weg;;1;9;ungerade;schule;nord\nAm Weg;;2;;gerade;schule;sued\nAllee;Kosma;;;;;\n")
    assert Street.objects.count() == 2
    section = StreetSection.objects.get(office__slug="nord")
    assert (section.first, section.last, section.side) == ("1", "9", "odd")
    assert StreetDirectory.objects.get().sections == 2
    assert ModelLogEntry.objects.get(action="services.streets.replace").data["streets"] == 2


def test_commas_and_a_byte_order_mark_are_fine(load) -> None:
    load("Am Weg,,,,,schule,nord\n", head="\ufeff" + HEAD.replace(";", ","))
    assert Street.objects.get().name == "Am Weg"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (";;;;;schule;nord", "Zeile 2: „strasse“ fehlt."),
        ("A;;x;;;schule;nord", "Zeile 2: „von“: Schreiben Sie die Hausnummer so"),
        ("A;;9;1;;schule;nord", "Zeile 2: „bis“ liegt vor „von“."),
        ("A;;;;links;schule;nord", "Zeile 2: „seite“ ist „gerade“, „ungerade“ oder leer."),
        ("A;;;;;schule;west", "Zeile 2: „west“ in „stelle“ gibt es nicht. Bekannt: nord, sued"),
        ("A;;;;;schule;", "Zeile 2: „aufteilung“ und „stelle“ gehören zusammen."),
        ("A;;;;;;;zu viel", "Zeile 2: Die Zeile hat mehr Felder als die Kopfzeile."),
        ("A;;1;9;;schule;nord\nA;;9a;;;schule;sued", "Zeile 3: Diese Hausnummern stehen schon"),
        (f"{'A' * 200};;;;;;", "Zeile 2: Ein Feld ist länger als 120 Zeichen"),
        ("", "Zeile 1: Die Datei enthält keine Straße."),
    ],
)
def test_each_fault_has_its_line_and_nothing_changes(load, capsys, rows: str, reason: str) -> None:
    load("Altes;;;;;;\n")
    with pytest.raises(CommandError, match="nothing was changed"):
        load(rows + "\n")
    assert reason in capsys.readouterr().err
    assert [street.name for street in Street.objects.all()] == ["Altes"]


def test_all_faults_are_told_at_once(load) -> None:
    with pytest.raises(CommandError, match="3 faults"):
        load("A;;x;y;;schule;nord\n;;;;;;\n")


@pytest.mark.parametrize("head", ["strasse;stelle\n", "", "\x00\n"])
def test_missing_columns(load, head: str) -> None:
    with pytest.raises(CommandError):
        load("A;nord\n", head=head)


def test_another_encoding_is_refused(db: None, tmp_path: Path, capsys) -> None:
    file = tmp_path / "latin.csv"
    file.write_bytes((HEAD + "Käthe;;;;;;\n").encode("latin-1"))
    with pytest.raises(CommandError):
        call_command("import_streets", file, "--source=x")
    assert "Zeile 2: Die Datei ist nicht in UTF-8" in capsys.readouterr().err


def test_a_missing_file_is_named(db: None) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_streets", Path("/gibt/es/nicht.csv"), "--source=x")


def test_two_offices_may_share_a_stretch(load) -> None:
    load("A;;1;9;;schule;nord\nA;;1;9;;schule;sued\n")
    assert StreetSection.objects.count() == 2


def test_many_deletions_wait(load) -> None:
    load("A;;;;;;\nB;;;;;;\n")
    with pytest.raises(CommandError, match="1 von 2"):
        load("A;;;;;;\n")
    load("A;;;;;;\n", "--confirm-deletions")
    assert Street.objects.get().name == "A"


def test_twice_is_the_same(load) -> None:
    rows = "A;;1;9;;schule;nord\n"
    load(rows)
    street = Street.objects.get()
    load(rows)
    assert Street.objects.get() == street
    assert StreetSection.objects.count() == 1


def test_a_dry_run_writes_nothing(load) -> None:
    load("A;;;;;;\n", "--dry-run")
    assert not Street.objects.exists()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bahnhofstr.", "Bahnhofstraße"),
        ("Bahnhof Strasse", "Bahnhofstraße"),
        ("Müllerweg", "Muellerweg"),
        ("St.-Georg-Str.", "Sankt Georg Straße"),
        ("Karl-Marx-Straße", "Karl Marx Str"),
    ],
)
def test_spellings_of_one_street(one: str, other: str) -> None:
    assert street_key(one) == street_key(other)


@given(names)
def test_a_key_does_not_change_with_case_or_blanks(name: str) -> None:
    assert street_key(f"  {name.upper()} ") == street_key(name.upper())
    assert place_key(f"04600 {name}") == place_key(f" {name} ")


@pytest.mark.parametrize(
    ("typed", "split"),
    [
        ("Markt 1", ("Markt", "1")),
        ("Markt 12 a", ("Markt", "12 a")),
        ("Markt 12-14", ("Markt", "12-14")),
        ("Straße des 17. Juni", ("Straße des 17. Juni", "")),
        ("Straße des 17. Juni 3b", ("Straße des 17. Juni", "3b")),
        ("Markt", ("Markt", "")),
    ],
)
def test_a_number_behind_the_street(typed: str, split: tuple[str, str]) -> None:
    assert split_number(typed) == split
