"""A forge per account, beside the portal's own keys and the simulated accounts."""

import pytest

from identity.saml import keys, request_ids
from identity.simulator import service
from identity.simulator.server import Simulator
from tests.hostile.saml.forge import Forge
from tests.identity.conftest import _keys, key_folder, simulator, simulator_folder

__all__ = ["_keys", "key_folder", "simulator", "simulator_folder"]


@pytest.fixture(scope="session")
def foreign() -> keys.KeyPair:
    return keys.generate("Somebody else")


@pytest.fixture(params=["unternehmenskonto", "bundid"])
def forge(request: pytest.FixtureRequest, simulator: Simulator, foreign: keys.KeyPair) -> Forge:
    kind = request.param
    described = service.read(simulator.service_metadata(kind))
    signer = simulator.accounts[kind].signer
    return Forge(signer, described, request_ids.make(kind), foreign)
