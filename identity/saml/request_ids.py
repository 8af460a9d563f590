"""Identifiers of our sign-in requests.

Each carries its time and a code that only this portal can make. So an answer that nobody asked
for is refused by one hash, before any of its cryptography, and without a lookup.
"""

import datetime as dt
import hashlib
import hmac
import secrets
import time

from django.conf import settings

from identity.saml.refusal import Reason, Refused

MAX_AGE = 30 * 60
_PREFIX = "_"
_STAMP, _NONCE, _CODE = 8, 24, 32


def make(account: str) -> str:
    text = f"{int(time.time()):0{_STAMP}x}{secrets.token_hex(_NONCE // 2)}"
    return f"{_PREFIX}{text}{_code(account, text)}"


def check(account: str, identifier: str | None) -> None:
    """Refuse an identifier that is not ours, of another account, or too old."""
    text, code = (identifier or "")[1:-_CODE], (identifier or "")[-_CODE:]
    if len(text) != _STAMP + _NONCE or not hmac.compare_digest(
        code.encode(), _code(account, text).encode()
    ):
        raise Refused(Reason.UNSOLICITED)
    if time.time() - int(text[:_STAMP], 16) > MAX_AGE:
        raise Refused(Reason.EXPIRED_REQUEST)


def made_at(identifier: str) -> dt.datetime:
    """When we asked, by an identifier that ``check`` has let pass."""
    return dt.datetime.fromtimestamp(int(identifier[1 : 1 + _STAMP], 16), dt.UTC)


def _code(account: str, text: str) -> str:
    key = settings.SECRET_KEY.encode()
    message = f"saml-request:{account}:{text}".encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:_CODE]
