"""Every valid transfer message comes in completely, in both versions, and says the same."""

import gzip
import json
import shutil
from decimal import Decimal

import pytest

from services.exchange.base import Kind
from services.models import (
    Form,
    ImportRun,
    Office,
    OnlineChannel,
    Responsibility,
    Service,
    ServiceOffice,
    SourceRecord,
    TextChange,
)

pytestmark = [pytest.mark.shared, pytest.mark.django_db]
VERSIONS = ["altenburg-2.2.0.xml", "altenburg-2.3.1.xml"]


@pytest.fixture(params=VERSIONS)
def imported(request, xzufi, load) -> ImportRun:
    return load(xzufi / "valid" / request.param)


def service(number: str) -> Service:
    return Service.objects.get(agency="TEST16077001", source_id=number)


def test_counts(imported: ImportRun) -> None:
    assert imported.state == ImportRun.State.DONE
    assert Service.objects.count() == 40
    assert Office.objects.count() == 8
    assert OnlineChannel.objects.count() == 15
    assert SourceRecord.objects.filter(kind=Kind.FORM).count() == 6
    assert Responsibility.objects.count() == 98


def test_every_service_says_what_was_sent(imported: ImportRun, xzufi) -> None:
    expected = json.loads((xzufi / "valid" / "expected.json").read_text("utf-8"))["services"]
    found = {s.source_id: s for s in Service.objects.all().with_facts()}
    for number, want in expected.items():
        have = found[number]
        assert have.name == want["name"]
        assert have.leika_keys == want["leika"]
        assert sorted(t.language for t in have.texts.all()) == sorted(want["languages"])
        assert have.is_sdg == bool(want["sdg"] and want["sdg"] != ["0000000"])
        assert want["oe"] in {link.office.source_id for link in have.offices.all()}
        channels = {link.channel.source_id for link in have.channels.all()}
        assert channels == set(want["onlinedienste"])
        assert [_fee(fee) for fee in have.fees.all()] == want["fees"]


def _fee(fee) -> list[str]:
    if fee.kind == "free":
        return ["frei"]
    if fee.kind == "range":
        return ["var", f"{fee.amount:.2f}", f"{fee.amount_max:.2f}"]
    return ["fix", f"{fee.amount:.2f}"]


def test_forms_are_linked(imported: ImportRun, xzufi) -> None:
    names = set(Form.objects.filter(service=service("101001")).values_list("name", flat=True))
    assert names == {"Einverständniserklärung der Sorgeberechtigten"}


def test_cdata_and_masked_text_are_the_same(imported: ImportRun) -> None:
    html = service("101001").text_in("de").summary
    assert html.startswith("<p>Deutsche ab 16 Jahren müssen")
    assert "<strong>Online-Ausweisfunktion</strong>" in html


def test_opening_hours_come_along(imported: ImportRun) -> None:
    office = Office.objects.get(source_id="1001")
    assert [(r.weekday, f"{r.opens:%H:%M}") for r in office.rules.all()][:2] == [
        (0, "09:00"),
        (1, "09:00"),
    ]
    assert (office.street, office.postcode, office.wheelchair) == ("Markt", "04600", True)


def test_both_ways_of_applying_are_kept_in_2_3(load, xzufi) -> None:
    load(xzufi / "valid" / "altenburg-2.3.1.xml")
    procedure = service("101007").text_in("de").procedure
    assert "Online-Ausweisfunktion" in procedure
    assert procedure.count("<ol>") == 2


def test_again_changes_nothing(imported: ImportRun, load, xzufi) -> None:
    run = load(*[xzufi / "valid" / source.rsplit("/", 1)[1] for source in imported.sources])
    assert run.counts["service unchanged"] == 40
    assert not {"service created", "service changed", "service deleted"} & run.counts.keys()


def test_delta(load, xzufi) -> None:
    load(xzufi / "valid" / "altenburg-2.2.0.xml")
    run = load(xzufi / "valid" / "delta.xml")
    assert (Service.objects.count(), OnlineChannel.objects.count()) == (39, 14)
    assert service("101024").name == "Hund zur Hundesteuer anmelden"
    assert service("101024").fees.first().amount == Decimal("84.00")
    assert "VERALTET" not in service("101028").text_in("de").teaser
    assert run.counts["responsibility orphaned"] == 3
    assert any("101028" in note["record"] for note in run.notes)
    assert TextChange.objects.unseen().filter(service=service("101001"), module="teaser").exists()


def test_links_that_editors_made_stay(load, xzufi) -> None:
    load(xzufi / "valid" / "altenburg-2.2.0.xml")
    own = Office.objects.create(slug="eigene", name="Eigene Stelle")
    ServiceOffice.objects.create(service=service("101001"), office=own)
    load(xzufi / "valid" / "delta.xml")
    assert ServiceOffice.objects.filter(service=service("101001"), office=own).exists()


def test_folder_with_index_and_gzip(load, xzufi, tmp_path) -> None:
    assert load(xzufi / "valid" / "index.txt").counts["service created"] == 40
    packed = tmp_path / "altenburg.xml.gz"
    with (
        (xzufi / "valid" / "altenburg-2.2.0.xml").open("rb") as plain,
        gzip.open(packed, "wb") as out,
    ):
        shutil.copyfileobj(plain, out)
    assert load(packed).counts["service unchanged"] == 40


def test_dry_run_writes_nothing(load, xzufi) -> None:
    run = load(xzufi / "valid" / "altenburg-2.2.0.xml", dry_run=True)
    assert run.counts["service created"] == 40
    assert not Service.objects.exists()
    assert not run.messages.exists()


def test_incomplete_delivery_deletes_nothing_without_a_word(load, xzufi, tmp_path) -> None:
    """One service of forty is missing: it stays until somebody confirms."""
    load(xzufi / "valid" / "index.txt")
    text = (xzufi / "valid" / "altenburg-2.2.0.xml").read_text("utf-8")
    start = text.index("  <xzufi:schreibe>\n    <xzufi:leistung>")
    end = text.index("</xzufi:schreibe>", start) + len("</xzufi:schreibe>")
    (tmp_path / "part.xml").write_text(text[:start] + text[end:], "utf-8")
    (tmp_path / "index.txt").write_text("part.xml\n")
    run = load(tmp_path)
    assert Service.objects.count() == 40
    assert any("Nicht mehr geliefert" in note["reason"] for note in run.notes)
    load(tmp_path, confirm_deletions=True)
    assert Service.objects.count() == 39
