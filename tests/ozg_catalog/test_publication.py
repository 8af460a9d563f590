"""The council report: drafted by one, released by another, then fixed."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from identity.models import User
from ozg_catalog import competences, publication, snapshots
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import (
    Assessment,
    CouncilReport,
    LeikaEntry,
    Municipality,
    ReportFile,
    Snapshot,
)
from ozg_catalog.tasks import freeze_month

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
Observe = Callable[..., Assessment]


def freeze(home: Municipality, on: date = date(2021, 3, 4)) -> Snapshot:
    return snapshots.freeze(actor=None, municipality=home, on=on)


@pytest.fixture
def mayors_office(staff: Callable[[str], User]) -> User:
    return staff("mayors_office")


@pytest.fixture
def draft(home: Municipality, ours: LeikaEntry, digital_officer: User) -> CouncilReport:
    return publication.draft(actor=digital_officer, snapshot=freeze(home))


@pytest.fixture
def released(draft: CouncilReport, mayors_office: User) -> CouncilReport:
    return publication.release(actor=mayors_office, report=draft)


def test_release_gives_number_and_files(released: CouncilReport) -> None:
    assert released.number == 1
    assert {file.format for file in released.files.all()} == {"html", "pdf", "csv", "json", "xlsx"}


def test_the_author_cannot_release(draft: CouncilReport, digital_officer: User) -> None:
    with pytest.raises(CatalogueError, match="entworfen"):
        publication.release(actor=digital_officer, report=draft)


def test_the_system_cannot_release(draft: CouncilReport) -> None:
    with pytest.raises(CatalogueError, match="entworfen"):
        publication.release(actor=None, report=draft)


def test_the_database_wants_four_eyes_too(draft: CouncilReport, digital_officer: User) -> None:
    with (
        pytest.raises(DatabaseError, match="report_four_eyes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE ozg_catalog_councilreport SET number = 1, released_at = now(),"
            " released_by_id = drafted_by_id"
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ozg_catalog_councilreport SET explanation = 'anders'",
        "DELETE FROM ozg_catalog_councilreport",
        "UPDATE ozg_catalog_reportfile SET content = ''",
        "DELETE FROM ozg_catalog_reportfile",
    ],
)
def test_a_released_report_cannot_be_changed(released: CouncilReport, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_draft_can_be_discarded(draft: CouncilReport, digital_officer: User) -> None:
    publication.discard(actor=digital_officer, report=draft)
    assert not CouncilReport.objects.exists()


def test_twice_is_refused(released: CouncilReport, mayors_office: User) -> None:
    with pytest.raises(CatalogueError, match="schon freigegeben"):
        publication.release(actor=mayors_office, report=released)


def test_released_at_the_same_moment_they_get_two_numbers(
    draft: CouncilReport,
    digital_officer: User,
    mayors_office: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Files take seconds to make; another report may be released meanwhile."""
    snapshot = freeze(draft.snapshot.municipality, date(2021, 3, 1))
    other = publication.draft(actor=digital_officer, snapshot=snapshot)
    make = publication._files

    def meanwhile(report: CouncilReport) -> list[ReportFile]:
        if report == draft:
            publication.release(actor=mayors_office, report=other)
        return make(report)

    monkeypatch.setattr(publication, "_files", meanwhile)
    assert publication.release(actor=mayors_office, report=draft).number == 2


