"""Every hostile message is refused for its reason, leaves nothing behind and costs little."""

import logging
import os
import time
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from identity.models import ArrivedMessage, SignInTally, User
from identity.saml import response
from identity.saml.refusal import Reason, Refused
from identity.saml.registry import registry
from tests.hostile.saml import contents, envelopes
from tests.hostile.saml.envelopes import Make, Variant
from tests.hostile.saml.forge import Forge, encode

pytestmark = pytest.mark.django_db
VARIANTS: list[Variant] = envelopes.VARIANTS + contents.VARIANTS
TABLE = Path(__file__).parents[3] / "docs" / "hostile-saml.md"
# Times what the genuine message costs in the same run: machines differ, this hardly does.
COST_LIMIT = 3
HEAD = """# Hostile sign-in messages and why each is refused

Written by `tests/hostile/saml/test_corpus.py` (`UPDATE_TABLES=1` writes it anew). Each line is
posted as an answer of both state accounts; the reason is what the portal counts and logs.

| Message | Refused as |
|---|---|
"""
# Where the two accounts sign different parts, they miss different things.
AT_BUNDID = {"forged assertion without signature": Reason.NOT_SIGNED}
costs: dict[str, float] = {}


def reasons(name: str, reason: Reason) -> str:
    if name in AT_BUNDID:
        return f"{reason.value} (BundID: {AT_BUNDID[name].value})"
    return reason.value


@pytest.fixture(scope="module", autouse=True)
def _costliest() -> Iterator[None]:
    yield
    if costs:
        name = max(costs, key=lambda each: costs[each])
        print(f"\ncostliest refusal: {costs[name] * 1000:.1f} ms CPU ({name})")  # noqa: T201


def verify(forge: Forge, message: str) -> object:
    return response.verify(registry.get_or_404(forge.signer.kind), message)


def test_the_genuine_message_is_taken(forge: Forge) -> None:
    """Without this, every refusal below could have a wrong cause."""
    identifier, assertion = verify(forge, forge.message())
    assert identifier == forge.request_id
    assert assertion.name_id


@pytest.mark.parametrize(("name", "reason", "make"), VARIANTS, ids=[each[0] for each in VARIANTS])
def test_refused(forge: Forge, name: str, reason: Reason, make: Make) -> None:
    message = make(forge)
    verify_warm(forge)
    if forge.is_bundid:
        reason = AT_BUNDID.get(name, reason)
    # The least of three: what else runs in the process (collecting garbage) is not the message's.
    cost = min(cost_of_refusal(forge, message, reason) for _ in range(3))
    costs[f"{forge.signer.kind}: {name}"] = cost
    assert cost < COST_LIMIT * cost_of_genuine(forge)


def cost_of_refusal(forge: Forge, message: str, reason: Reason) -> float:
    """Seconds of CPU until the message is refused, for this reason."""
    started = time.thread_time()
    with pytest.raises(Refused) as refusal:
        verify(forge, message)
    cost = time.thread_time() - started
    assert refusal.value.reason == reason, refusal.value
    return cost


def cost_of_genuine(forge: Forge) -> float:
    """Seconds of CPU until the genuine message is taken, the least of three."""
    message = forge.message()
    costs_seen = []
    for _ in range(3):
        started = time.thread_time()
        verify(forge, message)
        costs_seen.append(time.thread_time() - started)
    return min(costs_seen)


def verify_warm(forge: Forge) -> None:
    """Schemas are read once per process; that is not the message's doing."""
    with pytest.raises(Refused):
        verify(forge, "")


@pytest.mark.parametrize(
    "name", ["unsigned", "signed with a foreign key", "entity bomb", "expired"]
)
def test_a_refused_post_leaves_nothing_behind(
    forge: Forge, client: Client, name: str, caplog
) -> None:
    caplog.set_level(logging.ERROR)
    make = next(each[2] for each in VARIANTS if each[0] == name)
    message = make(forge)
    answer = client.post(f"/saml/{forge.signer.kind}/acs", {"SAMLResponse": message})
    assert answer.status_code == 400
    assert not answer.cookies
    assert not ArrivedMessage.objects.exists()
    assert not Session.objects.exists()
    assert not User.objects.exists()


def test_ten_thousand_unsolicited_posts_are_cheap_and_leave_nothing(
    forge: Forge, client: Client
) -> None:
    if forge.is_bundid:
        pytest.skip("the same code as for the other account")
    message = forge.message(in_response_to="_" + "0" * 64)
    logging.disable(logging.WARNING)
    started = time.thread_time()
    try:
        for _ in range(10_000):
            answer = client.post(f"/saml/{forge.signer.kind}/acs", {"SAMLResponse": message})
            assert answer.status_code == 400
    finally:
        logging.disable(logging.NOTSET)
    assert time.thread_time() - started < 10_000 * cost_of_genuine(forge)
    assert not ArrivedMessage.objects.exists()
    assert not SignInTally.objects.exists()
    assert not Session.objects.exists()


def test_a_character_reference_changes_no_value(forge: Forge) -> None:
    """Canonicalisation undoes it, so the signature holds and the value is still the whole one."""
    xml = b64decode(forge.message()).decode()
    destination = forge.service.acs_address
    edited = xml.replace(destination, destination.replace("a", "&#97;"), 1)
    identifier, _assertion = verify(forge, encode(edited.encode()))
    assert identifier == forge.request_id


def test_the_table_names_every_variant() -> None:
    lines = [f"| {name} | {reasons(name, reason)} |" for name, reason, _make in VARIANTS]
    text = HEAD + "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_TABLES"):
        TABLE.write_text(text)
    assert TABLE.read_text() == text
