"""Services may need a surer sign-in: then one is led there, not sent away."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from identity.access import level_required, reached_level
from identity.levels import TrustLevel
from identity.models import User
from services.models import OnlineChannel
from tests.identity.conftest import SignIn, hidden, post

pytestmark = pytest.mark.django_db


@level_required(TrustLevel.SUBSTANTIAL)
def sensitive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sensitive")


def visit(client: Client) -> HttpResponse:
    request = RequestFactory().get("/antrag/")
    latest = client.get("/konto/abmelden/").wsgi_request
    request.user, request.session = latest.user, latest.session
    return sensitive(request)


@pytest.mark.parametrize(
    ("level", "needed", "enough"),
    [("low", "none", True), ("low", "substantial", False), ("high", "substantial", True)],
)
def test_levels_have_an_order(level: str, needed: str, enough: bool) -> None:
    assert TrustLevel(level).reaches(TrustLevel(needed)) is enough


def test_nonsense_asks_for_nothing() -> None:
    assert TrustLevel.parse("sehr hoch") == TrustLevel.NONE


def test_who_is_not_signed_in_is_sent_to_sign_in_that_surely(client: Client) -> None:
    assert visit(client)["Location"] == "/konto/anmelden/?next=%2Fantrag%2F&niveau=substantial"


def test_enough_is_enough(client: Client, sign_in: SignIn) -> None:
    sign_in(client, "erika", "bundid")
    assert visit(client).content == b"sensitive"


def test_too_low_leads_to_a_page_that_explains(client: Client, sign_in: SignIn) -> None:
    sign_in(client, "max", "bundid")
    page = client.get(visit(client)["Location"]).content.decode()
    assert "„substanziell“" in page
    assert "/saml/bundid/anmelden?niveau=substantial" in page


def test_the_state_account_then_offers_only_sure_ways(
    client: Client, simulator, sign_in: SignIn
) -> None:
    sign_in(client, "max", "bundid")
    page = client.get("/saml/bundid/anmelden?niveau=substantial&next=/antrag/").content.decode()
    request = hidden(page, "SAMLRequest")
    choices = simulator.post("/bundid/sso", {"SAMLRequest": request}).body.decode()
    assert ("Erika Mustermann" in choices, "Max Mustermann" in choices) == (True, False)


def test_stepping_up_ends_where_one_wanted_to_go(
    client: Client, simulator, sign_in: SignIn
) -> None:
    sign_in(client, "max", "bundid")
    page = client.get("/saml/bundid/anmelden?niveau=high&next=/antrag/").content.decode()
    form = {"SAMLRequest": hidden(page, "SAMLRequest"), "choice": "erika"}
    reply = simulator.post("/bundid/anmelden", form).body.decode()
    landed = post(client, hidden(reply, "SAMLResponse"), "bundid")
    assert landed["Location"] == "/antrag/"
    assert reached_level(landed.wsgi_request) == TrustLevel.HIGH


def test_a_company_below_the_level_is_signed_in_and_told(client: Client, simulator) -> None:
    page = client.get("/saml/unternehmenskonto/anmelden?niveau=high&next=/antrag/")
    form = {"SAMLRequest": hidden(page.content.decode(), "SAMLRequest"), "choice": "baeckerei"}
    reply = simulator.post("/unternehmenskonto/anmelden", form).body.decode()
    landed = post(client, hidden(reply, "SAMLResponse"))
    assert landed["Location"] == "/konto/anmelden/sicherer/?next=%2Fantrag%2F&niveau=high"
    assert "„hoch“" in client.get(landed["Location"]).content.decode()


def test_staff_have_no_state_level(client: Client, editor: User, login: Callable) -> None:
    assert visit(login(editor))["Location"].startswith("/konto/anmelden/sicherer/")


@pytest.fixture
def guest_registration(db: None) -> Callable[[str], None]:
    """Guest registration in the directory, with the level that somebody there gives it."""

    def needs(level: str) -> None:
        OnlineChannel.objects.all().delete()
        OnlineChannel.objects.create(name="G", url_name="guestreg:start", trust_level=level)

    return needs


def test_the_level_of_a_service_is_set_in_the_directory(
    client: Client, sign_in: SignIn, guest_registration: Callable[[str], None]
) -> None:
    sign_in(client, "baeckerei")
    guest_registration("substantial")
    assert client.get("/gast/verwalten/").status_code == 200
    guest_registration("high")
    answer = client.get("/gast/verwalten/")
    assert answer["Location"] == "/konto/anmelden/sicherer/?next=%2Fgast%2Fverwalten%2F&niveau=high"
    assert "„hoch“" in client.get(answer["Location"]).content.decode()


def test_a_surer_sign_in_gets_there(
    client: Client, sign_in: SignIn, guest_registration: Callable[[str], None]
) -> None:
    guest_registration("high")
    assert sign_in(client, "gasthaus", target="/gast/verwalten/")["Location"] == "/gast/verwalten/"
    assert client.get("/gast/verwalten/").status_code == 200


def test_the_account_itself_needs_no_level(
    client: Client, sign_in: SignIn, guest_registration: Callable[[str], None]
) -> None:
    sign_in(client, "baeckerei")
    guest_registration("high")
    assert client.get("/konto/unternehmen/").status_code == 200
