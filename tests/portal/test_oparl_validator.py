"""Every object against its schema file, and every rule in prose that a program can check.

The rules have the numbers of docs/oparl.md, which also lists those that only a person can check.
"""

import datetime
import json
import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import jsonschema
import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from identity.models import User
from portal.council import attachments, inquiries
from portal.council.models import (
    AgendaItem,
    CouncilGroup,
    Inquiry,
    LegislativeTerm,
    Meeting,
    Membership,
    Person,
    Place,
)
from portal.example import council
from tests.portal import pdfs
from tests.portal.oparl_walk import (
    LISTS,
    Json,
    body,
    embedded,
    everything,
    fetch,
    links,
    listed,
    pages,
    path_of,
    system,
)

pytestmark = pytest.mark.django_db
SHARED = Path(os.environ.get("SHARED_DIR", settings.BASE_DIR.parent / "shared"))
SCHEMAS = SHARED / "data" / "oparl" / "schema-1.1"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
KINDS = {
    "System",
    "Body",
    "LegislativeTerm",
    "Organization",
    "Person",
    "Membership",
    "Meeting",
    "AgendaItem",
    "Paper",
    "Consultation",
    "File",
    "Location",
}
OLD = "?modified_since=2000-01-01T00:00:00%2B01:00"


@pytest.fixture
def full(digital_officer: User, head_of_office: User, mayors_office: User) -> Inquiry:
    """The example, and one of everything else: invented people in an invented committee."""
    council.load(officer=digital_officer, head=head_of_office, mayors_office=mayors_office)
    inquiry = Inquiry.objects.get()
    attachments.add(
        actor=digital_officer,
        inquiry=inquiry,
        title="Übersicht",
        file_name="uebersicht.pdf",
        content=pdfs.harmless(),
    )
    committee = CouncilGroup.objects.create(
        name="Beispielausschuss", short_name="BA", kind=CouncilGroup.Kind.COMMITTEE
    )
    LegislativeTerm.objects.create(name="Beispielperiode", starts_on="2024-06-01")
    place = Place.objects.create(
        description="Beispielsaal", street="Beispielmarkt 1", postcode="04600", city="Altenburg"
    )
    meeting = Meeting.objects.create(
        name="1. Sitzung",
        organization=committee,
        starts_on="2026-03-05",
        starts_at=datetime.datetime(2026, 3, 5, 17, tzinfo=datetime.UTC),
        place=place,
    )
    AgendaItem.objects.create(
        meeting=meeting, number="1", title="Anfrage", inquiry=inquiry, sort_order=1
    )
    person = Person.objects.create(name="Kim Beispiel", given_name="Kim", family_name="Beispiel")
    Membership.objects.create(person=person, organization=committee, role="Vorsitz", has_vote=True)
    return inquiry


def kind_of(found: Json) -> str:
    return str(found["type"]).rpartition("/")[2]


@pytest.mark.shared
@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="needs the data folder beside the project")
def test_every_object_fits_its_schema_file(full: Inquiry, citizen: Client) -> None:
    kinds = set()
    for found in everything(citizen):
        kinds.add(kind_of(found))
        schema = json.loads((SCHEMAS / f"{kind_of(found)}.json").read_text())
        jsonschema.validate(found, schema)
        own = {name for name in found if ":" not in name}
        assert own <= set(schema["properties"]), found["id"]
    assert kinds == KINDS == {path.stem for path in SCHEMAS.glob("*.json")}


@pytest.mark.shared
@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="needs the data folder beside the project")
def test_references_lead_to_the_kind_that_the_schema_names(full: Inquiry, citizen: Client) -> None:
    checked = set()
    for found in everything(citizen):
        schema = json.loads((SCHEMAS / f"{kind_of(found)}.json").read_text())["properties"]
        for name, value in found.items():
            wanted = schema.get(name, {}).get("references") or schema.get(name, {}).get(
                "items", {}
            ).get("references")
            if wanted in KINDS:
                for address in [value] if isinstance(value, str) else value:
                    assert kind_of(fetch(citizen, address)) == wanted, (found["id"], name)
                    checked.add(name)
    assert {"relatedPaper", "agendaItem", "meeting", "organization", "person"} <= checked


