"""Every hostile message behaves as the manifest beside it says, with a reason in the report."""

import re
from typing import Any

import pytest

from services.models import ImportRun, Office, OnlineChannel, Service, SourceRecord
from tests.services.exchange.conftest import manifest

pytestmark = [pytest.mark.shared, pytest.mark.django_db]
CASES = [case for case in manifest() if "generated" not in case]
QUIET = {"bom.xml", "leika-missing.xml"}  # nothing is wrong with these


def stored(number: str) -> bool:
    return SourceRecord.objects.filter(source_id=number).exists()


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_as_the_manifest_says(case: dict[str, Any], load, xzufi) -> None:
    if "setup" in case:
        load(xzufi / case["setup"])
    before = SourceRecord.objects.count()
    run = load(xzufi / "hostile" / case["file"])
    CHECKS[case["expect"]](case, run, before)
    assert run.notes or case["file"] in QUIET
    for pattern in case.get("output_must_not_match", []):
        assert not re.search(pattern, shown()), pattern


def _rejected(case: dict[str, Any], run: ImportRun, before: int) -> None:
    waits = case.get("decision") == "stop-and-ask"
    assert run.state == (ImportRun.State.WAITING if waits else ImportRun.State.FAILED)
    assert SourceRecord.objects.count() == before
    assert not case["control"] or not stored(case["control"])


def _skipped(case: dict[str, Any], run: ImportRun, before: int) -> None:
    assert run.state == ImportRun.State.DONE
    assert not case["control"] or stored(case["control"])
    if "setup" in case:
        assert (Service.objects.exclude(source_id="9000").count(), Office.objects.count()) == (
            40,
            8,
        )
    elif case["file"] == "duplicate-id.xml":
        assert SourceRecord.objects.get(source_id="9001").version == "2.0"
    elif "->" in case["records"][0]:
        assert not Office.objects.exclude(parent=None).exists()
    else:
        assert not any(stored(number) for number in case["records"])


def _accepted(case: dict[str, Any], run: ImportRun, before: int) -> None:
    assert run.state == ImportRun.State.DONE
    assert stored(case["control"])
    for number in case["records"]:
        assert stored(number)
        for text in case.get("must_contain", []):
            assert text in shown(number)


CHECKS = {"reject-file": _rejected, "skip-record": _skipped, "accept-sanitised": _accepted}


def shown(number: str = "") -> str:
    """Everything of the imported records that reaches a page as HTML."""
    services = Service.objects.all().with_facts()
    parts = []
    for service in services.filter(source_id=number) if number else services:
        for text in service.texts.all():
            parts += [getattr(text, name) for name in text.MODULES]
            parts += [_plain(text.title), _plain(text.teaser), _plain(text.keywords)]
        parts += [_plain(f"{form.name} {form.url}") for form in service.forms.all()]
        parts += [_plain(f"{law.name} {law.url}") for law in service.legal_bases.all()]
    return " ".join([*parts, *OnlineChannel.objects.values_list("url", flat=True)])


def _plain(text: str) -> str:
    from django.utils.html import escape

    return escape(text)


def test_only_the_good_leika_key_is_kept(load, xzufi) -> None:
    load(xzufi / "hostile" / "leika-13-digits.xml")
    assert Service.objects.get(source_id="9001").leika_keys == ["99008001012000"]


def test_a_lost_zero_is_not_put_back(load, xzufi) -> None:
    load(xzufi / "hostile" / "leika-leading-zero-lost.xml")
    assert Service.objects.get(source_id="9001").leika_keys == []


def test_bad_fees_are_dropped_and_their_services_kept(load, xzufi) -> None:
    load(xzufi / "hostile" / "fees-invalid.xml")
    for number in range(9001, 9006):
        assert not Service.objects.get(source_id=str(number)).fees.exists()


def test_online_services_without_a_usable_link_are_skipped(load, xzufi) -> None:
    load(xzufi / "hostile" / "link-javascript.xml")
    assert not OnlineChannel.objects.exists()


def test_without_german_text_it_is_held_back(load, xzufi) -> None:
    load(xzufi / "hostile" / "language-unknown.xml")
    assert not Service.objects.get(source_id="9002").live
    assert Service.objects.get(source_id="9001").live


@pytest.mark.parametrize("megabytes", [1, 12])
def test_a_huge_text_is_not_taken(load, xzufi, tmp_path, megabytes: int) -> None:
    text = (xzufi / "hostile" / "leika-missing.xml").read_text("utf-8")
    huge = tmp_path / "huge.xml"
    huge.write_text(text.replace("vorher", "Altenburg " * 100_000 * megabytes), "utf-8")
    run = load(huge)
    assert run.notes
    assert not stored("9001")


def test_confirmed_deletions_go_through(load, xzufi) -> None:
    load(xzufi / "valid" / "altenburg-2.2.0.xml")
    folder = xzufi / "hostile" / "index-delete-over-20-percent"
    assert load(folder).state == ImportRun.State.WAITING
    run = load(folder, confirm_deletions=True)
    assert run.state == ImportRun.State.DONE
    assert (Service.objects.count(), Office.objects.count()) == (28, 5)
