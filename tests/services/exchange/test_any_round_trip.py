"""Whatever an editor may have written comes back: export, empty, import, export byte for byte."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.exchange import importing
from services.exchange.text import clean_html, plain
from services.models import (
    Deadline,
    Fee,
    Form,
    LegalBasis,
    LocalText,
    Office,
    OnlineChannel,
    OpeningRule,
    RequiredDocument,
    Service,
    ServiceChannel,
    ServiceDocument,
    ServiceOffice,
    ServiceText,
)
from services.models.vocabulary import Audience, Language, Level, TextModule, Unit
from tests.services.exchange.test_round_trip import described, empty, export

pytestmark = pytest.mark.django_db
LETTERS = "abzÄöüß ,.;:<>&\"'/=+-@#%€→()日é0189"
WORDS = st.text(LETTERS, min_size=1, max_size=40).map(plain).filter(bool)
MAYBE = st.just("") | WORDS
BLOCKS = ["<p>", "</p>", "<ul>", "<li>", "</li>", "</ul>", "<h3>", "</h3>", "<br>"]
TAGS = [*BLOCKS, "<b>", "</b>", "</a>", "&amp;", "&lt;", "ß<"]
PIECES = [*TAGS, "Wort ", '<a href="https://a.example.org/?x=1&amp;y=2">']
HTML = st.lists(st.sampled_from(PIECES), max_size=10).map("".join).map(clean_html)
URLS = st.sampled_from(["", "https://a.example.org/", "https://b.example.org/x?y=1&z=ü%20"])
DAYS = st.none() | st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31))
MONEY = st.decimals(Decimal(0), Decimal(9999), places=2)
NUMBERS = st.integers(1, 999)


@st.composite
def texts(draw: st.DrawFn) -> list[ServiceText]:
    others = draw(st.sets(st.sampled_from([Language.ENGLISH, Language.EASY])))
    return [
        ServiceText(
            language=language,
            title=draw(WORDS),
            teaser=draw(MAYBE),
            keywords=", ".join(
                draw(st.lists(st.sampled_from(["Hund", "A&B", "größe"]), max_size=3))
            ),
            source=draw(WORDS),
            written_on=draw(DAYS),
            is_local=draw(st.booleans()),
            sort_order=place,
            **{name: draw(HTML) for name in TextModule.values},
        )
        for place, language in enumerate(
            [Language.GERMAN, *sorted(others, key=Language.values.index)]
        )
    ]


@st.composite
def fees(draw: st.DrawFn) -> Fee:
    kind = draw(st.sampled_from(Fee.Kind.values))
    least, most = sorted([draw(MONEY), draw(MONEY)])
    amounts: dict[str, Any] = {
        Fee.Kind.FIXED: {"amount": least},
        Fee.Kind.RANGE: {"amount": least, "amount_max": most, "basis": draw(MAYBE)},
        Fee.Kind.BASIS: {"basis": draw(WORDS)},
    }.get(kind, {})
    said = {"label": draw(MAYBE), "label_en": draw(MAYBE), "is_example": draw(st.booleans())}
    return Fee(kind=kind, **said, **amounts)


DEADLINES = st.builds(Deadline, label=WORDS, label_en=MAYBE) | st.builds(
    Deadline, label=MAYBE, label_en=MAYBE, amount=NUMBERS, unit=st.sampled_from(Unit.values)
)
LAW = st.builds(LegalBasis, name=WORDS, url=URLS)
FORMS = st.builds(Form, name=WORDS, url=URLS, needs_signature=st.booleans())
LOCAL = st.builds(
    LocalText,
    language=st.sampled_from(Language.values),
    module=st.sampled_from(TextModule.values),
    mode=st.sampled_from(LocalText.Mode.values),
    html=HTML.filter(bool),
    written_on=DAYS,
)


def ordered(rows: st.SearchStrategy[Any], most: int = 3, **options: Any) -> st.SearchStrategy[Any]:
    """As a list in which each row knows its place."""

    def number(found: list[Any]) -> list[Any]:
        for place, row in enumerate(found):
            row.sort_order = place
        return found

    return st.lists(rows, max_size=most, **options).map(number)


@st.composite
def services(draw: st.DrawFn) -> Service:
    service = Service(
        slug=f"s{draw(st.integers(0, 99))}",
        name=draw(WORDS),
        audience=draw(st.sampled_from(Audience.values)),
        level=draw(st.sampled_from(Level.values)),
        lifecycle=draw(st.sampled_from([Service.Lifecycle.ACTIVE, Service.Lifecycle.PLANNED])),
        leika_keys=draw(
            st.lists(st.sampled_from(["99008001012000", "99102013002000"]), unique=True)
        ),
        ozg_ids=draw(st.lists(st.sampled_from(["10119", "10160"]), unique=True)),
        is_sdg=draw(st.booleans()),
        is_example=draw(st.booleans()),
        reviewed_on=draw(DAYS),
        review_due=draw(DAYS),
        responsible_role=draw(MAYBE),
    )
    if draw(st.booleans()):
        service.duration_min, service.duration_unit = (
            draw(NUMBERS),
            draw(st.sampled_from(Unit.values)),
        )
        service.duration_max = draw(st.none() | st.just(service.duration_min + 1))
    service.texts = draw(texts())
    service.fees = draw(ordered(fees()))
    service.deadlines = draw(ordered(DEADLINES))
    service.legal_bases = draw(ordered(LAW))
    service.forms = draw(ordered(FORMS))
    service.local_texts = draw(ordered(LOCAL, unique_by=lambda row: (row.language, row.module)))
    return service


def furnish(service: Service, office: str, document: str, channel: str) -> None:
    """With an office that has hours, a document and an online service."""
    place = Office(slug="amt", name=office, level=Level.CITY, phone="030 23125-101")
    place.rules = [OpeningRule(weekday=2, opens="09:00", closes="12:30", weeks=[1, 3])]
    place.save()
    paper = RequiredDocument.objects.create(name=document, explanation=office)
    online = OnlineChannel.objects.create(
        name=channel, url="https://a.example.org/", languages=["de"]
    )
    service.offices = [ServiceOffice(office=place, role=ServiceOffice.Role.CONTACT)]
    service.documents = [ServiceDocument(document=paper, condition=channel)]
    service.channels = [ServiceChannel(channel=online)]


@pytest.fixture
def alone(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(importing, "reindex", lambda report: None)
    return


@settings(max_examples=15, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(services(), st.tuples(WORDS, WORDS, WORDS))
def test_any_service_comes_back_as_it_was(
    alone: None, tmp_path: Path, service: Service, names: tuple[str, str, str]
) -> None:
    with transaction.atomic():
        furnish(service, *names)
        service.save()
        first, before = export(), described()
        (tmp_path / "out.xml").write_bytes(first)
        empty()
        run = importing.run([tmp_path / "out.xml"], actor=None)
        assert run.counts["service created"] == 1
        assert not [note for note in run.notes if note["outcome"] == "skipped"]
        assert export() == first
        assert _lost(before, described()) == {}
        transaction.set_rollback(True)


def _lost(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What is another now. A channel written here has no id before it was exported."""
    (slug,) = before
    pairs = {name: (before[slug][name], after[slug][name]) for name in before[slug]}
    return {n: pair for n, pair in pairs.items() if pair[0] != pair[1] and n != "channels"}
