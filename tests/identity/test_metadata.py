"""Metadata: ours against SAML's schema and the operators' rules, theirs taken or refused."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from lxml import etree

from identity.models import IdentityProvider
from identity.saml import identity_providers, keyring
from identity.saml.metadata import MetadataError
from identity.saml.namespaces import NSMAP
from identity.saml.refusal import Refused
from identity.saml.schema import SAML_SCHEMAS
from identity.simulator.server import Simulator

pytestmark = pytest.mark.django_db
ACCOUNTS = ["unternehmenskonto", "bundid"]


@pytest.fixture(params=ACCOUNTS)
def metadata(request: pytest.FixtureRequest, client: Client) -> etree._Element:
    return etree.fromstring(client.get(f"/saml/{request.param}/metadata").content)


def test_valid_by_the_schema(metadata: etree._Element) -> None:
    schema = etree.XMLSchema(file=str(SAML_SCHEMAS / "saml-schema-metadata-2.0.xsd"))
    schema.assertValid(metadata)


def test_no_end_and_no_id(metadata: etree._Element) -> None:
    assert set(metadata.attrib) == {"entityID"}


def test_no_algorithms(metadata: etree._Element) -> None:
    assert metadata.find(".//md:EncryptionMethod", NSMAP) is None


def test_the_address_is_the_pinned_one(client: Client, settings) -> None:
    settings.PORTAL_BASE_URL = "https://portal.altenburg.test"
    settings.ALLOWED_HOSTS = ["*"]
    page = client.get("/saml/bundid/metadata", headers={"host": "evil.test"}).content.decode()
    assert 'entityID="https://portal.altenburg.test/saml/bundid/metadata"' in page
    assert "evil" not in page


def test_the_next_certificate_is_announced(client: Client, settings, tmp_path: Path) -> None:
    settings.SAML_KEY_DIR = tmp_path
    call_command("saml_keys", "new", "bundid")
    call_command("saml_keys", "new", "bundid")
    root = etree.fromstring(client.get("/saml/bundid/metadata").content)
    assert len(root.findall(".//ds:X509Certificate", NSMAP)) == 4


def test_activating_keeps_the_former_key_for_opening(settings, tmp_path: Path) -> None:
    settings.SAML_KEY_DIR = tmp_path
    call_command("saml_keys", "new", "bundid")
    former = keyring.current("bundid")
    call_command("saml_keys", "new", "bundid")
    call_command("saml_keys", "activate", "bundid")
    assert keyring.decrypting("bundid")[1] == former
    assert keyring.current("bundid") != former


def test_private_keys_are_for_their_owner_only(settings, tmp_path: Path) -> None:
    settings.SAML_KEY_DIR = tmp_path
    call_command("saml_keys", "ensure")
    assert (tmp_path / "bundid" / "current.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("arguments", [("activate", "bundid"), ("new", "facebook")])
def test_steps_that_are_not_possible_say_so(settings, tmp_path: Path, arguments) -> None:
    settings.SAML_KEY_DIR = tmp_path
    with pytest.raises(CommandError):
        call_command("saml_keys", *arguments)


def test_another_provider_takes_the_place_of_the_former(simulator: Simulator) -> None:
    raw = simulator.accounts["bundid"].metadata().replace(b"urn:simulated:bundid", b"urn:other")
    identity_providers.load("bundid", raw, actor=None)
    assert IdentityProvider.objects.current("bundid").entity_id == "urn:other"
    assert IdentityProvider.objects.filter(account="bundid").count() == 2


def test_the_same_file_again_changes_nothing(simulator: Simulator) -> None:
    before = IdentityProvider.objects.current("bundid")
    raw = simulator.accounts["bundid"].metadata()
    assert identity_providers.load("bundid", raw, actor=None) == before


@pytest.mark.parametrize("raw", [b"no xml", b"<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_a_wrong_file_is_refused_and_the_former_stays(simulator: Simulator, raw: bytes) -> None:
    before = IdentityProvider.objects.current("bundid")
    with pytest.raises(MetadataError):
        identity_providers.load("bundid", raw, actor=None)
    assert IdentityProvider.objects.current("bundid") == before


def test_the_command_shows_the_history(simulator: Simulator, capsys) -> None:
    file = simulator.accounts["unternehmenskonto"].metadata_file
    call_command("saml_idp", "unternehmenskonto", metadata=file)
    call_command("saml_idp", "unternehmenskonto", show=True)
    shown = capsys.readouterr().out
    assert "urn:simulated:unternehmenskonto" in shown
    assert "Simuliert" in shown


def test_the_command_names_a_missing_file() -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("saml_idp", "bundid", metadata=Path("/nowhere.xml"))


def test_production_loads_no_simulated_account(simulator: Simulator, settings) -> None:
    settings.PORTAL_PRODUCTION = True
    raw = simulator.accounts["bundid"].metadata() + b"\n"
    with pytest.raises(MetadataError, match="simulated"):
        identity_providers.load("bundid", raw, actor=None)


def test_production_does_not_ask_one_that_is_there(simulator: Simulator, settings) -> None:
    settings.PORTAL_PRODUCTION = True
    with pytest.raises(Refused, match="no-provider"):
        identity_providers.current("bundid")


def test_production_refuses_plain_http(settings) -> None:
    assert not identity_providers.is_real("https://idp.test", "http://idp.test/sso")
    assert identity_providers.is_real("https://id.bund.de/idp", "https://id.bund.de/idp/sso")
