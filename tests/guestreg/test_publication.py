"""Our venues in the search of IRIS connect, where an office chooses whom it asks."""

import json
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import CommandError, call_command
from django.utils import timezone

from guestreg import example, licences, publication, retention
from guestreg.channels.base import PublicationError
from guestreg.channels.contrib import iris_search
from guestreg.models import LegalBasis, Profile, Venue
from guestreg.tasks import publish_venues
from identity.models import BusinessAccount, User
from tests.guestreg.iris_stand_in import SearchService, serve
from tests.guestreg.test_exports import shared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("iris")]


@pytest.fixture
def venue(venue: Venue) -> Venue:
    """Of a company that counts as real; those of the tests are examples."""
    BusinessAccount.objects.update(is_example=False)
    return venue


@pytest.fixture(autouse=True)
def service(settings) -> Iterator[SearchService]:
    stand_in = SearchService()
    with serve(stand_in) as address:
        settings.GUESTREG_IRIS_EPS = address
        yield stand_in


def publish(on: date | None = None) -> dict[str, int]:
    return dict(publication.publish(on or timezone.localdate()))


def test_a_venue_is_found_with_the_contact_that_answers_day_and_night(
    venue: Venue, service: SearchService
) -> None:
    assert publish() == {"iris": 1}
    entry = service.listed[str(venue.public_id)]
    assert entry["name"] == venue.name
    assert entry["contact"]["officialName"] == venue.licence.account.name
    assert entry["contact"]["phone"] == "030 23125 001"
    assert [context["name"] for context in entry["contexts"]] == ["Gastraum", "Terrasse"]


@pytest.mark.shared
def test_its_entry_has_the_documented_shape(venue: Venue, service: SearchService) -> None:
    def names(part: object) -> object:
        if isinstance(part, dict):
            return {name: names(value) for name, value in part.items()}
        return names(part[0]) if isinstance(part, list) else type(part)

    sample = json.loads(shared("iris/postLocationsToSearchIndex.sample.json"))
    publish()
    assert names(service.listed[str(venue.public_id)]) == names(sample["params"]["locations"][0])


def test_again_changes_what_changed(venue: Venue, service: SearchService) -> None:
    publish()
    Venue.objects.update(name="Neuer Name")
    publish()
    assert [entry["name"] for entry in service.listed.values()] == ["Neuer Name"]


def test_what_is_not_ours_any_more_is_taken_out(venue: Venue, service: SearchService) -> None:
    service.listed["gone"] = {"id": "gone", "name": "Früher"}
    publish()
    assert list(service.listed) == [str(venue.public_id)]


def test_after_its_end_it_stays_while_visits_are_stored(
    venue: Venue, visit_at: Callable, baker: User, service: SearchService
) -> None:
    visit_at()
    licences.end(actor=baker, licence=venue.licence)
    assert publish() == {"iris": 1}
    after = timezone.localdate() + timedelta(days=29)
    retention.purge(after)
    assert publish(after) == {"iris": 0}
    assert not service.listed


def test_after_its_end_without_visits_it_goes(venue: Venue, baker: User) -> None:
    licences.end(actor=baker, licence=venue.licence)
    assert publish() == {"iris": 0}


def test_without_a_legal_basis_nobody_is_found(venue: Venue) -> None:
    LegalBasis.objects.update(valid_to=timezone.localdate() - timedelta(days=1))
    assert publish() == {"iris": 0}


def test_visitor_books_which_nobody_may_ask_for_are_not_in_it(venue: Venue) -> None:
    Profile.objects.update(on_request=False)
    assert publish() == {"iris": 0}


@pytest.mark.parametrize("flag", ["is_test_account", "is_example"])
def test_companies_that_do_not_exist_are_not_in_it(venue: Venue, flag: str) -> None:
    BusinessAccount.objects.update(**{flag: True})
    assert publish() == {"iris": 0}


def test_the_demonstration_is_not_in_it(health_officer: User) -> None:
    example.load(officer=health_officer)
    assert publish() == {"iris": 0}


@pytest.mark.parametrize(
    ("name", "told"), [("„Zum Löwen“", "Zum Löwen“"), ("=1+1", "1+1"), ("_-@", "")]
)
def test_a_name_that_the_service_would_blank_begins_later(
    venue: Venue, service: SearchService, name: str, told: str
) -> None:
    Venue.objects.update(name=name)
    publish()
    assert service.listed[str(venue.public_id)]["name"] == told


def test_a_number_keeps_its_plus(venue: Venue, service: SearchService) -> None:
    type(venue.licence).objects.update(contact_phone="+49 3447 594-0")
    publish()
    assert service.listed[str(venue.public_id)]["contact"]["phone"] == "+49 3447 594-0"


def test_many_go_in_messages_that_the_service_takes(
    venue: Venue, service: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(iris_search, "MOST_AT_ONCE", 2)
    found = publication._published(venue)
    iris_search.keep([found] * 5)
    assert service.asked.count("postLocationsToSearchIndex") == 3


@pytest.mark.parametrize("name", ["GUESTREG_IRIS_EPS", "GUESTREG_IRIS_SECRET"])
def test_nothing_is_sent_unless_the_channel_is_set_up(
    venue: Venue, service: SearchService, settings, name: str
) -> None:
    setattr(settings, name, "")
    assert publish() == {}
    assert publish_venues() == "no channel with a list is set up"
    assert not service.asked


def test_an_entry_that_is_not_taken_is_said(venue: Venue, service: SearchService) -> None:
    Venue.objects.update(name="Insert Coin into Slot")
    service.listed["gone"] = {"id": "gone", "name": "Früher"}
    with pytest.raises(PublicationError, match=f"Invalid Locations detected: {venue.public_id}"):
        publish()
    assert "gone" not in service.listed


@pytest.mark.parametrize(
    "answer",
    [
        {"result": {"_": "NO"}},
        {"result": {"_": [1]}},
        {"error": {"code": -32603, "message": "internal error"}},
        ["x"],
    ],
)
def test_what_the_service_should_not_answer_is_said(
    venue: Venue, service: SearchService, monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    monkeypatch.setattr(service, "answer", lambda _body: answer)
    with pytest.raises(PublicationError, match="IRIS"):
        publish()


def test_a_service_that_is_away_is_said_by_the_command(venue: Venue, settings) -> None:
    settings.GUESTREG_IRIS_EPS = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="does not answer getProviderLocations"):
        call_command("publish_venues")


def test_the_nightly_run_goes_on_without_it_and_logs_why(
    venue: Venue, settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.GUESTREG_IRIS_EPS = "http://127.0.0.1:9"
    assert publish_venues() == "not published, see the log"
    assert "does not answer getProviderLocations" in caplog.text


def test_the_command_says_how_many(venue: Venue, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("publish_venues")
    assert capsys.readouterr().out == "iris: 1 venues\n"


def test_a_certificate_of_its_own_is_checked(
    venue: Venue, service: SearchService, tmp_path: Path, settings
) -> None:
    file = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with serve(service, context) as address:
        settings.GUESTREG_IRIS_EPS = address
        with pytest.raises(PublicationError, match="certificate"):
            publish()
        settings.GUESTREG_IRIS_EPS_CA = str(file)
        assert publish() == {"iris": 1}


def self_signed(folder: Path) -> Path:
    """Key and certificate of 127.0.0.1 in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "EPS")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "eps.pem"
    file.write_bytes(secret + made.public_bytes(pem))
    return file
