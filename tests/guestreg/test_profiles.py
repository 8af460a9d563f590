"""What visits are collected for is data: a purpose that nobody programmed, from its form to the
deletion of its visits, and the rules that keep what guests were told."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from guestreg import handover, law, receipts, retention
from guestreg.errors import CheckInError, LawError, RequestError
from guestreg.models import Code, DataRequest, Deletion, LegalBasis, Profile, Visit
from identity.models import User
from tests.guestreg.conftest import GUEST, give, take

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
ENTERED: dict[str, Any] = {
    "slug": "choir", "title": "Probenliste", "title_en": "Rehearsal list",
    "permitted_fields": ["given_name", "family_name", "phone"], "longest_retention": "5",
    "requester": "Ordnungsamt", "on_request": "on", "guests_may_erase": "on",
    "limits": "Nur um Teilnehmende der Probe zu warnen.", "limits_en": "Only to warn singers.",
    "reminder": "Nach dem Warnen vernichten.",
}  # fmt: skip


@pytest.fixture
def rehearsals(code: Code, licence_officer: User, login: Login) -> LegalBasis:
    """A third purpose with its legal basis for the bakery's kind, both by forms alone."""
    LegalBasis.objects.update(venue_kinds=["event"])
    client = login(licence_officer)
    client.post(reverse("zwecke:add"), ENTERED)
    basis = {
        "title": "Probenordnung (Beispiel)", "profile": "choir", "text": "Text", "source": "Quelle",
        "valid_from": f"{timezone.localdate()}", "venue_kinds": ["gastronomy"],
        "retention_days": "5", "prescribed_fields": ["given_name", "family_name", "phone"],
        "requester": "Ordnungsamt",
    }  # fmt: skip
    answer = client.post(reverse("rechtsgrundlagen:add"), basis)
    assert answer.status_code == 302, answer.context["form"].errors
    return LegalBasis.objects.get(profile="choir")


@pytest.fixture
def sung(rehearsals: LegalBasis, ask: Callable, visit_at: Callable) -> DataRequest:
    """Somebody came to a rehearsal, and the office asked for the list."""
    visit_at()
    made: DataRequest = ask(basis=rehearsals)
    return made


def test_a_third_purpose_is_data_from_check_in_to_deletion(
    sung: DataRequest, citizen: Client, baker: User, health_officer: User, login: Login
) -> None:
    code = Code.objects.earliest("pk")
    page = citizen.get(code.get_absolute_url()).content.decode()
    assert "Probenliste: Probenordnung (Beispiel)" in page
    (row,) = take(give(sung, baker), health_officer)
    assert row.family_name == GUEST["family_name"]
    opened = reverse("guestreg_staff:request", args=[sung.public_id])
    assert ENTERED["reminder"] in login(health_officer).get(opened).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=6), tick=False):
        retention.purge(timezone.localdate())
    assert not Visit.objects.exists()
    assert Deletion.objects.values_list("visits", "released").get() == (1, 1)


def test_its_words_say_to_the_venue_what_the_office_may_do(
    sung: DataRequest, baker: User, login: Login
) -> None:
    page = login(baker).get(reverse("guestreg:request", args=[sung.public_id])).content.decode()
    assert ENTERED["limits"] in page
    assert "§ 28a" not in page


def test_its_visits_are_not_given_for_tracing_and_guests_take_them_back(
    rehearsals: LegalBasis, ask: Callable, visit_at: Callable
) -> None:
    receipt = visit_at().receipt
    tracing = LegalBasis.objects.get(profile="contact_tracing")
    LegalBasis.objects.filter(pk=tracing.pk).update(venue_kinds=["gastronomy"])
    tracing.refresh_from_db()
    assert not handover.matching(ask(basis=tracing))
    receipts.erase(receipt)
    assert not Visit.objects.exists()


def test_tracing_keeps_what_the_law_wants_kept(visit_at: Callable) -> None:
    with pytest.raises(CheckInError, match="verlangt"):
        receipts.erase(visit_at().receipt)


@pytest.fixture
def unasked(rehearsals: LegalBasis) -> LegalBasis:
    """The rehearsals, now of a purpose whose lists nobody may ask for."""
    Profile.objects.filter(pk="choir").update(on_request=False)
    rehearsals.refresh_from_db()
    return rehearsals


def test_what_nobody_may_request_is_not_requested(
    unasked: LegalBasis, ask: Callable, code: Code
) -> None:
    with pytest.raises(RequestError, match="niemand"):
        ask(basis=unasked)
    with pytest.raises(IntegrityError, match="not requested"), transaction.atomic():
        DataRequest.objects.create(
            venue=code.area.venue,
            basis=unasked,
            window_start=timezone.now(),
            window_end=timezone.now(),
        )


def test_what_nobody_may_request_says_so_to_guests_and_is_not_offered(
    unasked: LegalBasis, code: Code, citizen: Client, health_officer: User, login: Login
) -> None:
    page = citizen.get(code.get_absolute_url()).content.decode()
    assert "Niemand darf sie verlangen" in page
    address = reverse("guestreg_staff:make-request", args=[code.area.venue.public_id])
    form = login(health_officer).get(address)
    assert unasked not in form.context["form"].fields["basis"].queryset


