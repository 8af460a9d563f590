"""Taking an online channel out of order, with a reason and a date, and putting it back."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from identity.models import User
from services.models import OnlineChannel
from services.search import index


class OutageError(Exception):
    """The channel cannot be changed like that; the text says why."""


def _reindex(channel: OnlineChannel) -> None:
    """The hit list says "online" only while it is so."""
    slugs = list(channel.uses.values_list("service__slug", flat=True))
    if slugs:
        index.update("service", slugs)


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
    _reindex(channel)
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
    _reindex(channel)
    log(channel, "services.channel.in_order", user=actor, data={"since": str(since)})
