"""The programme: dates that moved keep their history; what licences cost."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from identity.models import User
from ozg_catalog import licence_costs, programme, worklist
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import (
    DateMove,
    Examination,
    Municipality,
    PriceModel,
    Project,
    Provider,
    ProviderFact,
    Strategy,
)
from ozg_catalog.programme_figures import programme_at, providers

pytestmark = pytest.mark.django_db
BASE = "/verwaltung/digitalisierung/vorhaben/"


@pytest.fixture
def project(db: None) -> Project:
    return Project.objects.create(
        slug="portal",
        title="Portal",
        summary="Ein Portal",
        responsible="Digitalisierungsstelle",
        starts_on=date(2021, 1, 1),
        ends_on=date(2021, 6, 30),
        recorded_on=date(2021, 1, 1),
        status=Project.Status.RUNNING,
    )


@pytest.fixture
def officer(login: Callable[[User], Client], digital_officer: User) -> Client:
    return login(digital_officer)


def form(project: Project, **changes: Any) -> dict[str, Any]:
    names = ("title", "slug", "kind", "status", "responsible", "summary", "recorded_on")
    fields = {name: getattr(project, name) for name in names}
    return {**fields, "starts_on": "2021-01-01", "ends_on": "2021-06-30", **changes}


def move(project: Project, to: date, reason: str = "Zu wenig Personal") -> None:
    moves = {"ends_on": (project.ends_on, to)}
    programme.record_moves(actor=None, subject=project, moves=moves, reason=reason)
    Project.objects.filter(pk=project.pk).update(ends_on=to)


class TestMovedDates:
    def test_without_a_reason_is_refused(self, officer: Client, project: Project) -> None:
        data = form(project, ends_on="2021-12-31")
        page = officer.post(f"{BASE}edit/{project.pk}/", data).content.decode()
        assert "Grund der Verschiebung" in page
        project.refresh_from_db()
        assert project.ends_on == date(2021, 6, 30)

    def test_with_a_reason_is_kept(self, officer: Client, project: Project) -> None:
        data = form(project, ends_on="2021-12-31", reason_for_move="Zu wenig Personal")
        assert officer.post(f"{BASE}edit/{project.pk}/", data).status_code == 302
        kept = DateMove.objects.get(project=project)
        assert (kept.moved_from, kept.moved_to) == (date(2021, 6, 30), date(2021, 12, 31))
        assert kept.moved_by is not None

    def test_other_changes_need_no_reason(self, officer: Client, project: Project) -> None:
        assert officer.post(f"{BASE}edit/{project.pk}/", form(project)).status_code == 302
        assert not DateMove.objects.exists()

    def test_a_first_date_needs_no_reason_and_was_not_known_before(
        self, officer: Client, project: Project
    ) -> None:
        Project.objects.all().delete()
        project.pk, project.ends_on = None, None
        project.save()
        data = form(project, ends_on="2030-12-31")
        assert officer.post(f"{BASE}edit/{project.pk}/", data).status_code == 302
        (then,) = programme_at(date(2021, 7, 1))["projects"]
        (now,) = programme_at(date(2100, 1, 1))["projects"]
        assert (then["ends_on"], now["ends_on"], now["moves"]) == (None, "2030-12-31", [])

    def test_a_date_taken_back_is_told_in_words(
        self, officer: Client, citizen: Client, project: Project
    ) -> None:
        data = form(project, ends_on="", reason_for_move="Kein Geld")
        assert officer.post(f"{BASE}edit/{project.pk}/", data).status_code == 302
        words = "Termin am 30.06.2021 gestrichen: Kein Geld"
        for address in ("konzept/", "vorhaben/portal/"):
            assert words in citizen.get(f"/digitalisierung/{address}").content.decode()

    def test_what_moved_cannot_be_deleted(self, officer: Client, project: Project) -> None:
        move(project, date(2030, 1, 1))
        page = officer.post(f"{BASE}delete/{project.pk}/", follow=True).content.decode()
        assert "lässt sich nicht löschen" in page
        assert Project.objects.filter(pk=project.pk).exists()

    def test_verb_wants_the_reason_too(self, project: Project) -> None:
        with pytest.raises(CatalogueError, match="Grund"):
            move(project, date(2022, 1, 1), " ")

    def test_an_earlier_day_shows_what_was_planned_then(self, project: Project) -> None:
        move(project, date(2030, 1, 1))
        (then,) = programme_at(date(2021, 7, 1))["projects"]
        assert (then["ends_on"], then["overdue"], then["moves"]) == ("2021-06-30", True, [])

    def test_today_shows_the_move_with_its_reason(self, citizen: Client, project: Project) -> None:
        move(project, date(2030, 1, 1))
        page = citizen.get("/digitalisierung/konzept/").content.decode()
        assert "verschoben vom 30.06.2021 auf den 01.01.2030: Zu wenig Personal" in page

    def test_the_date_for_the_council_too(self) -> None:
        planned, later = date(2021, 3, 1), date(2021, 6, 1)
        words = {"title": "Konzept", "version": "1", "summary": "x", "responsible": "y"}
        strategy = Strategy.objects.create(
            **words, dated_on=date(2021, 1, 1), council_planned_on=planned
        )
        moves = {"council_planned_on": (planned, later)}
        programme.record_moves(actor=None, subject=strategy, moves=moves, reason="Ausschuss")
        Strategy.objects.update(council_planned_on=later)
        found = programme_at(date(2100, 1, 1))["strategy"]
        assert [row["what"] for row in found["moves"]] == ["geplant für den Stadtrat"]

    def test_overdue_is_marked_in_picture_and_list(self, citizen: Client, project: Project) -> None:
        page = citizen.get("/digitalisierung/konzept/").content.decode()
        assert "überfällig: Portal" in page
        assert "url(#p-overdue)" in page
        assert "überfällig" in page


class TestExaminations:
    """The day until which an answer was promised moves like a milestone: with a reason."""

    @pytest.fixture
    def examination(self, db: None) -> Examination:
        return Examination.objects.create(
            slug="kurzfristig",
            title="Kurzfristige Lösung",
            question="Geht das?",
            asked_on=date(2021, 3, 4),
            due_on=date(2021, 5, 1),
            source="Test",
        )

    def post(self, officer: Client, examination: Examination, **changes: str) -> Any:
        names = ("title", "slug", "question", "source")
        fields = {name: getattr(examination, name) for name in names}
        data = {**fields, "asked_on": "2021-03-04", "due_on": "2021-05-01", **changes}
        url = f"/verwaltung/digitalisierung/pruefauftraege/edit/{examination.pk}/"
        return officer.post(url, data)

    def test_without_a_reason_is_refused(self, officer: Client, examination: Examination) -> None:
        page = self.post(officer, examination, due_on="2030-01-01").content.decode()
        assert "Grund der Verschiebung" in page
        assert not DateMove.objects.exists()

    def test_the_move_is_shown_with_its_reason(
        self, officer: Client, citizen: Client, examination: Examination
    ) -> None:
        changes = {"due_on": "2030-01-01", "reason_for_move": "Angebot fehlt"}
        assert self.post(officer, examination, **changes).status_code == 302
        page = citizen.get("/digitalisierung/konzept/").content.decode()
        assert "verschoben vom 01.05.2021 auf den 01.01.2030: Angebot fehlt" in page

    def test_an_earlier_day_shows_what_was_planned_then(
        self, officer: Client, examination: Examination
    ) -> None:
        self.post(officer, examination, due_on="2030-01-01", reason_for_move="Angebot fehlt")
        (then,) = programme_at(date(2021, 6, 1))["examinations"]
        assert (then["due_on"], then["overdue"], then["moves"]) == ("2021-05-01", True, [])

    def test_overdue_waits_for_the_officer(
        self, home: Municipality, examination: Examination
    ) -> None:
        def waiting() -> list[str]:
            piles = worklist.piles(home, date(2021, 6, 1))
            return next(pile.items for pile in piles if pile.label == "Überfällige Prüfaufträge")

        assert waiting() == ["Kurzfristige Lösung"]
        Examination.objects.update(concluded_on=date(2021, 5, 20))
        assert waiting() == []

    def test_a_move_belongs_to_one_thing(self, examination: Examination, project: Project) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            DateMove.objects.create(
                examination=examination, project=project, field="due_on", reason="x"
            )


class TestLicenceCosts:
    @pytest.fixture
    def upper_limit(self, db: None) -> PriceModel:
        return PriceModel.objects.create(
            name="Höchstens 1.500 €",
            monthly_base=Decimal(1500),
            included=500,
            is_upper_limit=True,
            source="Anfrage",
            dated_on=date(2021, 3, 5),
        )

    @pytest.mark.parametrize(
        ("businesses", "price"), [(0, 1500), (500, 1500), (501, None), (9999, None)]
    )
    def test_a_source_that_names_no_price_gets_none(
        self, upper_limit: PriceModel, businesses: int, price: int | None
    ) -> None:
        assert upper_limit.monthly_for(businesses) == price

    def test_each_further_user(self) -> None:
        model = PriceModel(monthly_base=Decimal(200), included=50, monthly_each=Decimal("2.50"))
        assert model.monthly_for(60) == Decimal(225)

    def test_unknown_number_is_not_zero(self, upper_limit: PriceModel) -> None:
        (cost,) = licence_costs.comparison(None)
        assert (cost.now, cost.each) == (None, None)

    def test_page_names_source_and_number(self, citizen: Client, upper_limit: PriceModel) -> None:
        page = citizen.get("/digitalisierung/kostenvergleich/").content.decode()
        assert "haben 0 Betriebe eine Lizenz" in page
        assert "höchstens 1500,00 €" in page
        assert "Anfrage, 05.03.2021" in page


@pytest.mark.parametrize(
    ("dated", "known"),
    [
        ({"dated_on": date(2021, 3, 4)}, True),
        ({"dated_on": date(2021, 3, 5)}, False),
        ({"dated_text": "2021"}, True),
        ({"dated_text": "vor März 2021"}, True),
        ({"dated_text": "August 2021"}, False),
        ({"dated_text": "unbekannt"}, True),
        ({}, True),
    ],
)
def test_a_later_source_is_not_in_an_earlier_report(
    db: None, dated: dict[str, Any], known: bool
) -> None:
    provider = Provider.objects.create(slug="haus", name="Haus", summary="Ein Rechenzentrum")
    ProviderFact.objects.create(provider=provider, topic="Sitz", statement="Erfurt", **dated)
    [shown] = providers(date(2021, 3, 4))
    assert bool(shown["topics"]) is known
