"""The portal's own keys for each account: previous, current and next.

The current pair signs. Metadata announces current and next, so that the state account knows
the next one before it is used. All three are tried when a message is decrypted.
"""

from pathlib import Path

from django.conf import settings

from identity.saml import keys
from identity.saml.keys import KeyPair

CURRENT, NEXT, PREVIOUS = "current", "next", "previous"


class KeyringError(Exception):
    """A key is missing or a step is not possible; the message says what to do."""


def stem(account: str, place: str) -> Path:
    return Path(settings.SAML_KEY_DIR) / account / place


def pair(account: str, place: str) -> KeyPair | None:
    return keys.load(stem(account, place))


def current(account: str) -> KeyPair:
    found = pair(account, CURRENT)
    if found is None:
        raise KeyringError(
            f"No key for {account}. Make one with: manage.py saml_keys new {account}"
        )
    return found


def announced(account: str) -> list[KeyPair]:
    """Pairs whose certificates the metadata shows."""
    upcoming = pair(account, NEXT)
    return [current(account), *([upcoming] if upcoming else [])]


def decrypting(account: str) -> list[KeyPair]:
    """Pairs that may open a message, the likeliest first."""
    found = (pair(account, place) for place in (CURRENT, NEXT, PREVIOUS))
    return [each for each in found if each]


def new(account: str) -> str:
    """Make a pair: the first one is current, a further one is next. Says which."""
    place = NEXT if pair(account, CURRENT) else CURRENT
    if pair(account, place):
        raise KeyringError(f"{account} has a next key already. Activate it first.")
    keys.save(stem(account, place), keys.generate(f"{settings.PORTAL_CITY} {account}"))
    return place


def activate(account: str) -> None:
    """Let the next pair sign from now on; the former one still opens messages."""
    if pair(account, NEXT) is None:
        raise KeyringError(f"{account} has no next key. Make one with: saml_keys new {account}")
    keys.move(stem(account, CURRENT), stem(account, PREVIOUS))
    keys.move(stem(account, NEXT), stem(account, CURRENT))
