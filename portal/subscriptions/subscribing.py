"""Ask for mails, confirm, end. The address is used after its owner confirmed it, and not before.

One mail address can be asked for as often as somebody likes, but is written to once an hour at
most, so that nobody can be flooded through this form.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.council.models import Inquiry
from portal.subscriptions import tasks
from portal.subscriptions.models import Notice, Subscription

ONE_MAIL_PER = datetime.timedelta(hours=1)


class SubscriptionError(Exception):
    """The step is not possible; the message says why."""


@transaction.atomic
def ask(*, email: str, language: str, inquiry: Inquiry | None) -> None:
    """Send the mail whose link confirms. What is there already is not told to the asker."""
    subscription, is_new = Subscription.objects.get_or_create(
        email=email.lower(), inquiry=inquiry, defaults={"language": language}
    )
    now = timezone.now()
    if not is_new and subscription.asked_at > now - ONE_MAIL_PER:
        return
    subscription.asked_at = now
    subscription.language = language
    subscription.save(update_fields=["asked_at", "language"])
    transaction.on_commit(lambda: tasks.send_confirmation.delay(subscription.pk))


@transaction.atomic
def confirm(*, code: str) -> Subscription:
    """From now on there are mails, about what happens from now on."""
    subscription = Subscription.objects.select_for_update().filter(code=code).first()
    if subscription is None:
        raise SubscriptionError(
            _("Der Link gilt nicht mehr. Bitte tragen Sie sich noch einmal ein.")
        )
    if subscription.confirmed_at is None:
        newest = Notice.objects.order_by("-pk").values_list("pk", flat=True).first()
        subscription.told_until = newest or 0
        subscription.confirmed_at = timezone.now()
        subscription.save(update_fields=["told_until", "confirmed_at"])
    return subscription


def end(*, code: str) -> bool:
    """Delete the subscription; False when it was gone already."""
    removed, _by_model = Subscription.objects.filter(code=code).delete()
    return bool(removed)


def forget_unconfirmed(now: datetime.datetime) -> int:
    removed, _by_model = Subscription.objects.lapsed(now).delete()
    return removed
