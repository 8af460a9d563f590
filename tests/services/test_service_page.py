"""One service page: what stands on it, in which language, and what it costs the database."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils.html import strip_tags
from pytest_django.asserts import assertContains, assertNotContains

from services.models import Fee, Form, LocalText, OnlineChannel, RequiredDocument, Service

pytestmark = pytest.mark.django_db

PERSO = "/leistungen/personalausweis-beantragen/"


@pytest.fixture(autouse=True)
def content(directory: None) -> None:
    """Every page here shows the starter content."""


def test_everything_a_citizen_asks_is_there(citizen: Client, catalogue: None) -> None:
    page = citizen.get(PERSO).content.decode()
    for expected in (
        "Personalausweis beantragen",
        "Bürgerservice",
        "37,00 €",
        "2 bis 4 Wochen",
        "Biometrisches Passbild",
        "§ 9 Personalausweisgesetz (PAuswG)",
        "Reifegrad",
        "99008001012000",
        "Beispieldaten",
    ):
        assert expected in page


def test_at_most_eight_queries(
    citizen: Client, catalogue: None, django_assert_max_num_queries
) -> None:
    citizen.get(PERSO)
    with django_assert_max_num_queries(8):
        citizen.get(PERSO)


def test_online_button_names_account_and_trust_level(citizen: Client) -> None:
    response = citizen.get("/leistungen/digitale-gaesteregistrierung/")
    assertContains(response, 'href="/gast/"')
    assertContains(response, "Mein Unternehmenskonto")
    assertContains(response, "Vertrauensniveau: substanziell")


def test_the_button_stands_before_the_facts(citizen: Client) -> None:
    page = citizen.get("/leistungen/wohngeld-beantragen/").content.decode()
    assert page.index("Online erledigen") < page.index("Auf einen Blick")


def test_a_channel_out_of_order_offers_no_button(citizen: Client) -> None:
    response = citizen.get("/leistungen/bewohnerparkausweis-beantragen/")
    assertContains(response, "Die Bezahlfunktion wird erneuert.")
    assertNotContains(response, "https://online.altenburg.example.org/bewohnerparken")


def test_english_text(citizen: Client) -> None:
    response = citizen.get("/en" + PERSO)
    assertContains(response, "Apply for an identity card")
    assertContains(response, '<html lang="en"')


def test_missing_english_text_falls_back_and_says_so(citizen: Client) -> None:
    response = citizen.get("/en/leistungen/jagdschein-beantragen/")
    assertContains(response, 'lang="de"')
    assertContains(response, "Jagdschein beantragen")


def test_easy_language_has_its_own_address(citizen: Client) -> None:
    assertContains(citizen.get(PERSO), PERSO + "leichte-sprache/")
    assertContains(citizen.get(PERSO + "leichte-sprache/"), "Personal-Ausweis bekommen")


def test_no_easy_text_no_page(citizen: Client) -> None:
    assert citizen.get("/leistungen/grundsteuer/leichte-sprache/").status_code == 404


@pytest.mark.parametrize(
    "change", [{"live": False}, {"lifecycle": Service.Lifecycle.ABOLISHED}], ids=["draft", "gone"]
)
def test_unpublished_services_are_not_found(citizen: Client, change: dict) -> None:
    Service.objects.filter(slug="personalausweis-beantragen").update(**change)
    assert citizen.get(PERSO).status_code == 404


def test_an_older_translation_is_marked(citizen: Client) -> None:
    service = Service.objects.get(slug="personalausweis-beantragen")
    service.texts.filter(language="en").update(written_on="2020-01-01")
    assertContains(citizen.get("/en" + PERSO), "older than the German text")


def test_money_stays_decimal() -> None:
    service = Service.objects.with_facts().get(slug="personalausweis-beantragen")
    assert [fee.amount for fee in service.fees.all()] == [
        Decimal("37.00"),
        Decimal("22.80"),
        Decimal("10.00"),
    ]


def test_rows_in_one_query_equal_rows_read_one_by_one() -> None:
    together = Service.objects.with_facts().get(slug="kfz-zulassen")
    single = Service.objects.get(slug="kfz-zulassen")
    for name in ("texts", "fees", "deadlines", "legal_bases", "documents", "offices", "channels"):
        fetched = [_plain(row) for row in getattr(together, name).all()]
        assert fetched == [_plain(row) for row in getattr(single, name).all()]


def _plain(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_change_shows_on_the_next_request(citizen: Client) -> None:
    service = Service.objects.get(slug="personalausweis-beantragen")
    service.texts.filter(language="de").update(teaser="Ganz neuer Satz.")
    assertContains(citizen.get(PERSO), "Ganz neuer Satz.")


def test_a_younger_word_of_the_city_outdates_the_translation(citizen: Client) -> None:
    service = Service.objects.get(slug="personalausweis-beantragen")
    assertNotContains(citizen.get("/en" + PERSO), "older than the German text")
    LocalText.objects.create(
        service=service, module="hints", html="<p>Neu</p>", written_on="2026-11-01"
    )
    assertContains(citizen.get("/en" + PERSO), "older than the German text")
    assertContains(citizen.get(PERSO + "leichte-sprache/"), "älter als der deutsche Text")
    assertNotContains(citizen.get(PERSO), "älter als der deutsche Text")


def test_state_and_city_each_sign_their_part(citizen: Client) -> None:
    service = Service.objects.get(slug="personalausweis-beantragen")
    service.texts.filter(language="de").update(source="Land Thüringen", hints="<p>Vom Land.</p>")
    LocalText.objects.create(
        service=service, module="hints", html="<p>Von uns.</p>", written_on="2026-11-01"
    )
    page = strip_tags(citizen.get(PERSO).content.decode())
    section = page[page.index("Vom Land.") :]
    state, city = (
        "Text: Land Thüringen, Stand 1. März 2021",
        "Text: Stadt Altenburg, Stand 1. November 2026",
    )
    assert section.index(state) < section.index("Von uns.") < section.index(city)


def test_german_facts_on_an_english_page_say_so(citizen: Client) -> None:
    service = Service.objects.get(slug="personalausweis-beantragen")
    Fee.objects.create(service=service, kind="basis", basis="Nach Aufwand")
    Form.objects.create(service=service, name="Antrag auf Ausweis", needs_signature=True)
    page = citizen.get("/en" + PERSO).content.decode()
    assert '<span lang="de">Nach Aufwand</span>' in page
    assert '<ul class="kern-list kern-list--bullet" lang="de"><li class="kern-body">Antrag' in page
    assert '<span lang="de">Redaktion der Stadt (Beispiel)</span>' in page


def test_a_document_links_to_who_issues_it(citizen: Client) -> None:
    RequiredDocument.objects.filter(name="Biometrisches Passbild").update(
        url="https://foto.example.org/", issuer="Fotogeschäft"
    )
    assertContains(citizen.get(PERSO), '"https://foto.example.org/" rel="external">Fotogeschäft<')


def test_a_channel_names_its_languages_and_payment(citizen: Client) -> None:
    response = citizen.get("/leistungen/fuehrungszeugnis-beantragen/")
    assertContains(response, "Sprachen: Deutsch, Englisch")
    assertContains(response, "Bezahlung: online")


def test_a_language_without_a_name_is_no_fault(citizen: Client) -> None:
    OnlineChannel.objects.filter(source_id="fuehrungszeugnis").update(languages=["de", "hsb"])
    response = citizen.get("/leistungen/fuehrungszeugnis-beantragen/")
    assertContains(response, "Sprachen: Deutsch, hsb")


def test_the_foot_of_a_page_with_little_to_say(citizen: Client) -> None:
    service = Service.objects.get(slug="personalausweis-beantragen")
    Service.objects.filter(pk=service.pk).update(leika_keys=[], ozg_ids=[], is_sdg=True)
    service.texts.update(source="")
    foot = citizen.get(PERSO).content.decode().split('class="page-source"')[1]
    assert "Single Digital Gateway" in foot
    assert strip_tags(foot.split("</p>")[0]).partition(">")[2].strip().startswith("Stand")
