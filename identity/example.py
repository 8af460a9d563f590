"""The people of the simulated state accounts, for whoever looks around in the demonstration."""

from typing import Any

from identity.simulator.accounts import PERSONAS

ROLES = {"unternehmenskonto": "business", "bundid": "citizen"}


def describe() -> dict[str, Any]:
    """``accounts``: whom the sign-in page of a simulated account offers, and where it begins."""
    return {
        "accounts": [
            {
                "role": ROLES[account],
                "name": persona["label"],
                "persona": persona["id"],
                "sign_in": f"/saml/{account}/anmelden",
            }
            for account, personas in PERSONAS.items()
            for persona in personas
        ]
    }
