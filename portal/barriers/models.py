"""A report that something on the site cannot be used."""

import datetime
import uuid

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.models import User


class BarrierReportQuerySet(models.QuerySet["BarrierReport"]):
    def open(self) -> "BarrierReportQuerySet":
        return self.filter(answered_at=None)

    def overdue(self, on: datetime.date) -> "BarrierReportQuerySet":
        return self.open().filter(due_on__lt=on)


class BarrierReport(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("offen")
        OVERDUE = "overdue", _("überfällig")
        ANSWERED = "answered", _("beantwortet")

    reference = models.UUIDField(_("Kennzeichen"), default=uuid.uuid4, unique=True, editable=False)
    page_address = models.CharField(_("Adresse der Seite"), max_length=500)
    description = models.TextField(_("Was nicht geht"), max_length=3000)
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    language = models.CharField(_("Sprache"), max_length=5)
    received_at = models.DateTimeField(_("Eingegangen"), default=timezone.now)
    due_on = models.DateField(_("Antwort bis"))
    answer = models.TextField(_("Antwort"), blank=True, max_length=5000)
    answered_at = models.DateTimeField(_("Beantwortet"), null=True, blank=True)
    answered_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Von")
    )

    objects = BarrierReportQuerySet.as_manager()

    class Meta:
        ordering = ("answered_at", "due_on", "pk")
        verbose_name = _("Gemeldete Barriere")
        verbose_name_plural = _("Gemeldete Barrieren")

    def __str__(self) -> str:
        """Goes into the audit log, so it holds nothing personal."""
        return str(self.reference)[:8]

    def get_absolute_url(self) -> str:
        return reverse("barriers:status", args=[self.reference])

    @property
    def state(self) -> State:
        if self.answered_at:
            return self.State.ANSWERED
        return self.State.OVERDUE if self.due_on < timezone.localdate() else self.State.OPEN
