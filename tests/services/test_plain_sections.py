"""Lists and facts of a service in plain fields: the same drafts, locks and four eyes."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from identity.models import User
from services import drafting
from services.models import Fee, LegalBasis, LifeSituation, LocalText, RequiredDocument, Service
from services.staff.plain.forms import options_of
from services.staff.plain.sections import SECTIONS
from tests.services.plain_form import fill, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    made = make_service("Hund anmelden", text={"summary": "<p>Alt</p>"})
    made.fees = [
        Fee(label="Anmeldung", kind="fixed", amount=Decimal("10.00"), sort_order=0),
        Fee(label="Marke", kind="free", sort_order=1),
    ]
    made.save()
    return made


def section(service: Service, name: str) -> str:
    return reverse("services_plain_section", args=[service.pk, name])


def draft(service: Service) -> Service:
    return drafting.draft_of(Service.objects.get(pk=service.pk))


def public(service: Service) -> list[str]:
    return [str(fee) for fee in Fee.objects.filter(service=service).values_list("label", flat=True)]


def test_every_field_and_list_of_the_large_editor_has_its_place() -> None:
    options = options_of(Service)
    fields = [name for part in SECTIONS.values() for name in part.fields]
    lists = [name for part in SECTIONS.values() for name in part.lists]
    assert sorted(fields) == sorted(options["fields"])
    assert sorted([*lists, "texts"]) == sorted(options["formsets"])


def test_a_fee_is_changed_one_added_one_removed(service: Service, editor: User, login: Any) -> None:
    fields = {"fees-0-amount": "12.50", "fees-1-DELETE": "on", "fees-2-label": "Ersatz"}
    fields |= {"fees-2-kind": "fixed", "fees-2-amount": "5"}
    fill(login(editor), section(service, "gebuehren"), **fields)
    found = [(fee.label, fee.amount) for fee in draft(service).fees.all()]
    assert found == [("Anmeldung", Decimal("12.50")), ("Ersatz", Decimal(5))]
    assert public(service) == ["Anmeldung", "Marke"]


def test_rows_change_places(service: Service, editor: User, login: Any) -> None:
    fields = {"fees-0-ORDER": "2", "fees-1-ORDER": "1"}
    fill(login(editor), section(service, "gebuehren"), **fields)
    labels = [fee.label for fee in sorted(draft(service).fees.all(), key=lambda f: f.sort_order)]
    assert labels == ["Marke", "Anmeldung"]


def test_a_row_of_a_draft_can_be_changed_again(service: Service, editor: User, login: Any) -> None:
    client, address = login(editor), section(service, "gebuehren")
    fill(client, address, **{"fees-2-label": "Ersatz", "fees-2-amount": "5"})
    fill(client, address, **{"fees-2-amount": "6"})
    assert [fee.amount for fee in draft(service).fees.all()] == [Decimal(10), None, Decimal(6)]


def test_what_the_model_refuses_is_named_beside_its_field(
    service: Service, editor: User, login: Any
) -> None:
    page = fill(login(editor), section(service, "gebuehren"), **{"fees-0-amount": ""})
    assert "Nennen Sie den Betrag." in page.content.decode()
    assert 'href="#id_fees-0-amount"' in page.content.decode()
    assert not Service.objects.get(pk=service.pk).latest_revision_id


def test_handed_in_shown_word_by_word_and_approved_by_a_second_person(
    service: Service, editor: User, second: User, login: Any
) -> None:
    address = section(service, "gebuehren")
    fill(login(editor), address, "submit", **{"fees-0-label": "Steuer"})
    page = login(second).get(reverse("services_plain", args=[service.pk])).content.decode()
    assert "<del>Anmeldung" in page
    assert "<ins>Steuer" in page
    login(second).post(address, {"action": "approve"})
    assert public(service) == ["Steuer", "Marke"]


def test_the_author_does_not_approve(service: Service, editor: User, login: Any) -> None:
    client, address = login(editor), section(service, "gebuehren")
    fill(client, address, "submit", **{"fees-0-label": "Steuer"})
    client.post(address, {"action": "approve"})
    assert public(service) == ["Anmeldung", "Marke"]


def test_what_is_handed_in_is_locked(service: Service, editor: User, login: Any) -> None:
    client, address = login(editor), section(service, "gebuehren")
    late = sent(client, address, action="save", **{"fees-0-label": "Heimlich"})
    fill(client, address, "submit", **{"fees-0-label": "Steuer"})
    late["based_on"] = str(Service.objects.get(pk=service.pk).latest_revision_id)
    client.post(address, late)
    assert draft(service).fees.first().label == "Steuer"


def test_nobody_overwrites_what_another_saved_meanwhile(
    service: Service, editor: User, second: User, login: Any
) -> None:
    address = section(service, "gebuehren")
    late = sent(login(second), address, action="save", **{"fees-0-label": "Danach"})
    fill(login(editor), address, **{"fees-0-label": "Zuerst"})
    page = login(second).post(address, late)
    assert "Inzwischen hat jemand anders gespeichert" in page.content.decode()
    assert draft(service).fees.first().label == "Zuerst"


def test_nothing_changed_makes_no_version(service: Service, editor: User, login: Any) -> None:
    for name in SECTIONS:
        fill(login(editor), section(service, name))
    assert Service.objects.get(pk=service.pk).latest_revision_id is None


def test_a_paper_is_chosen_by_a_part_of_its_name(
    service: Service, editor: User, login: Any
) -> None:
    RequiredDocument.objects.create(name="Impfausweis des Hundes")
    address = section(service, "unterlagen")
    fill(login(editor), address, **{"documents-0-document": "impfausweis"})
    assert [d.document.name for d in draft(service).documents.all()] == ["Impfausweis des Hundes"]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Ausweis", "Mehrere heißen so ähnlich"),
        ("gibt es nicht", "So heißt nichts"),
        ("Katze [999999]", "Diesen Eintrag gibt es nicht mehr"),
        ("\x00", ""),
    ],
)
def test_a_name_that_says_too_little(
    service: Service, editor: User, login: Any, said: str, answer: str
) -> None:
    for name in ("Ausweis A", "Ausweis B"):
        RequiredDocument.objects.create(name=name)
    address = section(service, "unterlagen")
    page = fill(login(editor), address, **{"documents-0-document": said})
    assert page.context["plain"].form.formsets["documents"].errors[0]["document"]
    assert answer in page.content.decode()


def test_related_services_a_line_for_each(
    service: Service, make_service: Callable[..., Service], editor: User, login: Any
) -> None:
    make_service("Katze anmelden")
    make_service("Hund abmelden")
    situation = LifeSituation.objects.create(slug="tiere", name="Tiere", audience="citizens")
    fields = {"related": "katze\nHund abmelden", "situations": [situation.pk]}
    fill(login(editor), section(service, "einordnung"), **fields)
    kept = draft(service)
    assert sorted(s.name for s in kept.related.all()) == ["Hund abmelden", "Katze anmelden"]
    assert list(kept.situations.all()) == [situation]


def test_a_planned_publication(
    service: Service, editor: User, second: User, login: Any, time_machine: Any
) -> None:
    time_machine.move_to("2026-05-04 10:00+02:00", tick=False)
    Service.objects.update(live=False)
    address = section(service, "zeitplan")
    fill(login(editor), address, "submit", go_live_at="2026-05-11T08:00")
    login(second).post(address, {"action": "approve"})
    stored = Service.objects.get(pk=service.pk)
    assert not stored.live
    assert stored.scheduled_revision is not None
    assert stored.scheduled_revision.approved_go_live_at.isoformat() == "2026-05-11T06:00:00+00:00"


def test_the_citys_words_on_a_sources_text(service: Service, editor: User, login: Any) -> None:
    Service.objects.update(agency="LAND", source_id="7")
    fields = {"local_texts-0-module": "summary", "local_texts-0-html": "**Bei uns** anders"}
    fill(login(editor), section(service, "texte-der-stadt"), **fields)
    own: LocalText = draft(service).local_texts.get()
    assert (own.module, own.html) == ("summary", "<p><b>Bei uns</b> anders</p>")


def test_a_sources_fee_is_hidden_with_a_reason_and_not_changed(
    service: Service, editor: User, login: Any
) -> None:
    Service.objects.update(agency="LAND", source_id="7")
    fields = {"fees-0-amount": "1", "fees-0-DELETE": "on"}
    fields |= {"fees-0-hidden_because": "Satzung sagt anderes", "fees-2-label": "Bei uns"}
    fields |= {"fees-2-kind": "free"}
    fill(login(editor), section(service, "gebuehren"), **fields)
    kept = list(draft(service).fees.all())
    assert (kept[0].amount, kept[0].hidden_because) == (Decimal(10), "Satzung sagt anderes")
    assert [fee.is_local for fee in kept] == [False, False, True]


def test_an_unknown_section_is_not_there(service: Service, editor: User, login: Any) -> None:
    assert login(editor).get(section(service, "geheim")).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"fees-TOTAL_FORMS": "x"},
        {"fees-0-id": "999999"},
        {"based_on": "²"},
        {"fees-TOTAL_FORMS": "99999999"},
    ],
)
def test_a_forged_form_changes_nothing(
    service: Service, editor: User, login: Any, fields: dict[str, str]
) -> None:
    client, address = login(editor), section(service, "gebuehren")
    data = sent(client, address, action="save", **{"fees-0-label": "Anders", **fields})
    if fields.keys() == {"based_on"}:
        Service.objects.get(pk=service.pk).save_revision(user=editor)
    client.post(address, data)
    assert [fee.label for fee in draft(service).fees.all()][:2] == ["Anmeldung", "Marke"]


def test_a_row_whose_number_is_none_is_a_bad_request(
    service: Service, editor: User, login: Any
) -> None:
    client, address = login(editor), section(service, "gebuehren")
    assert (
        client.post(address, sent(client, address, action="save", **{"fees-0-id": "x"})).status_code
        == 400
    )


def test_another_services_row_is_not_taken(
    service: Service, make_service: Callable[..., Service], editor: User, login: Any
) -> None:
    other = make_service("Katze anmelden")
    law = LegalBasis.objects.create(service=other, name="Katzengesetz")
    client, address = login(editor), section(service, "recht")
    fields = {"legal_bases-0-id": law.pk, "legal_bases-0-name": "Mein", "action": "save"}
    client.post(address, sent(client, address, **fields) | {"legal_bases-INITIAL_FORMS": "1"})
    law.refresh_from_db()
    assert (law.name, law.service) == ("Katzengesetz", other)


@pytest.mark.parametrize("role", ["digital_officer", "licence_officer", "health_officer"])
def test_other_roles_must_not(service: Service, staff: Any, login: Any, role: str) -> None:
    client: Client = login(staff(role))
    assert client.get(section(service, "gebuehren")).status_code in {302, 403}
    assert client.get(reverse("services_plain_new")).status_code in {302, 403}


def test_a_new_service_begins_as_a_draft_and_is_published_by_a_second_person(
    editor: User, second: User, login: Any
) -> None:
    client = login(editor)
    fields = {"name": "Bäume fällen", "audience": "citizens", "level": "city"}
    client.post(reverse("services_plain_new"), fields)
    made = Service.objects.get(slug="baeume-faellen")
    assert not made.live
    client.post(reverse("services_plain", args=[made.pk]), {"action": "submit"} | _text(made))
    login(second).post(reverse("services_plain", args=[made.pk]), {"action": "approve"})
    assert Service.objects.get(pk=made.pk).live


def _text(made: Service) -> dict[str, Any]:
    return {"title": made.name, "summary": "So geht es.", "based_on": made.latest_revision_id}


def test_a_second_service_of_that_name_gets_its_own_address(editor: User, login: Any) -> None:
    fields = {"name": "Bäume fällen", "audience": "citizens", "level": "city"}
    for _time in range(2):
        login(editor).post(reverse("services_plain_new"), fields)
    assert set(Service.objects.values_list("slug", flat=True)) == {
        "baeume-faellen",
        "baeume-faellen-2",
    }


def test_many_rows_cost_few_queries(
    service: Service, editor: User, login: Any, django_assert_max_num_queries: Any
) -> None:
    papers = [RequiredDocument.objects.create(name=f"Papier {n}") for n in range(30)]
    for paper in papers:
        service.documents.create(document=paper)
    client = login(editor)
    with django_assert_max_num_queries(45):
        client.get(section(service, "unterlagen"))
