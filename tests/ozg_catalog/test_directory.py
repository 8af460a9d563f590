"""The dashboard's export: read in both delimiters and in pages, and compared with our claim."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from identity.models import User
from ozg_catalog import directory, editions
from ozg_catalog.directory import Gap
from ozg_catalog.edition_files import contents_of
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import Assessment, CatalogueEdition, LeikaEntry, Municipality
from ozg_catalog.progress import progress_at

pytestmark = pytest.mark.django_db
Observe = Callable[..., Assessment]
TODAY = date(2026, 11, 23)
ARS, LAND = "160770001001", "160000000000"
HEADER = (
    "leika_key;leika_name;ars;ars_name;ars_federal_state;bundesland;leika_bezeichnung;ozgid;"
    "ozg_bezeichnung;url;online_status;aktiv;art_flaechendeckung;"
    "begruendung_nicht_beruecksichtigt;export_datum;datenstand_pvog_import"
)
KEY = "99008001012000"


def row(
    key: str = KEY,
    ars: str = ARS,
    url: str = "https://amt.example.org/",
    status: str = "ok",
    coverage: str = "in mind. einer Kommune verfügbar",
) -> str:
    return (
        f"{key};Ausweis;{ars};Altenburg;16;Thüringen;Ausweis;10119;Personalausweis;{url};{status};"
        f"true;{coverage};;2026-11-01;2026-11-01"
    )


def bring_in(*rows: str, header: str = HEADER) -> CatalogueEdition:
    content = "\n".join([header, *rows, ""]).encode()
    edition = editions.read(content, "export.csv", actor=None, area=ARS, source="Test")
    editions.confirm(actor=None, edition=edition, large_change=True)
    edition.refresh_from_db()
    return edition


def gaps(home: Municipality) -> list[Gap]:
    return [row.gap for row in directory.open_differences(home, progress_at(home, TODAY).states)]


@pytest.mark.parametrize("delimiter", [";", ","])
def test_both_delimiters(delimiter: str) -> None:
    edition = bring_in(row().replace(";", delimiter), header=HEADER.replace(";", delimiter))
    (listing,) = contents_of(edition.pk, edition.sha256).listings
    assert (listing.key, listing.ars, listing.status) == (KEY, ARS, "ok")


def test_pages_become_one_edition(write: Any, tmp_path: Path) -> None:
    pages = [write(f"{n}.csv", HEADER, row(f"9900800101200{n}")) for n in range(3)]
    out = StringIO()
    call_command("import_catalogue", *pages, rejects=tmp_path / "r.csv", stdout=out)
    assert "directory: read 3, created 3" in out.getvalue()
    assert CatalogueEdition.objects.get().area == ARS


def test_pages_of_different_files_are_refused(write: Any, tmp_path: Path) -> None:
    pages = [
        write("a.csv", HEADER, row()),
        write("b.csv", HEADER.replace(";", ","), row().replace(";", ",")),
    ]
    with pytest.raises(CommandError, match="Kopfzeilen"):
        call_command("import_catalogue", *pages, stdout=StringIO())


def test_without_an_export_nothing_differs(home: Municipality, ours: LeikaEntry) -> None:
    assert gaps(home) == []


@pytest.mark.parametrize(
    ("rows", "gap"),
    [
        ([row()], None),
        ([row("99008001012001")], Gap.NOT_LISTED),
        ([row(status="nicht ok")], Gap.NOT_OK),
        ([row(coverage="nicht in Auswertung berücksichtigt")], Gap.NOT_COUNTED),
        ([row(ars=LAND)], Gap.ORIGIN),
    ],
)
def test_claimed_online(
    home: Municipality, ours: LeikaEntry, observe: Observe, rows: list[str], gap: Gap | None
) -> None:
    observe(3, date(2026, 1, 1))
    bring_in(*rows)
    found = [other for other in gaps(home) if other != Gap.UNKNOWN]
    assert found == ([gap] if gap else [])


def test_listed_but_not_claimed(home: Municipality, ours: LeikaEntry, observe: Observe) -> None:
    observe(1, date(2026, 1, 1))
    bring_in(row())
    assert gaps(home) == [Gap.NOT_CLAIMED]


def test_the_states_offer_is_no_difference_for_a_foreign_task(
    home: Municipality, entry: LeikaEntry
) -> None:
    bring_in(row(ars=LAND))
    assert gaps(home) == []


def test_unknown_to_our_catalogue(home: Municipality, entry: LeikaEntry) -> None:
    bring_in(row("99999999999999"))
    assert gaps(home) == [Gap.UNKNOWN]


class TestQueue:
    @pytest.fixture
    def difference(
        self, home: Municipality, ours: LeikaEntry, observe: Observe
    ) -> directory.Difference:
        observe(1, date(2026, 1, 1))
        bring_in(row())
        (found,) = directory.open_differences(home, progress_at(home, TODAY).states)
        return found

    def settle(self, home: Municipality, fingerprint: str, note: str = "Land gefragt") -> None:
        directory.settle(
            actor=None, municipality=home, on=TODAY, fingerprint=fingerprint, note=note
        )

    def test_clarified_is_no_longer_open(
        self, home: Municipality, difference: directory.Difference
    ) -> None:
        self.settle(home, difference.fingerprint)
        assert gaps(home) == []
        assert [row.note for row in directory.differences(home, TODAY)] == ["Land gefragt"]

    def test_a_new_claim_opens_it_again(
        self, home: Municipality, difference: directory.Difference, observe: Observe
    ) -> None:
        self.settle(home, difference.fingerprint)
        observe(0, date(2026, 2, 1))
        assert gaps(home) == [Gap.NOT_CLAIMED]

    def test_a_note_is_needed(self, home: Municipality, difference: directory.Difference) -> None:
        with pytest.raises(CatalogueError, match="geklärt"):
            self.settle(home, difference.fingerprint, " ")

    def test_officer_works_through_it(
        self, login: Any, digital_officer: User, difference: directory.Difference
    ) -> None:
        officer: Client = login(digital_officer)
        page = officer.get("/verwaltung/digitalisierung/dashboard/").content.decode()
        assert "Im Export online, bei uns nicht" in page
        assert f"bewertungen/new/?entry={KEY}" in page
        form = {"fingerprint": difference.fingerprint, "note": "Land gefragt"}
        officer.post("/verwaltung/digitalisierung/dashboard/", form)
        url = "/verwaltung/digitalisierung/dashboard/?geklaert=on"
        assert "Land gefragt" in officer.get(url).content.decode()
        assert (
            "Unterschied zum Dashboard: 0"
            in officer.get("/verwaltung/digitalisierung/aufgaben/").content.decode()
        )

    def test_editor_is_refused(self, login: Any, editor: User) -> None:
        for path in ("dashboard/", "adressen/"):
            response = login(editor).get(f"/verwaltung/digitalisierung/{path}")
            assert response.status_code in (302, 403)
