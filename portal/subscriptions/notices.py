"""Note what happened to an inquiry, and tell those who want to know.

Telling reads what is new from the database, so a task that ran twice sends nothing twice and one
that was lost is made up for by the next. At worst a crash between mail and commit sends one again.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from portal.council.models import Inquiry
from portal.subscriptions.models import Notice, Subscription

MOST_IN_ONE_MAIL = 20


def note(inquiry: Inquiry, event: str) -> None:
    """Called by the verbs of an inquiry. What is not public is noted nowhere."""
    from portal.subscriptions import tasks

    if inquiry.is_public:
        Notice.objects.create(inquiry=inquiry, event=event)
        transaction.on_commit(
            tasks.tell_subscribers.delay, robust=True
        )  # the schedule makes up for it


def tell_everyone() -> int:
    """One mail to each subscriber for whom there is news; returns how many were sent."""
    newest = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    behind = Subscription.objects.behind(newest).order_by("pk").values_list("pk", flat=True)
    return sum(_tell(pk, newest) for pk in behind.iterator())


@transaction.atomic
def _tell(pk: int, newest: int) -> bool:
    """A subscriber whom another worker tells right now is skipped."""
    waiting = Subscription.objects.select_for_update(skip_locked=True, of=("self",))
    subscription = waiting.behind(newest).select_related("inquiry").filter(pk=pk).first()
    if subscription is None:
        return False
    news = list(
        subscription.news().filter(pk__lte=newest).select_related("inquiry")[:MOST_IN_ONE_MAIL]
    )
    if news:
        _news_mail(subscription, news).send()
    subscription.told_until = newest
    subscription.save(update_fields=["told_until"])
    return bool(news)


def confirmation_mail(subscription: Subscription) -> EmailMessage:
    with translation.override(subscription.language):
        subject = _("Bitte bestätigen: E-Mails über Anfragen im Rat")
        return _mail(subscription, subject, "confirm_mail", {})


def _news_mail(subscription: Subscription, news: list[Notice]) -> EmailMessage:
    with translation.override(subscription.language):
        first = news[0]
        subject = f"{first.get_event_display()}: {first.inquiry.title}"
        if len(news) > 1:
            subject = _("Neues zu Anfragen im Rat")
        return _mail(subscription, subject, "news_mail", {"news": list(_lines(news))})


def _lines(news: list[Notice]) -> Iterator[dict[str, Any]]:
    for notice in news:
        inquiry = notice.inquiry
        yield {
            "event": notice.get_event_display(),
            "title": f"{inquiry.number}: {inquiry.title}",
            "is_example": inquiry.is_example,
            "address": f"{settings.PORTAL_BASE_URL}{inquiry.get_absolute_url()}",
        }


def _mail(
    subscription: Subscription, subject: str, template: str, context: dict[str, Any]
) -> EmailMessage:
    """With the headers by which a mail program ends the subscription (RFC 2369, RFC 8058)."""
    end = f"{settings.PORTAL_BASE_URL}{subscription.end_path()}"
    context |= {
        "subscription": subscription,
        "confirm": f"{settings.PORTAL_BASE_URL}{subscription.confirm_path()}",
        "end": end,
        "city": settings.PORTAL_CITY,
    }
    return EmailMessage(
        " ".join(subject.split()),
        render_to_string(f"portal/subscriptions/{template}.txt", context),
        to=[subscription.email],
        headers={
            "List-Unsubscribe": f"<{end}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