def test_r1_every_object_answers_at_its_own_address(full: Inquiry, citizen: Client) -> None:
    for found in everything(citizen):
        alone = fetch(citizen, found["id"])
        assert alone["id"] == found["id"]
        assert alone["type"] == found["type"]
        same = {"created", "modified"} & set(found)
        assert all(alone[name] == found[name] for name in same), found["id"]


def test_r2_every_address_that_an_object_names_answers(full: Inquiry, citizen: Client) -> None:
    named = {link for found in everything(citizen) for link in links(found)}
    assert len(named) > 30
    for address in named:
        assert citizen.get(path_of(address)).status_code == 200, address


def test_r3_dates_in_the_only_form(full: Inquiry, citizen: Client) -> None:
    for found in everything(citizen):
        for name, value in found.items():
            if name in {"created", "modified", "start", "end", "oparlSince"}:
                assert MOMENT.fullmatch(value), (found["id"], name)
            if name in {"date", "startDate", "endDate"}:
                assert DAY.fullmatch(value), (found["id"], name)


def test_r4_created_and_modified_everywhere(full: Inquiry, citizen: Client) -> None:
    for found in everything(citizen):
        assert found["created"] <= found["modified"], found["id"]


def test_r5_nothing_is_null_or_empty(full: Inquiry, citizen: Client) -> None:
    for found in everything(citizen):
        empty = [name for name, value in found.items() if value in (None, "", [], {})]
        assert empty == [], found["id"]


def test_r5_an_obligatory_list_stays_when_it_is_empty(citizen: Client) -> None:
    assert body(citizen)["legislativeTerm"] == []


def test_r6_no_html_escapes(full: Inquiry, citizen: Client) -> None:
    Inquiry.objects.update(title="Straßen & <Plätze>")
    raw = citizen.get(path_of(body(citizen)["paper"])).content.decode()
    assert "Straßen & <Plätze>" in raw


def test_r7_lists_have_data_pagination_and_links(full: Inquiry, citizen: Client) -> None:
    for name in LISTS:
        (page,) = pages(citizen, body(citizen)[name])
        assert set(page) == {"data", "pagination", "links"}
        assert page["pagination"]["totalElements"] == len(page["data"]) > 0
        assert "next" not in page["links"]


def test_r8_every_list_knows_the_four_filters(full: Inquiry, citizen: Client) -> None:
    late = "2999-01-01T00:00:00%2B01:00"
    early = "2000-01-01T00:00:00%2B01:00"
    for name in LISTS:
        for query, none_left in (
            (f"?created_since={late}", True),
            (f"?created_until={early}", True),
            (f"?modified_since={late}", True),
            (f"?modified_until={early}", True),
            (f"?created_since={early}&modified_until={late}", False),
        ):
            assert (listed(citizen, name, query) == []) is none_left, (name, query)


def test_r9_filters_stay_in_the_links(full: Inquiry, citizen: Client) -> None:
    page = fetch(citizen, f"{body(citizen)['file']}{OLD}&limit=1")
    for name in ("first", "self", "next", "last"):
        asked = dict(parse_qsl(urlsplit(page["links"][name]).query))
        assert asked["modified_since"] == "2000-01-01T00:00:00+01:00"
        assert asked["limit"] == "1"


def test_r10_one_way_to_write_an_address(full: Inquiry, citizen: Client) -> None:
    base = urlsplit(body(citizen)["paper"]).path
    for query, canonical in (
        ("page=1", ""),
        ("limit=0100", ""),
        ("limit=5&created_since=2020-01-01T00:00:00Z", None),
        ("utm=1", ""),
        ("page=1&limit=1", "limit=1"),
    ):
        response = citizen.get(f"{base}?{query}")
        assert response.status_code == 301, query
        if canonical is not None:
            assert urlsplit(response["Location"]).query == canonical
        assert citizen.get(path_of(response["Location"])).status_code == 200


