"""The database itself: no planned date moves without its history, and that history stays."""

from datetime import date
from importlib import import_module

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ozg_catalog import programme
from ozg_catalog.models import DateMove, Milestone, MilestoneMove, Project

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = date(2021, 6, 1), date(2021, 9, 1), date(2021, 12, 1)
KEEP = (
    "INSERT INTO ozg_catalog_milestonemove (milestone_id, moved_from, moved_to, reason, moved_at)"
)


@pytest.fixture
def milestone(db: None) -> Milestone:
    return Milestone.objects.create(title="Konzept im Rat", planned_on=FIRST)


@pytest.fixture
def project(db: None) -> Project:
    return Project.objects.create(slug="portal", title="Portal", starts_on=FIRST, ends_on=SECOND)


def commit(*statements: str) -> None:
    """Raw SQL up to the moment at which its transaction would end."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def moved(milestone: Milestone) -> MilestoneMove:
    return programme.move_milestone(actor=None, milestone=milestone, to=SECOND, reason="Ausschuss")


@pytest.fixture
def moved_project(project: Project) -> Project:
    Project.objects.update(ends_on=THIRD)
    moves = {"ends_on": (SECOND, THIRD)}
    programme.record_moves(actor=None, subject=project, moves=moves, reason="Zu wenig Personal")
    return project


@pytest.mark.parametrize(
    "change",
    ["UPDATE {} SET reason = 'anders'", "UPDATE {} SET moved_by_id = NULL", "DELETE FROM {}"],
)
def test_nobody_rewrites_the_history(
    moved: MilestoneMove, moved_project: Project, change: str
) -> None:
    for table in ("ozg_catalog_milestonemove", "ozg_catalog_datemove"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(change.format(table))


@pytest.mark.parametrize("table", ["milestone", "project"])
def test_what_has_a_history_stays(moved: MilestoneMove, moved_project: Project, table: str) -> None:
    with pytest.raises(IntegrityError):
        commit(f"DELETE FROM ozg_catalog_{table}")


@pytest.mark.parametrize(
    "silent",
    [
        "UPDATE ozg_catalog_milestone SET planned_on = '2021-12-01'",
        "UPDATE ozg_catalog_project SET starts_on = '2021-12-01'",
        "UPDATE ozg_catalog_project SET ends_on = NULL",
    ],
)
def test_no_date_moves_in_silence(milestone: Milestone, project: Project, silent: str) -> None:
    with pytest.raises(IntegrityError, match="without a row in its history"):
        commit(silent)


def test_an_old_move_does_not_cover_the_same_move_again(moved: MilestoneMove) -> None:
    milestone = moved.milestone
    programme.move_milestone(actor=None, milestone=milestone, to=FIRST, reason="doch wieder")
    with pytest.raises(IntegrityError, match="its last move leads to"):
        commit("UPDATE ozg_catalog_milestone SET planned_on = '2021-09-01'")


def test_no_move_that_never_was(milestone: Milestone) -> None:
    with pytest.raises(IntegrityError, match="its last move leads to"):
        commit(f"{KEEP} VALUES ({milestone.pk}, '2021-06-01', '2021-12-01', 'erfunden', now())")


def test_a_move_begins_where_the_last_one_ended(moved: MilestoneMove) -> None:
    with pytest.raises(IntegrityError, match="cannot move from"):
        commit(
            f"{KEEP} VALUES ({moved.milestone_id}, '2020-01-01', '2021-12-01', 'x', now())",
            "UPDATE ozg_catalog_milestone SET planned_on = '2021-12-01'",
        )


def test_two_moves_in_one_transaction_are_two_rows(milestone: Milestone) -> None:
    commit(
        f"{KEEP} VALUES ({milestone.pk}, '2021-06-01', '2021-09-01', 'x', now())",
        "UPDATE ozg_catalog_milestone SET planned_on = '2021-09-01'",
        f"{KEEP} VALUES ({milestone.pk}, '2021-09-01', '2021-12-01', 'y', now())",
        "UPDATE ozg_catalog_milestone SET planned_on = '2021-12-01'",
    )
    assert milestone.moves.count() == 2


def test_what_is_not_a_date_changes_freely(milestone: Milestone, project: Project) -> None:
    commit(
        "UPDATE ozg_catalog_milestone SET title = 'Konzept', planned_on = '2021-06-01'",
        "UPDATE ozg_catalog_project SET title = 'Portal der Stadt'",
    )
    assert not DateMove.objects.exists()


def test_who_moves_with_an_old_page_moves_on_from_the_new_date(milestone: Milestone) -> None:
    other = Milestone.objects.get(pk=milestone.pk)
    programme.move_milestone(actor=None, milestone=milestone, to=SECOND, reason="eins")
    last = programme.move_milestone(actor=None, milestone=other, to=THIRD, reason="zwei")
    assert last.moved_from == SECOND


def test_what_moved_in_silence_before_is_made_good(
    moved: MilestoneMove, moved_project: Project
) -> None:
    """The migration adds the missing row, or nobody could move that date again."""
    connection.check_constraints()
    commit(
        "ALTER TABLE ozg_catalog_milestone DISABLE TRIGGER no_silent_move",
        "ALTER TABLE ozg_catalog_project DISABLE TRIGGER no_silent_move",
        "UPDATE ozg_catalog_milestone SET planned_on = '2021-12-01'",
        "UPDATE ozg_catalog_project SET ends_on = NULL",
        "ALTER TABLE ozg_catalog_milestone ENABLE TRIGGER no_silent_move",
        "ALTER TABLE ozg_catalog_project ENABLE TRIGGER no_silent_move",
        import_module("ozg_catalog.migrations.0014_no_silent_move").REPAIR,
    )
    found = [MilestoneMove.objects.latest("pk"), DateMove.objects.latest("pk")]
    assert [(one.moved_from, one.moved_to) for one in found] == [(SECOND, THIRD), (THIRD, None)]
    assert all(one.reason.startswith("nachgetragen") for one in found)
