"""Signing in without the way there, for tests of what comes after it."""

from django.test import Client

from identity.models import User


def signed_in(user: User) -> Client:
    """A client signed in as if with a second factor; staff reach nothing without one."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
