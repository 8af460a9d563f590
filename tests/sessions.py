"""Signing in without the way there, for tests of what comes after it."""

import time

from django.test import Client

from identity.access import SESSION_LEVEL
from identity.levels import TrustLevel
from identity.models import User

HOUR = 60 * 60


def signed_in(user: User) -> Client:
    """A client signed in as if with a second factor; staff reach nothing without one.

    It counts as just signed in for an hour, however long a run takes.
    """
    client = Client()
    client.force_login(user, backend="identity.backends.RoleBackend")
    session = client.session
    record = {"method": "mfa", "type": "totp", "at": time.time() + HOUR}
    session["account_authentication_methods"] = [record]
    session[SESSION_LEVEL] = (
        TrustLevel.SUBSTANTIAL.value if user.is_from_state else TrustLevel.NONE.value
    )
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
