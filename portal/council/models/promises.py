"""What the administration promised the council, tied to a milestone of the programme."""

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.models import User
from ozg_catalog.models import Milestone
from portal.council.models.inquiries import Inquiry, Question


class PromiseQuerySet(models.QuerySet["Promise"]):
    def public(self) -> "PromiseQuerySet":
        return self.filter(inquiry__in=Inquiry.objects.public())


class Promise(models.Model):
    """The day stays as it was promised, whatever becomes of the milestone afterwards."""

    class State(models.TextChoices):
        OPEN = "open", _("noch Zeit")
        KEPT = "kept", _("gehalten")
        LATE = "late", _("zu spät gehalten")
        BROKEN = "broken", _("nicht gehalten")

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="promises")
    question = models.ForeignKey(
        Question, models.SET_NULL, null=True, blank=True, related_name="promises"
    )
    text = models.CharField(_("Zusage"), max_length=300)
    promised_on = models.DateField(_("zugesagt am"), default=timezone.localdate)
    due_on = models.DateField(_("zugesagt bis"))
    milestone = models.ForeignKey(
        Milestone, models.PROTECT, related_name="promises", verbose_name=_("Meilenstein")
    )
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        verbose_name = _("Zusage")
        verbose_name_plural = _("Zusagen")

    def __str__(self) -> str:
        return self.text

    def state_on(self, day: datetime.date) -> State:
        """Measured against the day that was promised, not against one moved to later."""
        reached = self.milestone.reached_on
        if reached is not None and reached <= day:
            return self.State.KEPT if reached <= self.due_on else self.State.LATE
        return self.State.BROKEN if self.due_on < day else self.State.OPEN

    @property
    def moved_to(self) -> datetime.date | None:
        """The milestone's present date, if it is no longer the one promised."""
        planned = self.milestone.planned_on
        return planned if planned != self.due_on else None