def test_a_pdf_that_fails_releases_nothing_and_says_so(
    draft: CouncilReport, mayors_office: User, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ozg_catalog.typesetting.LONGEST_SECONDS", 0.001)
    url = f"/verwaltung/digitalisierung/berichte/{draft.pk}/freigeben/"
    page = login(mayors_office).post(url).content.decode()
    assert "PDF ließ sich nicht setzen" in page
    assert not CouncilReport.objects.released().exists()


def test_two_stands_of_one_day_are_told_apart(
    home: Municipality, ours: LeikaEntry, observe: Observe, login: Login, digital_officer: User
) -> None:
    freeze(home)
    observe(3, date(2021, 3, 1))
    snapshots.freeze(actor=None, municipality=home, on=date(2021, 3, 4), reason="Nachtrag")
    page = login(digital_officer).get("/verwaltung/digitalisierung/berichte/new/").content.decode()
    assert page.count("Altenburg 04.03.2021, festgehalten am") == 2
    assert "(Nachtrag)</option>" in page


def test_one_report_per_snapshot(draft: CouncilReport, digital_officer: User) -> None:
    with pytest.raises(CatalogueError, match="schon einen Bericht"):
        publication.draft(actor=digital_officer, snapshot=draft.snapshot)


class TestJump:
    @pytest.fixture
    def second(
        self, released: CouncilReport, observe: Observe, digital_officer: User, home: Municipality
    ) -> CouncilReport:
        observe(3, date(2021, 3, 10))
        return publication.draft(actor=digital_officer, snapshot=freeze(home, date(2021, 4, 1)))

    def test_is_found(self, second: CouncilReport) -> None:
        found = {(jump.old, jump.new) for jump in publication.jumps(second.snapshot)}
        assert found == {(0, 1)}

    def test_unexplained_is_refused(self, second: CouncilReport, mayors_office: User) -> None:
        with pytest.raises(CatalogueError, match="20 %"):
            publication.release(actor=mayors_office, report=second)

    def test_explanation_is_printed(self, second: CouncilReport, mayors_office: User) -> None:
        second.explanation = "Neuer Online-Dienst des Landes"
        second.save()
        publication.release(actor=mayors_office, report=second)
        html = bytes(second.files.get(format="html").content).decode()
        assert "Neuer Online-Dienst des Landes" in html


def test_correction_names_the_old(
    released: CouncilReport, digital_officer: User, mayors_office: User, citizen: Client
) -> None:
    snapshot = freeze(released.snapshot.municipality, date(2021, 3, 5))
    new = publication.draft(actor=digital_officer, snapshot=snapshot, replaces=released)
    publication.release(actor=mayors_office, report=new)
    page = citizen.get("/digitalisierung/berichte/1/").content.decode()
    assert "berichtigt durch Nr. 2" in page


def test_missing_quarters_are_named(released: CouncilReport, home: Municipality) -> None:
    assert publication.missing(home, date(2021, 8, 14)) == []
    assert publication.missing(home, date(2021, 8, 15)) == [date(2021, 6, 30)]
    assert len(publication.missing(home, date(2022, 3, 1))) == 3


def test_public_page_and_files(released: CouncilReport, citizen: Client) -> None:
    assert citizen.get("/digitalisierung/berichte/").status_code == 200
    page = citizen.get("/digitalisierung/berichte/1/").content.decode()
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    for file in released.files.all():
        response = citizen.get(f"/digitalisierung/berichte/1/{file.format}/")
        assert hashlib.sha256(response.content).hexdigest() == file.sha256


def test_the_page_shows_the_released_bytes_whatever_todays_code_would_write(
    released: CouncilReport, citizen: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = bytes(released.files.get(format="html").content)
    monkeypatch.setattr("ozg_catalog.reports.content._headline", lambda _data: 1 / 0)
    response = citizen.get("/digitalisierung/berichte/1/")
    assert stored.partition(b"<main>")[2].partition(b"</main>")[0] in response.content
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert b"<style" not in response.content


def test_what_people_typed_is_text_on_the_page(
    home: Municipality,
    ours: LeikaEntry,
    digital_officer: User,
    mayors_office: User,
    citizen: Client,
) -> None:
    hostile = "</main><script>alert(1)</script>"
    draft = publication.draft(actor=digital_officer, snapshot=freeze(home), explanation=hostile)
    publication.release(actor=mayors_office, report=draft)
    page = citizen.get("/digitalisierung/berichte/1/").content.decode()
    assert "alert(1)" in page
    assert hostile not in page
    assert page.count("</main>") == 1


def test_a_file_that_was_tampered_with_is_not_shown(
    released: CouncilReport, citizen: Client
) -> None:
    """Whoever took the trigger away cannot put words into the report's mouth."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ozg_catalog_reportfile DISABLE TRIGGER append_only")
        cursor.execute(
            "UPDATE ozg_catalog_reportfile SET content = '<main>Alles online</main>'"
            " WHERE format = 'html'"
        )
        cursor.execute("ALTER TABLE ozg_catalog_reportfile ENABLE TRIGGER append_only")
    page = citizen.get("/digitalisierung/berichte/1/").content.decode()
    assert "Alles online" not in page
    assert "stimmt nicht mit ihrer Prüfsumme überein" in page


def test_a_draft_is_not_public(draft: CouncilReport, citizen: Client) -> None:
    assert citizen.get("/digitalisierung/berichte/1/").status_code == 404
    assert "Noch ist kein Bericht" in citizen.get("/digitalisierung/berichte/").content.decode()


def test_officer_drafts_and_mayors_office_releases(
    home: Municipality,
    ours: LeikaEntry,
    login: Login,
    digital_officer: User,
    mayors_office: User,
) -> None:
    snapshot = freeze(home)
    officer = login(digital_officer)
    base = "/verwaltung/digitalisierung/berichte/"
    assert officer.post(f"{base}new/", {"snapshot": snapshot.pk}).status_code == 302
    report = CouncilReport.objects.get()
    officer.post(f"{base}{report.pk}/freigeben/")
    assert not CouncilReport.objects.released().exists()
    second = login(mayors_office)
    assert "Stand vom 04.03.2021" in second.get(f"{base}{report.pk}/freigeben/").content.decode()
    second.post(f"{base}{report.pk}/freigeben/")
    assert CouncilReport.objects.released().get() == report


def test_the_list_leads_to_the_release(
    draft: CouncilReport, login: Login, mayors_office: User
) -> None:
    page = login(mayors_office).get("/verwaltung/digitalisierung/berichte/").content.decode()
    assert f"/berichte/{draft.pk}/freigeben/" in page


def test_unexplained_jump_is_named_when_drafting(
    released: CouncilReport, observe: Observe, login: Login, digital_officer: User
) -> None:
    observe(3, date(2021, 3, 10))
    snapshot = freeze(released.snapshot.municipality, date(2021, 4, 1))
    form = {"snapshot": snapshot.pk, "explanation": ""}
    url = "/verwaltung/digitalisierung/berichte/new/"
    page = login(digital_officer).post(url, form).content.decode()
    assert "online: 0 → 1" in page
    assert CouncilReport.objects.count() == 1


def test_change_is_told_against_the_last_report(
    released: CouncilReport, observe: Observe, home: Municipality
) -> None:
    freeze(home, date(2021, 3, 20))  # a stand in between that nobody reported
    observe(3, date(2021, 3, 21))
    new = LeikaEntry.objects.create(identity="x", name="Neu", introduced_on=date(2021, 3, 10))
    competences.decide(
        actor=None,
        municipality=home,
        entry=new,
        level="city",
        reason="Test",
        source="Test",
        decided_on=date(2021, 3, 11),
    )
    since = freeze(home, date(2021, 4, 1)).data["since"]
    assert (since["on"], since["report"]) == ("2021-03-04", 1)
    assert {(row["name"], row["why"]) for row in since["changes"]} == {
        ("Personalausweis Ausstellung", "assessment"),
        ("Neu", "edition"),
    }


def test_a_first_report_that_never_came_is_missing_too(
    home: Municipality, ours: LeikaEntry, citizen: Client
) -> None:
    freeze(home)
    taken = timezone.localdate(Snapshot.objects.get().taken_at)
    assert publication.missing(home, taken) == []
    assert len(publication.missing(home, taken + timedelta(days=140))) == 1


def test_editor_releases_nothing(draft: CouncilReport, login: Login, editor: User) -> None:
    login(editor).post(f"/verwaltung/digitalisierung/berichte/{draft.pk}/freigeben/")
    assert not CouncilReport.objects.released().exists()


def test_monthly_task_freezes_once(home: Municipality, ours: LeikaEntry) -> None:
    assert freeze_month() == freeze_month()
    assert Snapshot.objects.count() == 1
