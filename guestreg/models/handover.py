"""The health office's request for visits of a venue, and what was released to it."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guestreg.models.law import LegalBasis
from guestreg.models.venue import Area, Venue
from guestreg.models.visit import SealedBy

if TYPE_CHECKING:
    from identity.models import BusinessAccount


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def for_business(self, account: "BusinessAccount") -> Self:
        """What was sent to the business; drafts of the office are none of its business."""
        return self.filter(venue__licence__account=account).exclude(
            state=DataRequest.State.PREPARED
        )

    def waiting(self) -> Self:
        return self.filter(state=DataRequest.State.SENT).order_by("deadline")

    def overdue(self, now: datetime) -> Self:
        return self.waiting().filter(deadline__lt=now)

    def to_remind(self, now: datetime, before: timedelta) -> Self:
        """Unanswered with the deadline near, and not reminded yet."""
        return self.waiting().filter(deadline__lte=now + before, reminded_at=None)

    def with_place(self) -> Self:
        return self.select_related("venue__licence", "basis__profile")


class DataRequest(models.Model):
    class State(models.TextChoices):
        PREPARED = "prepared", _("Wartet auf zweite Freigabe")
        SENT = "sent", _("An den Betrieb gesendet")
        RELEASED = "released", _("Freigegeben")
        OBJECTED = "objected", _("Widersprochen")
        WITHDRAWN = "withdrawn", _("Zurückgezogen")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    venue = models.ForeignKey(Venue, models.PROTECT, verbose_name=_("Ort"), related_name="requests")
    areas = models.ManyToManyField(
        Area,
        verbose_name=_("Bereiche"),
        blank=True,
        help_text=_("Ohne Auswahl: alle Bereiche des Ortes."),
    )
    window_start = models.DateTimeField(_("Von"))
    window_end = models.DateTimeField(_("Bis"))
    case_number = models.CharField(_("Aktenzeichen"), max_length=60)
    basis = models.ForeignKey(
        LegalBasis, models.PROTECT, verbose_name=_("Rechtsgrundlage"), related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    deadline = models.DateTimeField(_("Frist"), null=True)
    reminded_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    objection = models.TextField(_("Begründung des Widerspruchs"), blank=True, max_length=1000)
    visit_count = models.PositiveIntegerField(_("Freigegebene Besuche"), null=True)
    unreadable_count = models.PositiveIntegerField(_("Nicht lesbare Besuche"), default=0)
    downloads = models.PositiveIntegerField(default=0)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("Datenanforderung")
        verbose_name_plural = _("Datenanforderungen")
        ordering = ("-requested_at",)
        permissions = (("request_visits", _("Darf Besuche anfordern und abrufen")),)
        constraints = (
            models.CheckConstraint(
                name="datarequest_window_forward",
                condition=Q(window_end__gt=F("window_start")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
            models.CheckConstraint(
                name="datarequest_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("requested_by")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_number}: {self.venue}"

    @property
    def duration(self) -> timedelta:
        return self.window_end - self.window_start

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.SENT

    @property
    def is_released(self) -> bool:
        return self.state == self.State.RELEASED

    def is_overdue(self, now: datetime) -> bool:
        return self.is_waiting and self.deadline is not None and self.deadline < now


class ReleasedVisit(models.Model):
    """A visit without the venue's layer; the office's layer still closes it."""

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="visits")
    expires_on = models.DateField(db_index=True)
    day = models.DateField()
    area_name = models.CharField(max_length=80)
    arrived_at = models.DateTimeField()
    leaves_by = models.DateTimeField()
    checked_out = models.BooleanField()
    receipt_hash = models.BinaryField(max_length=32)
    office_kid = models.CharField(max_length=22)
    sealed_by = models.CharField(max_length=8, choices=SealedBy.choices)
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("Freigegebener Besuch")
        verbose_name_plural = _("Freigegebene Besuche")
        ordering = ("arrived_at", "pk")

    def __str__(self) -> str:
        return f"{self.day} {self.area_name}"
