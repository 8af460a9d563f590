"""Taking an online channel out of order, with a reason and a date, and putting it back."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from identity.models import User
from services.models import OnlineChannel


class OutageError(Exception):
    """The channel cannot be changed like that; the text says why."""


@transaction.atomic
def report(
    channel: OnlineChannel,
    *,
    actor: User | None,
    reason: str,
    until: datetime.date | None = None,
) -> None:
    """The pages of its services stop offering the channel and say why."""
    channel = OnlineChannel.objects.select_for_update().get(pk=channel.pk)
    today = timezone.localdate()
    if channel.is_out_of_order:
        raise OutageError(_("Dieser Online-Dienst ist schon abgeschaltet."))
    if not reason.strip():
        raise OutageError(_("Nennen Sie den Grund."))
    if until and until < today:
        raise OutageError(_("Das Ende liegt in der Vergangenheit."))
    channel.out_of_order_since = today
    channel.out_of_order_until = until
    channel.out_of_order_reason = reason.strip()
    channel.save()
    log(channel, "services.channel.out_of_order", user=actor, data={"reason": reason.strip()})


@transaction.atomic
def resolve(channel: OnlineChannel, *, actor: User | None) -> None:
    channel = OnlineChannel.objects.select_for_update().get(pk=channel.pk)
    if not channel.is_out_of_order:
        raise OutageError(_("Dieser Online-Dienst läuft schon."))
    since = channel.out_of_order_since
    channel.out_of_order_since = channel.out_of_order_until = None
    channel.out_of_order_reason = ""
    channel.save()
    log(channel, "services.channel.in_order", user=actor, data={"since": str(since)})
