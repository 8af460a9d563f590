"""Offices, online services, papers and words in plain fields: public at once, in the history."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from wagtail.log_actions import registry

from identity.models import User
from services.models import (
    Office,
    OnlineChannel,
    PinnedResult,
    RequiredDocument,
    Service,
    Synonym,
)
from services.models.search import SearchDocument
from services.staff.plain.records import KINDS
from tests.services.plain_form import fill

pytestmark = pytest.mark.django_db


def address(kind: str, record: Any) -> str:
    return reverse("services_plain_record", args=[kind, record.pk])


def actions(record: Any) -> list[str]:
    return [entry.action for entry in registry.get_logs_for_instance(record)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_large_editor_leads_here_where_no_script_runs(
    kind: str, editor: User, login: Any, make_service: Callable[..., Service]
) -> None:
    model = KINDS[kind]
    given = {"service": make_service("Hund anmelden")} if model is PinnedResult else {}
    record = model._default_manager.create(**given)
    view: Any = model
    large = reverse(view.snippet_viewset.get_url_name("edit"), args=[record.pk])
    page = login(editor).get(large).content.decode()
    assert f'href="{address(kind, record)}"' in page.partition("staff-noscript")[2]


def test_an_office_moves_and_opens_on_thursdays(
    make_office: Callable[..., Office], editor: User, login: Any
) -> None:
    office = make_office((0, "09:00", "12:00"))
    fields = {"phone": "03447 594-0", "rules-0-closes": "13:00", "rules-1-weekday": "3"}
    fields |= {"rules-1-opens": "14:00", "rules-1-closes": "18:00", "rules-1-weeks": "1,3"}
    fill(login(editor), address("stellen", office), **fields)
    office.refresh_from_db()
    assert office.phone == "03447 594-0"
    rules = [(r.weekday, f"{r.closes:%H:%M}", r.weeks) for r in office.rules.order_by("weekday")]
    assert rules == [(0, "13:00", []), (3, "18:00", [1, 3])]
    assert actions(office) == ["wagtail.edit"]
    assert office.latest_revision.user == editor


def test_an_exception_and_what_is_wrong_with_it(
    make_office: Callable[..., Office], editor: User, login: Any
) -> None:
    office = make_office()
    first = {"exceptions-0-first_day": "2026-12-24", "exceptions-0-reason": "Feiertage"}
    client, where = login(editor), address("stellen", office)
    page = fill(client, where, **first, **{"exceptions-0-last_day": "2026-12-20"})
    assert "Der letzte Tag liegt vor dem ersten." in page.content.decode()
    fill(client, where, **first, **{"exceptions-0-last_day": "2026-12-31"})
    assert office.exceptions.get().reason == "Feiertage"


def test_the_new_name_of_an_office_is_found_at_once(
    make_office: Callable[..., Office], editor: User, login: Any
) -> None:
    office = make_office()
    fill(login(editor), address("stellen", office), name="Fundbüro")
    assert SearchDocument.objects.get(kind="office", key=office.slug).title == "Fundbüro"


def test_a_locked_office_stays_as_it_is(
    make_office: Callable[..., Office], editor: User, administrator: User, login: Any
) -> None:
    office = make_office()
    Office.objects.update(locked=True, locked_by=administrator)
    page = fill(login(editor), address("stellen", office), name="Fundbüro")
    assert "Dieser Eintrag ist gesperrt." in page.content.decode()
    assert Office.objects.get().name == office.name


def test_an_online_service_is_made_and_can_be_switched_off(editor: User, login: Any) -> None:
    client = login(editor)
    fields = {"name": "Hundeportal", "url": "https://hund.example.org", "languages": ["de", "en"]}
    fill(client, reverse("services_plain_add", args=["online-dienste"]), **fields)
    made = OnlineChannel.objects.get()
    assert (made.address, made.languages) == ("https://hund.example.org", ["de", "en"])
    page = client.get(address("online-dienste", made)).content.decode()
    assert reverse("services_outage", args=[made.pk]) in page


def test_a_language_that_the_directory_does_not_know_is_not_lost_unseen(
    editor: User, login: Any
) -> None:
    made = OnlineChannel.objects.create(name="A", url="https://a.example.org", languages=["uk"])
    client, where = login(editor), address("online-dienste", made)
    assert "uk" in fill(client, where, name="B").context["plain"].faults[0][2]
    fill(client, where, name="B", languages=["de"])
    made.refresh_from_db()
    assert (made.name, made.languages) == ("B", ["de"])


def test_a_paper_names_the_service_that_issues_it(
    make_service: Callable[..., Service], editor: User, login: Any
) -> None:
    service = make_service("Führungszeugnis beantragen")
    new = reverse("services_plain_add", args=["unterlagen"])
    fill(login(editor), new, name="Führungszeugnis", issued_by="führungszeugnis")
    made = RequiredDocument.objects.get()
    assert made.issued_by == service
    assert actions(made) == ["wagtail.create"]


def test_a_synonym(editor: User, login: Any) -> None:
    new = reverse("services_plain_add", args=["synonyme"])
    fill(login(editor), new, words="Wuffi", official="Hund")
    assert str(Synonym.objects.get()) == "Wuffi → Hund"


@pytest.mark.parametrize("kind", KINDS)
def test_lists_find_by_name(kind: str, editor: User, login: Any) -> None:
    client, where = login(editor), reverse("services_plain_records", args=[kind])
    assert client.get(where, {"q": "x\x00"}).status_code == 200


@pytest.mark.parametrize("name", ["services_plain_records", "services_plain_add"])
def test_other_kinds_are_not_there(name: str, editor: User, login: Any) -> None:
    assert login(editor).get(reverse(name, args=["benutzer"])).status_code == 404


@pytest.mark.parametrize("role", ["digital_officer", "licence_officer", "health_officer"])
def test_other_roles_must_not(
    make_office: Callable[..., Office], staff: Any, login: Any, role: str
) -> None:
    office = make_office()
    client = login(staff(role))
    client.post(address("stellen", office), {"name": "Meins"})
    assert client.get(reverse("services_plain_add", args=["stellen"])).status_code in {302, 403}
    assert Office.objects.get().name == office.name


def test_a_whole_week_fits_where_more_rows_are_asked_for(editor: User, login: Any) -> None:
    where = reverse("services_plain_add", args=["stellen"])
    page = login(editor).get(where, {"zeilen": "10"})
    assert len(page.context["plain"].form.formsets["rules"].forms) == 10
