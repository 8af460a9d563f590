"""Mails in the background. A task knows numbers of rows, never an address."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


@shared_task(title=_("Bestätigung eines Abos erbitten"))
def send_confirmation(pk: int) -> str:
    from portal.subscriptions import notices
    from portal.subscriptions.models import Subscription

    subscription = Subscription.objects.filter(pk=pk).select_related("inquiry").first()
    if subscription is None:
        return "gone"
    notices.confirmation_mail(subscription).send()
    return "sent"


@shared_task(title=_("Abonnenten über Anfragen im Rat benachrichtigen"))
def tell_subscribers() -> str:
    from portal.subscriptions import notices

    return f"{notices.tell_everyone()} mails"


@shared_task(title=_("Unbestätigte Abos löschen"))
def forget_unconfirmed() -> str:
    from portal.subscriptions import subscribing

    return f"{subscribing.forget_unconfirmed(timezone.now())} forgotten"
