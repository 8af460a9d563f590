"""What is counted of searches, for how long, and what editors make of it."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from services.models import PinnedResult, QueryCount, Service, Synonym
from services.search import querylog, search

pytestmark = pytest.mark.django_db
LIST, ASSIGN = (reverse(f"services_search_{name}") for name in ("terms", "assign"))


@pytest.fixture
def dog(indexed: Callable[..., None]) -> Service:
    indexed("Hund anmelden", "Fundsachen suchen")
    return Service.objects.get(name="Hund anmelden")


def ask(client: Client, words: str, times: int = 3) -> None:
    for _number in range(times):
        client.get("/suche/", {"q": words})


def hit(service: Service, words: str) -> str:
    return f"{reverse('search-hit', args=['service', service.slug])}?q={words}"


def test_a_hit_is_a_plain_link_that_leads_on_and_sets_nothing(citizen: Client, dog) -> None:
    page = citizen.get("/suche/?q=hund anmelden").content.decode()
    assert f'href="{hit(dog, "hund%20anmelden")}"' in page
    answer = citizen.get(hit(dog, "hund anmelden"))
    assert answer.headers["Location"] == dog.get_absolute_url()
    assert not answer.cookies
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_a_click_is_counted_with_its_words_and_day(citizen: Client, dog: Service) -> None:
    ask(citizen, "Hund  anmelden")
    assert QueryCount.objects.without_clicks().exists()
    citizen.get(hit(dog, "hund anmelden"))
    assert QueryCount.objects.get().clicks == 1
    assert not QueryCount.objects.without_clicks().exists()


def test_clicks_alone_write_nothing(citizen: Client, dog: Service) -> None:
    citizen.get(hit(dog, "erfundenes wort"))
    assert not QueryCount.objects.exists()


@pytest.mark.parametrize("extra", [{"HTTP_SEC_PURPOSE": "prefetch"}, {"REQUEST_METHOD": "HEAD"}])
def test_what_a_browser_fetches_ahead_is_no_click(citizen: Client, dog, extra: dict) -> None:
    ask(citizen, "hund")
    citizen.get(hit(dog, "hund"), **extra)
    assert QueryCount.objects.get().clicks == 0


@pytest.mark.parametrize("key", ["gibt-es-nicht", "https://example.org", "../../konto"])
def test_the_link_leads_to_nothing_but_our_own(citizen: Client, dog: Service, key: str) -> None:
    assert citizen.get(f"/suche/treffer/service/{key}/").status_code == 404


def test_days_are_counted_apart_and_added_up() -> None:
    today = timezone.localdate()
    for number, hits in enumerate((4, 0, 0)):
        day = today - datetime.timedelta(days=2 - number)
        QueryCount.objects.create(text="hundi", day=day, searches=1, hits=hits)
    assert QueryCount.objects.without_hits().get()["asked"] == 3


def test_what_only_two_asked_is_on_no_list(citizen: Client, dog: Service) -> None:
    ask(citizen, "erika muster", times=2)
    assert not QueryCount.objects.terms().exists()
    ask(citizen, "erika muster", times=1)
    assert QueryCount.objects.without_hits().exists()


@pytest.mark.parametrize(
    "words",
    [
        "hund 4711",
        "erika@example.org",
        "erika＠example.org",
        "erika (at) example.org",
        "erika [AT] example org",
        "hund ²",
        "hund ①",
        "０３４４７ hund",
        "hund ٤٧",
        "h" * 81,
    ],
)
def test_numbers_and_addresses_are_not_even_counted(
    citizen: Client, dog: Service, words: str
) -> None:
    ask(citizen, words)
    assert not QueryCount.objects.exists()


def test_old_and_rare_words_are_forgotten() -> None:
    today = timezone.localdate()
    for text, days, searches in (
        ("alt", 181, 9),
        ("erika muster", 31, 2),
        ("neu", 3, 1),
        ("oft", 31, 3),
    ):
        day = today - datetime.timedelta(days=days)
        QueryCount.objects.create(text=text, day=day, searches=searches)
    assert querylog.forget(today) == 2
    assert set(QueryCount.objects.values_list("text", flat=True)) == {"neu", "oft"}


def test_one_submit_adds_the_proposed_synonym(dog: Service, editor, login) -> None:
    QueryCount.objects.create(text="hundi", day=timezone.localdate(), searches=3)
    client = login(editor)
    assert 'value="Hund anmelden"' in client.get(LIST).content.decode()
    client.post(ASSIGN, {"text": "hundi", "official": "Hund anmelden"})
    assert Synonym.objects.get().words == "hundi"
    assert not QueryCount.objects.exists()


def test_one_submit_pins_a_service(citizen: Client, dog: Service, editor, login) -> None:
    ask(citizen, "hundemarke")
    login(editor).post(ASSIGN, {"text": "hundemarke", "service": dog.slug})
    assert PinnedResult.objects.get().service == dog
    assert search("hundemarke").hits[0].title == "Hund anmelden"


@pytest.mark.parametrize(
    "sent",
    [
        {"text": "hundemarke", "official": "qwrtzp"},
        {"text": "nie gesucht", "official": "Hund anmelden"},
        {"text": "hundemarke"},
    ],
)
def test_what_helps_nobody_is_refused(
    citizen: Client, dog: Service, editor, login, sent: dict[str, str]
) -> None:
    ask(citizen, "hundemarke")
    login(editor).post(ASSIGN, sent)
    assert not Synonym.objects.exists()
    assert QueryCount.objects.exists()


def test_others_neither_see_nor_assign(licence_officer, login, dog: Service) -> None:
    client = login(licence_officer)
    assert client.get(LIST).status_code in {302, 403}
    client.post(ASSIGN, {"text": "x", "service": dog.slug})
    assert not PinnedResult.objects.exists()
