"""What we export comes back as it was: nothing of the example directory is lost."""

import io
from html import unescape
from pathlib import Path

import pytest
from django.core.management import call_command

from services import example
from services.exchange.contrib.xzufi import writer
from services.models import (
    Fee,
    LifeSituation,
    LocalText,
    Office,
    OnlineChannel,
    OpeningException,
    RequiredDocument,
    Responsibility,
    Service,
    SourceRecord,
)

pytestmark = pytest.mark.django_db
# Everything a service carries, as a JSON of its own fields; keys of this database aside.
SET_HERE = {"pk", "service", "id", "office", "channel", "document", "sort_order", "parent"}


@pytest.fixture
def site(db: None) -> None:
    example.load()
    service = Service.objects.get(slug="personalausweis-beantragen")
    LocalText.objects.create(
        service=service,
        module="hints",
        html="<p>Bei uns: Haus B &amp; C.</p>",
        written_on="2026-01-02",
    )
    OpeningException.objects.create(
        office=Office.objects.order_by("slug")[0],
        first_day="2027-05-03",
        last_day="2027-05-03",
        opens="09:00",
        closes="10:30",
        reason="Personalversammlung",
    )


def export() -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def empty() -> None:
    for model in (
        Service,
        Office,
        OnlineChannel,
        RequiredDocument,
        LifeSituation,
        SourceRecord,
        Responsibility,
    ):
        model.objects.all().delete()


def described() -> dict[str, object]:
    """Each service with its facts, free of this database's keys."""
    return {
        service.slug: {
            "audience": service.audience,
            "level": service.level,
            "keys": [service.leika_keys, service.ozg_ids, service.is_sdg, service.lifecycle],
            "duration": [service.duration_min, service.duration_max, service.duration_unit],
            "care": [service.reviewed_on, service.review_due, service.responsible_role],
            "offices": [(link.office.slug, link.role) for link in service.offices.all()],
            "channels": [link.channel.source_id for link in service.channels.all()],
            "documents": [
                (d.document.name, d.condition, d.condition_en) for d in service.documents.all()
            ],
            "situations": sorted(s.slug for s in service.situations.all()),
            "related": sorted(s.slug for s in service.related.all()),
            **{
                name: [_fields(row) for row in getattr(service, name).all()]
                for name in ("texts", "fees", "deadlines", "legal_bases", "forms", "local_texts")
            },
        }
        for service in Service.objects.all().with_facts()
    }


def _fields(row) -> dict[str, object]:
    fields = [f.attname for f in row._meta.concrete_fields if f.name not in SET_HERE]
    values = {name: getattr(row, name) for name in fields}
    # An apostrophe may be spelt in two ways in HTML.
    return {n: unescape(v) if isinstance(v, str) else v for n, v in values.items()}


def test_export_of_the_example_site_is_byte_equal_after_an_import_into_an_empty_one(
    site: None, load, tmp_path: Path
) -> None:
    first = export()
    (tmp_path / "out.xml").write_bytes(first)
    before, hours = described(), _hours()
    empty()
    run = load(tmp_path / "out.xml")
    assert run.counts["service created"] == len(before) > 70
    assert not run.notes
    assert described() == before
    assert _hours() == hours
    assert export() == first


def _hours() -> dict[str, object]:
    return {
        office.slug: [
            [
                (r.weekday, str(r.opens), str(r.closes), r.weeks, r.by_appointment)
                for r in office.rules.all()
            ],
            [(str(e.first_day), str(e.opens), e.reason) for e in office.exceptions.all()],
            office.parent.slug if office.parent else None,
            office.phone,
            office.email,
        ]
        for office in Office.objects.filter(services__isnull=False).distinct()
    }


def test_what_others_put_into_our_addition_is_checked(load, tmp_path: Path, site: None) -> None:
    """The addition comes from outside: a script, a wrong level, a foreign address do not get in."""
    text = export().decode()
    text = text.replace('"level": "city"', '"level": "<script>"').replace(
        '"slug": "', '"slug": "../'
    )
    text = text.replace("Bei uns: Haus", "<script>alert(1)</script><img src=x onerror=alert(1)>")
    (tmp_path / "bad.xml").write_text(text, "utf-8")
    empty()
    load(tmp_path / "bad.xml")
    assert set(Service.objects.values_list("level", flat=True)) <= {
        "undecided",
        "district",
        "state",
        "federal",
        "other",
    }
    assert not Service.objects.filter(slug__contains=".").exists()


def test_command(site: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("export_services", out=tmp_path / "out.xml")
    assert f"exported {Service.objects.public().count()}" in capsys.readouterr().out


def test_money_stays_exact(site: None, load, tmp_path: Path) -> None:
    amounts = sorted(Fee.objects.values_list("amount", "amount_max"), key=str)
    (tmp_path / "out.xml").write_bytes(export())
    empty()
    load(tmp_path / "out.xml")
    assert sorted(Fee.objects.values_list("amount", "amount_max"), key=str) == amounts
