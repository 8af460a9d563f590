"""Which passwords staff may choose: the advice of NIST SP 800-63B and the BSI, without a network.

Length counts, rules about signs do not, and nothing is taken that attackers try first: passwords
from known leaks, alone or joined, names, dates, rows of keys, and words of this portal.
"""

import hashlib
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

# A thousand million guesses: what one stolen list of hashes loses within a day.
LEAST_GUESSES = 10**9
MOST_CHARACTERS = 72
HASH_CHARACTERS = 40


class GuessableValidator:
    """Refuses what is put together from leaked passwords, names and patterns."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        own = [settings.PORTAL_CITY, "Stadt", "Rathaus", "Kennwort", "Passwort"]
        if user is not None:
            own += [
                user.get_username(),
                getattr(user, "first_name", ""),
                getattr(user, "email", ""),
            ]
        words = [word for word in own if word]
        if zxcvbn(password[:MOST_CHARACTERS], user_inputs=words)["guesses"] < LEAST_GUESSES:
            raise ValidationError(
                _(
                    "Dieses Kennwort ist leicht zu erraten: Es besteht aus bekannten Kennwörtern, "
                    "Namen, Daten oder Tastenfolgen. Nehmen Sie zum Beispiel vier Wörter, die "
                    "nichts miteinander zu tun haben."
                ),
                code="guessable",
            )

    def get_help_text(self) -> str:
        return _("Vier Wörter, die nichts miteinander zu tun haben, sind ein gutes Kennwort.")


class BreachedValidator:
    """Refuses every password of a list of leaked ones that lies on this machine.

    The list has a line ``SHA-1:COUNT`` for each, sorted, as "Have I Been Pwned" gives it out.
    Without one (``PORTAL_BREACHED_PASSWORDS``) the other validators know the commonest only.
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        file = settings.PORTAL_BREACHED_PASSWORDS
        if file and is_listed(password, Path(file)):
            raise ValidationError(
                _(
                    "Dieses Kennwort steht in einer Liste gestohlener Kennwörter. Angreifer "
                    "probieren es zuerst. Nehmen Sie bitte ein anderes."
                ),
                code="breached",
            )

    def get_help_text(self) -> str:
        return _("Es darf nicht in einer Liste gestohlener Kennwörter stehen.")


def is_listed(password: str, file: Path) -> bool:
    """Look the password up by halving: some twenty reads, however long the list is."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    low, high = 0, file.stat().st_size
    with file.open("rb") as lines:
        while low < high:
            middle = (low + high) // 2
            found = _line_after(lines, middle)
            if found and found < wanted:
                low = lines.tell()
            else:
                high = middle
        return _line_after(lines, low) == wanted


def _line_after(lines: BinaryIO, position: int) -> bytes:
    """The hash of the first line that begins at the position or behind it."""
    lines.seek(max(position - 1, 0))
    if position:
        lines.readline()
    return lines.readline()[:HASH_CHARACTERS].upper()
