"""Random damage to a genuine message: refused, or read exactly as before."""

from base64 import b64decode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from identity.saml import response
from identity.saml.refusal import Refused
from identity.saml.registry import registry
from tests.hostile.saml.forge import Forge, encode

pytestmark = pytest.mark.django_db
BRIEF = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def attributes_or_nothing(forge: Forge, message: str) -> object:
    try:
        _identifier, assertion = response.verify(registry.get_or_404(forge.signer.kind), message)
    except Refused:
        return None
    return (assertion.name_id, assertion.attributes)


@pytest.fixture
def genuine(forge: Forge) -> bytes:
    return b64decode(forge.message())


@BRIEF
@given(data=st.data())
def test_bytes(forge: Forge, genuine: bytes, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(genuine) - 1))
    replacement = data.draw(st.binary(max_size=4))
    damaged = genuine[:position] + replacement + genuine[position + 1 :]
    before = attributes_or_nothing(forge, encode(genuine))
    assert attributes_or_nothing(forge, encode(damaged)) in (None, before)


@BRIEF
@given(data=st.data())
def test_elements(forge: Forge, genuine: bytes, data: st.DataObject) -> None:
    """Delete, double or move one element."""
    root = etree.fromstring(genuine)
    elements = list(root.iterdescendants())
    element, target = data.draw(st.sampled_from(elements)), data.draw(st.sampled_from(elements))
    action = data.draw(st.sampled_from(["delete", "double", "move"]))
    copy = etree.fromstring(etree.tostring(element))
    if action != "double":
        element.getparent().remove(element)
    if action != "delete":
        target.append(copy)
    before = attributes_or_nothing(forge, encode(genuine))
    assert attributes_or_nothing(forge, encode(etree.tostring(root))) in (None, before)