def test_r10_numbers_without_leading_zeros(full: Inquiry, citizen: Client) -> None:
    address = path_of(listed(citizen, "organization")[0]["id"])
    number = address.rpartition("/")[2]
    assert citizen.get(address.replace(f"/{number}", f"/0{number}")).status_code == 404
    assert citizen.get(address.upper()).status_code == 404


@given(st.text(max_size=40))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_r10_a_redirect_leads_to_an_answer(citizen: Client, query: str) -> None:
    base = f"/oparl/v1.1/body/{settings.PORTAL_ARS}/paper"
    response = citizen.get(base, {"modified_since": query, query: "1"}, follow=True)
    assert response.status_code in {200, 400}
    assert len(response.redirect_chain) <= 1


def test_r11_inside_another_object_no_reference_back(full: Inquiry, citizen: Client) -> None:
    backwards = {
        "AgendaItem": "meeting",
        "Membership": "person",
        "Consultation": "paper",
        "LegislativeTerm": "body",
        "File": "paper",
        "Location": "meetings",
    }
    seen = set()
    for holder in (*listed(citizen, "meeting"), *listed(citizen, "person"), body(citizen)):
        for inner in list(embedded(holder))[1:]:
            assert backwards[kind_of(inner)] not in inner
            assert backwards[kind_of(inner)] in fetch(citizen, inner["id"])
            seen.add(kind_of(inner))
    for inner in list(embedded(listed(citizen, "paper")[0]))[1:]:
        assert backwards[kind_of(inner)] not in inner
        seen.add(kind_of(inner))
    assert seen == set(backwards)


def test_r12_omit_internal(full: Inquiry, citizen: Client) -> None:
    for name, part in (
        ("paper", "auxiliaryFile"),
        ("person", "membership"),
        ("meeting", "agendaItem"),
    ):
        assert any(part in found for found in listed(citizen, name))
        assert not any(part in found for found in listed(citizen, name, "?omit_internal=true"))


def test_r13_access_shows_and_download_saves(full: Inquiry, citizen: Client) -> None:
    for file in listed(citizen, "file"):
        shown = citizen.get(path_of(file["accessUrl"]))
        saved = citizen.get(path_of(file["downloadUrl"]))
        assert "attachment" not in shown.get("Content-Disposition", "")
        assert saved["Content-Disposition"] == f'attachment; filename="{file["fileName"]}"'
        assert len(shown.content) == file["size"]
        assert shown.content == saved.content
        assert shown["Content-Type"].partition(";")[0] == file["mimeType"]


def test_r14_files_answer_conditional_requests(full: Inquiry, citizen: Client) -> None:
    for file in listed(citizen, "file"):
        address = path_of(file["accessUrl"])
        first = citizen.get(address)
        assert first["Content-Length"] == str(len(first.content))
        assert citizen.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
        since = {"If-Modified-Since": first["Last-Modified"]}
        assert citizen.get(address, headers=since).status_code == 304


def deletions(full: Inquiry, officer: User) -> None:
    """Take everything back that a person can take back."""
    for model in (AgendaItem, Meeting, Membership, Person, LegislativeTerm, Place):
        for record in model.objects.all():
            record.delete()
    attachments.remove(actor=officer, attachment=full.attachments.get(), reason="falsch")
    inquiries.depublish(actor=officer, inquiry=full, reason="Versehen")
    for group in CouncilGroup.objects.all():
        group.delete()


def test_r15_what_was_deleted_says_so(
    full: Inquiry, digital_officer: User, citizen: Client
) -> None:
    before = {found["id"]: found for found in everything(citizen)}
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=5), tick=False):
        deletions(full, digital_officer)
        now = timezone.localtime().isoformat(timespec="seconds")
        for address, found in before.items():
            if kind_of(found) in {"System", "Body"}:
                continue
            gone = fetch(citizen, address)
            assert gone["deleted"] is True, address
            assert (gone["type"], gone["created"]) == (found["type"], found["created"])
            assert gone["modified"] == now, address
            extra = {"accessUrl"} if kind_of(gone) == "File" else set()
            assert set(gone) == {"id", "type", "created", "modified", "deleted"} | extra


