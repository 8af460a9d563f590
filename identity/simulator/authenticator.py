"""A simulated authenticator app: the current code of the example site's staff accounts.

All of them share one published secret (RFC 6238, as every authenticator app computes it).
"""

import base64
import hashlib
import hmac
import struct
import time

SECRET = "ALTENBURGDEMOZWEITERFAKTORPROBE2"  # noqa: S105 - published on purpose, see docstring
PERIOD = 30
DIGITS = 6


def code(secret: str = SECRET, moment: float | None = None) -> str:
    counter = int(time.time() if moment is None else moment) // PERIOD
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def seconds_left(moment: float | None = None) -> int:
    return PERIOD - int(time.time() if moment is None else moment) % PERIOD
