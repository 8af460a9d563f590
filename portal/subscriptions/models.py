"""Who wants mails about inquiries, and what there is to tell.

A subscription holds an address, a language and what it is about; nothing else. It is found only by
the random code in its mails, and ending it deletes the row.
"""

import datetime
import secrets

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.council.models import Inquiry

# How long a confirmation mail is good for; unconfirmed addresses are deleted after that.
CONFIRM_WITHIN = datetime.timedelta(days=2)


def new_code() -> str:
    return secrets.token_urlsafe(24)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def tellable(self) -> "NoticeQuerySet":
        """What was taken back since then is told to nobody."""
        return self.filter(inquiry__in=Inquiry.objects.public())


class Notice(models.Model):
    """Something happened to a public inquiry."""

    class Event(models.TextChoices):
        PUBLISHED = "published", _("Neue Anfrage")
        ANSWERED = "answered", _("Neue Antwort")
        EXTENDED = "extended", _("Frist verlängert")
        WITHDRAWN = "withdrawn", _("Anfrage zurückgezogen")

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="notices")
    event = models.CharField(max_length=20, choices=Event.choices)
    happened_at = models.DateTimeField(default=timezone.now)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_event_display()}: {self.inquiry}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def confirmed(self) -> "SubscriptionQuerySet":
        return self.exclude(confirmed_at=None)

    def lapsed(self, now: datetime.datetime) -> "SubscriptionQuerySet":
        """Never confirmed, and the mail is no longer good."""
        return self.filter(confirmed_at=None, asked_at__lt=now - CONFIRM_WITHIN)

    def behind(self, newest: int) -> "SubscriptionQuerySet":
        return self.confirmed().filter(told_until__lt=newest)


class Subscription(models.Model):
    code = models.CharField(max_length=40, unique=True, default=new_code, editable=False)
    email = models.EmailField(_("E-Mail-Adresse"))
    language = models.CharField(max_length=5)
    inquiry = models.ForeignKey(
        Inquiry, models.CASCADE, null=True, blank=True, related_name="subscriptions"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_until = models.PositiveBigIntegerField(default=0)  # the last notice that was sent

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["email", "inquiry"], name="subscribed_once", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        """Goes into messages of errors, so it holds nothing personal."""
        return f"Subscription {self.pk}"

    def confirm_path(self) -> str:
        return reverse("subscriptions:confirm", args=[self.code])

    def end_path(self) -> str:
        return reverse("subscriptions:end", args=[self.code])

    def news(self) -> NoticeQuerySet:
        """What this subscriber has not been told yet."""
        notices = Notice.objects.tellable().filter(pk__gt=self.told_until)
        return notices.filter(inquiry=self.inquiry_id) if self.inquiry_id else notices
