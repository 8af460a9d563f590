"""What an entry was called at a past day is part of the one query for the state of that day."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ozg_catalog import editions
from ozg_catalog.models import FormerEntry, Lage, LeikaEntry, MaturityModel, Municipality
from ozg_catalog.progress import EntryState, states_at

pytestmark = pytest.mark.django_db
BEFORE, FROM = date(2021, 3, 4), date(2022, 1, 1)
KEY = "99008001012000"
HEADER = "Schluessel;Bezeichnung"


@pytest.fixture
def state(home: Municipality, model: MaturityModel) -> Callable[..., EntryState]:
    def at(on: date, known: datetime | None = None) -> EntryState:
        (found,) = states_at(home, on, model=model, known=known)
        return found

    return at


@pytest.fixture
def renamed(entry: LeikaEntry) -> LeikaEntry:
    """A new edition, dated 2022, calls the entry something else."""
    content = f"{HEADER}\n{KEY};Personalausweis neu ausstellen\n".encode()
    edition = editions.read(content, "leika.csv", actor=None, source="Test", dated_on=FROM)
    editions.confirm(actor=None, edition=edition)
    return entry


def test_each_day_has_its_name(renamed: LeikaEntry, state: Callable[..., EntryState]) -> None:
    found = [state(day).name for day in (BEFORE, FROM - timedelta(days=1), FROM, date(2100, 1, 1))]
    old, new = "Personalausweis Ausstellung", "Personalausweis neu ausstellen"
    assert found == [old, old, new, new]


def test_state_and_names_are_one_query(
    renamed: LeikaEntry, home: Municipality, model: MaturityModel
) -> None:
    with CaptureQueriesContext(connection) as asked:
        states_at(home, BEFORE, model=model)
    assert len(asked) == 1


def test_who_did_not_know_yet_reads_the_old_name(
    entry: LeikaEntry, state: Callable[..., EntryState]
) -> None:
    before = timezone.now()
    LeikaEntry.objects.update(name="Ausweis")
    assert state(timezone.localdate(), before).name == "Personalausweis Ausstellung"
    assert state(timezone.localdate()).name == "Ausweis"


def test_a_name_that_came_back_is_told_apart(
    entry: LeikaEntry, state: Callable[..., EntryState]
) -> None:
    with connection.cursor() as cursor:
        for day, name in (("2021-01-01", "B"), ("2022-01-01", "Personalausweis Ausstellung")):
            cursor.execute("SELECT set_config('ozg_catalog.day', %s, true)", [day])
            cursor.execute("UPDATE ozg_catalog_leikaentry SET name = %s", [name])
        cursor.execute("SELECT set_config('ozg_catalog.day', '', true)")
    names = [state(date(year, 6, 1)).name for year in (2020, 2021, 2022)]
    assert names == ["Personalausweis Ausstellung", "B", "Personalausweis Ausstellung"]


def test_a_bundle_keeps_its_words_and_its_place(
    entry: LeikaEntry, state: Callable[..., EntryState]
) -> None:
    service = entry.services.get()
    moved = Lage.objects.create(name="Ausweise", themenfeld=service.lage.themenfeld)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('ozg_catalog.day', '2022-01-01', true)")
    service.name, service.lage = "Ausweise und Pässe", moved
    service.save()
    then, now = state(BEFORE), state(FROM)
    assert (then.ozg_name, then.lage) == ("Personalausweis", "Querschnitt Bürger")
    assert (now.ozg_name, now.lage) == ("Ausweise und Pässe", "Ausweise")


def test_an_import_that_renames_nothing_writes_nothing(renamed: LeikaEntry) -> None:
    LeikaEntry.objects.update(law="PAuswG")
    assert FormerEntry.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    ["UPDATE ozg_catalog_formerentry SET name = 'x'", "DELETE FROM ozg_catalog_formerentry"],
)
def test_nobody_rewrites_former_names(renamed: LeikaEntry, change: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(change)