def test_r16_deleted_objects_only_with_modified_since(
    full: Inquiry, digital_officer: User, citizen: Client
) -> None:
    count = {name: len(listed(citizen, name)) for name in LISTS}
    deletions(full, digital_officer)
    for name in LISTS:
        assert listed(citizen, name) == []
        gone = listed(citizen, name, OLD)
        assert len(gone) == count[name]
        assert all(found["deleted"] for found in gone)


def test_r17_deleted_objects_are_never_inside_others(full: Inquiry, citizen: Client) -> None:
    before = fetch(citizen, listed(citizen, "meeting")[1]["id"])
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=5)):
        AgendaItem.objects.all().order_by("pk").last().delete()
        after = fetch(citizen, before["id"])
        assert "agendaItem" not in after
        assert after["modified"] > before["modified"]
        assert not any(
            inner.get("deleted")
            for found in listed(citizen, "meeting")
            for inner in embedded(found)
        )


def test_r17_a_changed_part_changes_the_whole(full: Inquiry, citizen: Client) -> None:
    person = listed(citizen, "person")[0]
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=5)):
        held = Membership.objects.get()
        held.role = "Mitglied"
        held.save()
        assert listed(citizen, "person")[0]["modified"] > person["modified"]


def test_r18_files_that_were_taken_back_are_gone(
    full: Inquiry, digital_officer: User, citizen: Client
) -> None:
    files = listed(citizen, "file")
    deletions(full, digital_officer)
    for file in files:
        response = citizen.get(path_of(file["accessUrl"]))
        assert response.status_code == 410
        assert response["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("path", ["x", "person/1", "body/1", "paper/1/anfrage", "file/x/y/z"])
def test_r19_errors_are_objects(citizen: Client, path: str) -> None:
    response = citizen.get(f"/oparl/v1.1/{path}")
    assert response.status_code == 404


def test_r19_an_unknown_object(citizen: Client) -> None:
    response = citizen.get("/oparl/v1.1/person/00000000-0000-4000-8000-000000000000")
    error = json.loads(response.content)
    assert response.status_code == 404
    assert set(error) == {"type", "message", "debug"}
    assert error["type"] == "https://schema.oparl.org/1.1/Error"
    assert response["Access-Control-Allow-Origin"] == "*"


def test_r20_system_leads_everywhere(full: Inquiry, citizen: Client) -> None:
    found = system(citizen)
    assert found["oparlVersion"] == "https://schema.oparl.org/1.1/"
    assert found["license"] == settings.PORTAL_DATA_LICENCE
    assert {body(citizen)[name] for name in LISTS} <= set(links(body(citizen)))


def test_r21_order_is_stable_while_things_change(full: Inquiry, citizen: Client) -> None:
    before = [found["id"] for found in listed(citizen, "organization")]
    group = CouncilGroup.objects.order_by("pk").first()
    group.short_name = "Zuletzt geändert"
    group.save()
    assert [found["id"] for found in listed(citizen, "organization")] == before


def test_what_was_never_public_is_unknown(full: Inquiry, citizen: Client) -> None:
    person = Person.objects.create(name="Niemand Öffentliches", is_public=False)
    meeting = Meeting.objects.create(
        name="Nichtöffentlich",
        organization=CouncilGroup.objects.first(),
        starts_on="2026-01-01",
        is_public=False,
    )
    item = AgendaItem.objects.create(meeting=meeting, title="Personalsache")
    for kind, record in (("person", person), ("meeting", meeting), ("agendaItem", item)):
        assert citizen.get(f"/oparl/v1.1/{kind}/{record.uid}").status_code == 404
    raw = json.dumps([*everything(citizen, OLD)], ensure_ascii=False)
    assert not any(word in raw for word in ("Niemand", "Nichtöffentlich", "Personalsache"))


def test_a_deleted_person_is_forgotten(full: Inquiry) -> None:
    Person.objects.get().delete()
    assert Person.everything.get().name == ""


def test_no_list_page_asks_more_than_eight_times(
    full: Inquiry, citizen: Client, django_assert_max_num_queries
) -> None:
    for name in LISTS:
        for query in ("", OLD):
            address = path_of(body(citizen)[name] + query)
            with django_assert_max_num_queries(8):
                assert citizen.get(address, follow=True).status_code == 200
