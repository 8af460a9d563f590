"""Sessions of a person. They all carry the person's generation; raising it ends them."""

from django.contrib.auth import logout
from django.db.models import F
from django.http import HttpRequest

from identity.models import User


def end_all(*, actor: User) -> None:
    """Sign the person out on every device.

    No audit entry: when somebody leaves is nobody's business, and that log is for ever.
    """
    User.objects.filter(pk=actor.pk).update(session_generation=F("session_generation") + 1)


def end(request: HttpRequest, *, everywhere: bool) -> None:
    """Sign out here, and on every other device too unless the person wants only this one."""
    if everywhere and isinstance(request.user, User):
        end_all(actor=request.user)
    logout(request)
