"""On an English page every German word says that it is German (WCAG 3.1.2).

Each text that is stored in German begins with a known word here, and nothing is translated. The
pages are then searched for that word: its nearest ``lang`` has to be German.
"""

import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.apps import apps
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat, Left
from django.test import Client

from ozg_catalog import example as catalogue_example
from ozg_catalog.models import LeikaEntry, OzgService
from ozg_catalog.progress import Bucket
from ozg_catalog.status import Status
from services import outages
from services.models import (
    Deadline,
    Fee,
    Form,
    LegalBasis,
    LocalText,
    Office,
    OnlineChannel,
    RequiredDocument,
    Service,
    ServiceChannel,
    ServiceDocument,
    ServiceText,
)
from services.page import ServicePage
from services.search import index

pytestmark = pytest.mark.django_db

WORD = "Deutschwort"
# Names of places and people in an address stay as they are in every language.
NAMES = {
    "street",
    "house_number",
    "postcode",
    "city",
    "phone",
    "authority",
    "quarter",
    "first",
    "last",
}
KEYS = {"key", "sort_key", "initial", "language", "agency", "source_id", "ozg_id"}
SPOKEN = ("aria-label", "alt", "title", "placeholder")
FULL = "/en/leistungen/grundsicherung-im-alter/"


@pytest.fixture(scope="module", autouse=True)
def content(directory: None, django_db_blocker: Any) -> None:
    """The example site with its catalogue, in German only, each text marked."""
    with django_db_blocker.unblock():
        catalogue_example.load()
        _make_german()


def _make_german() -> None:
    service = Service.objects.get(slug="grundsicherung-im-alter")
    _fill(service)
    ServiceText.objects.exclude(language="de").delete()
    for model in (*apps.get_app_config("services").get_models(), LeikaEntry, OzgService):
        _mark(model)
    index.rebuild()


@pytest.fixture(autouse=True)
def status(monkeypatch: pytest.MonkeyPatch) -> None:
    """Observations are append-only, so one with marked words is made for all pages."""
    monkeypatch.setattr(ServicePage, "statuses", [_status()])


def _status() -> Status:
    day = datetime.date(2026, 11, 2)
    words = dict.fromkeys(("level_name", "model", "source", "reason"), WORD)
    return Status(
        state=Bucket.ONLINE,
        level=3,
        observed_on=day,
        planned_for=None,
        origin="",
        competence="city",
        url="/digitalisierung/",
        is_example=True,
        **words,
    )


def _fill(service: Service) -> None:
    """Everything that a service page can show, at once."""
    paper, other = RequiredDocument.objects.all()[:2]
    RequiredDocument.objects.filter(pk=paper.pk).update(issued_by=None, issuer="Amt", url="")
    RequiredDocument.objects.filter(pk=other.pk).update(
        issued_by=None, issuer="Amt", url="https://a.example.org/"
    )
    for document in (paper, other):
        ServiceDocument.objects.create(service=service, document=document, condition="nur manchmal")
    Fee.objects.create(service=service, kind="basis", label="Erste", basis="nach Zeit")
    Fee.objects.create(service=service, kind="fixed", amount=1, label="Zweite")
    Deadline.objects.create(service=service, label="nach dem Einzug", amount=2, unit="weeks")
    Form.objects.create(service=service, name="Antrag", needs_signature=True)
    LegalBasis.objects.create(service=service, name="Gesetz")
    LocalText.objects.create(service=service, module="summary", html="<p>Bei uns</p>")
    for number in (1, 2):
        channel = OnlineChannel.objects.create(name=f"Dienst {number}", url="https://x.example.org")
        ServiceChannel.objects.create(service=service, channel=channel)
    outages.report(channel, actor=None, reason="Wartung")
    Office.objects.update(room="Zimmer 1", parent=Office.objects.first())
    service.related.add(*Service.objects.public()[:2])
    service.save()


def _mark(model: type[models.Model]) -> None:
    """Every text of this table begins with the word; every translation goes."""
    rows = model._default_manager
    for field in model._meta.concrete_fields:
        if field.name.endswith("_en"):
            rows.update(**{field.name: ""})
        elif _holds_german(field):
            marked = Left(Concat(Value(f"{WORD} "), F(field.name)), field.max_length or 9999)
            rows.exclude(**{field.name: ""}).update(**{field.name: marked})


def _holds_german(field: models.Field) -> bool:
    if field.name in NAMES | KEYS or field.choices or field.validators[1:]:
        return False
    kinds = (models.SlugField, models.URLField, models.EmailField)
    return isinstance(field, models.CharField | models.TextField) and not isinstance(field, kinds)


def unsaid(html: str) -> list[str]:
    """German words of a page's body that stand as if they were English."""
    body = BeautifulSoup(html, "html.parser").body
    assert body is not None
    spoken = [(text, text.parent) for text in body.find_all(string=lambda text: WORD in text)]
    spoken += [
        (tag[name], tag)
        for tag in body.find_all(True)
        for name in SPOKEN
        if WORD in str(tag.get(name))
    ]
    return [
        str(text).strip() for text, tag in spoken if tag.name != "script" and language(tag) != "de"
    ]


def language(tag: Tag | None) -> str:
    said = tag and next((t["lang"] for t in (tag, *tag.parents) if t.get("lang")), "")
    return str(said or "")


def read(client: Client, address: str, **form: str) -> str:
    response = client.post(address, form) if form else client.get(address)
    assert response.status_code == 200
    html = response.content.decode()
    assert '<html lang="en"' in html
    return html


@pytest.mark.parametrize("page", ["", "merkblatt/", "rueckmeldung/", "zustaendig/"])
def test_pages_of_a_service(citizen: Client, page: str) -> None:
    html = read(citizen, FULL + page)
    assert WORD in html
    assert unsaid(html) == []


@pytest.mark.parametrize(
    "form",
    [
        {"street": "Leipziger Straße", "number": "59", "place": "Altenburg"},
        {"street": "Leipziger Straße", "number": "", "place": "Altenburg"},
        {"street": "Leipziger Straße", "number": "9999", "place": "Altenburg"},
        {"street": "Gibt es nicht", "number": "", "place": "Altenburg"},
        {"street": "Markt", "number": "1", "place": "Schmölln"},
        {"street": "", "number": "", "place": ""},
    ],
)
def test_answers_to_an_address(citizen: Client, form: dict[str, str]) -> None:
    assert unsaid(read(citizen, f"{FULL}zustaendig/", **form)) == []


def test_every_service(citizen: Client) -> None:
    for service in Service.objects.public():
        assert unsaid(read(citizen, f"/en/leistungen/{service.slug}/")) == [], service


def test_every_office(citizen: Client) -> None:
    for office in Office.objects.all():
        assert unsaid(read(citizen, f"/en/aemter/{office.slug}/")) == [], office


@pytest.mark.parametrize(
    "address",
    [
        "leistungen/",
        "leistungen/?lage=familie",
        "leistungen/?buchstabe=Z",
        "aemter/",
        "suche/?q=grundsicherung",
        "suche/?q=qqqqqq",
        "suche/?q=jagdschein+altersrente",
        "",
    ],
)
def test_lists_and_hits(citizen: Client, address: str) -> None:
    assert unsaid(read(citizen, f"/en/{address}")) == []


def test_the_test_sees_a_word_without_its_language() -> None:
    html = f'<html lang="en"><body><p>{WORD} a</p><p lang="de">{WORD} b<b title="{WORD}">c</b></p>'
    assert unsaid(html + f'<img alt="{WORD} d">') == [f"{WORD} a", f"{WORD} d"]