WIDER: dict[str, object] = {
    "permitted_fields": ["given_name", "family_name", "phone", "email"],
    "longest_retention": 6,
    "requester": "Polizei",
    "guests_may_erase": False,
}
NARROWER_THAN_ITS_BASIS: dict[str, object] = {
    "permitted_fields": ["given_name"],
    "longest_retention": 4,
}


@pytest.mark.parametrize(("name", "value"), [*WIDER.items(), *NARROWER_THAN_ITS_BASIS.items()])
def test_a_purpose_in_use_is_not_changed_under_its_guests(
    name: str, value: object, rehearsals: LegalBasis, licence_officer: User, login: Login
) -> None:
    """Neither on its page, nor by its verb, nor past both."""
    entered = ENTERED | {name: value}
    if value is False:
        entered.pop(name)
    answer = login(licence_officer).post(reverse("zwecke:edit", args=["choir"]), entered)
    assert answer.context["form"].errors
    profile = Profile.objects.get(pk="choir")
    setattr(profile, name, value)
    with pytest.raises(LawError):
        law.put(profile, actor=licence_officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Profile.objects.filter(pk="choir").update(**{name: value})


def test_a_purpose_in_use_may_become_narrower_and_its_words_better(
    rehearsals: LegalBasis, licence_officer: User, login: Login
) -> None:
    entered = ENTERED | {"limits": "Nur zum Warnen.", "slug": "other"}
    entered.pop("on_request")
    answer = login(licence_officer).post(reverse("zwecke:edit", args=["choir"]), entered)
    assert answer.status_code == 302
    changed = Profile.objects.get(pk="choir")
    assert (changed.limits, changed.on_request) == ("Nur zum Warnen.", False)
    entry = ModelLogEntry.objects.get(action="guestreg.profile.change")
    assert entry.user == licence_officer
    assert entry.data["on_request"] == ["True", "False"]


@pytest.mark.parametrize(
    "change",
    [
        {"prescribed_fields": ["given_name", "family_name", "phone", "email"]},
        {"retention_days": 6},
        {"requester": "Polizei"},
    ],
)
def test_a_basis_stays_within_its_purpose(change: dict, rehearsals: LegalBasis) -> None:
    for name, value in change.items():
        setattr(rehearsals, name, value)
    with pytest.raises(ValidationError) as wrong:
        rehearsals.full_clean()
    assert set(wrong.value.message_dict) == set(change)
    with pytest.raises(LawError, match="hinaus"):
        law.put(rehearsals, actor=None)


def test_what_was_collected_keeps_its_purpose(rehearsals: LegalBasis, visit_at: Callable) -> None:
    """Else a list of visitors becomes one for tracing with a click."""
    visit_at()
    rehearsals.profile_id = "contact_tracing"
    with pytest.raises(LawError, match="Ihr Zweck bleibt"):
        law.put(rehearsals, actor=None)
    Visit.objects.all().delete()
    law.put(rehearsals, actor=None)


def test_texts_are_in_the_readers_language(ask: Callable) -> None:
    profile = Profile.objects.get(pk="contact_tracing")
    with translation.override("en"):
        assert str(Profile.objects.get(pk="visitor_book")) == "Visitor book of a building"
        page = render_to_string("guestreg/includes/limits_of_law.html", {"asked": ask()})
    assert profile.limits_en in unescape(page)
    assert profile.limits not in unescape(page)


TOLD = ("Probenordnung (Beispiel)", "Quelle")


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("includes/limits_of_law.html", TOLD),
        ("includes/request_facts.html", (*TOLD, "Ordnungsamt")),
        ("admin/request_facts.html", TOLD),
        ("admin/print_head.html", (ENTERED["reminder"], *TOLD)),
    ],
)
def test_what_there_is_in_german_only_says_so_to_english_readers(
    template: str, words: tuple[str, ...], sung: DataRequest
) -> None:
    with translation.override("en"):
        page = render_to_string(f"guestreg/{template}", {"asked": sung})
    said = BeautifulSoup(page, "html.parser").find_all(lang="de")
    assert [text for text in words if text not in {part.get_text() for part in said}] == []


def test_german_readers_are_told_no_language(sung: DataRequest) -> None:
    assert "lang=" not in render_to_string("guestreg/admin/print_head.html", {"asked": sung})


def test_a_new_purpose_takes_no_ones_place(licence_officer: User, login: Login) -> None:
    taken = ENTERED | {"slug": "visitor_book"}
    page = login(licence_officer).post(reverse("zwecke:add"), taken)
    assert "slug" in page.context["form"].errors
    with pytest.raises(IntegrityError, match="unique"), transaction.atomic():
        law.put(Profile(slug="visitor_book", permitted_fields=[], longest_retention=1), actor=None)


@pytest.mark.parametrize("role", ["health_officer", "administrator", "editor", "auditor"])
def test_others_change_no_purpose(role: str, staff: Callable, login: Login) -> None:
    client = login(staff(role))
    client.post(reverse("zwecke:add"), ENTERED)
    client.post(reverse("zwecke:edit", args=["visitor_book"]), ENTERED)
    assert set(Profile.objects.values_list("slug", "title")) == {
        ("contact_tracing", "Kontaktnachverfolgung"),
        ("visitor_book", "Besuchsbuch eines Gebäudes"),
    }
