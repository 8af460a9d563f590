"""Records that machines copy: once public, a record is never simply gone.

OParl 1.1 (2.8) demands that a removed or depublished object stays at its address and says so.
Therefore deleting a record that was public only marks it, and empties what is personal.
"""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel


class PublicRecordQuerySet(models.QuerySet[Any]):
    def known(self) -> "PublicRecordQuerySet":
        """Also what was taken back: machines that read it must learn that."""
        return self.exclude(published_at=None)

    def shown(self) -> "PublicRecordQuerySet":
        return self.known().filter(removed_at=None)

    def touch(self) -> int:
        return self.update(modified_at=timezone.now())


_PublicRecordManager = models.Manager.from_queryset(PublicRecordQuerySet)


class PresentManager(_PublicRecordManager):
    """Everything that was not deleted, for forms and lists of the staff."""

    def get_queryset(self) -> models.QuerySet[Any]:
        found: models.QuerySet[Any] = super().get_queryset()
        return found.filter(deleted_at=None)


class PublicRecord(models.Model):
    """`removed_at` is set as long as a record that was public is not; `deleted_at` for ever."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_public = models.BooleanField(_("öffentlich"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = PresentManager()
    everything = models.Manager.from_queryset(PublicRecordQuerySet)()

    class Meta:
        abstract = True
        base_manager_name = "everything"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Follow the tick "public", and mark as changed whatever shows this record inside it."""
        now = timezone.now()
        if self.is_public and not self.deleted_at:
            self.published_at = self.published_at or now
            self.removed_at = None
        elif self.published_at:
            self.removed_at = self.removed_at or now
        super().save(*args, **kwargs)
        self.touch_holders()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """What was never public goes at once; the rest stays as an empty mark."""
        if self.published_at is None:
            return super().delete(*args, **kwargs)
        self.deleted_at = timezone.now()
        self.is_public = False
        self.forget()
        self.save()
        return 1, {self._meta.label: 1}

    @property
    def is_shown(self) -> bool:
        return self.published_at is not None and self.removed_at is None

    def forget(self) -> None:
        """Empty what nobody may read any more."""

    def touch_holders(self) -> None:
        for holders in self.holders():
            holders.update(modified_at=timezone.now())

    def holders(self) -> Iterable[models.QuerySet[Any]]:
        """The records in which this one is shown."""
        return []


class CouncilGroup(PublicRecord):
    """A body of the council: who asks, who sits. Persons are kept apart."""

    class Kind(models.TextChoices):
        GROUP = "group", _("Fraktion")
        COUNCIL = "council", _("Stadtrat")
        COMMITTEE = "committee", _("Ausschuss")
        OFFICE = "office", _("Verwaltung")

    name = models.CharField(_("Name"), max_length=200, unique=True)
    short_name = models.CharField(_("Kurzname"), max_length=60)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind.choices, default=Kind.GROUP)

    class Meta(PublicRecord.Meta):
        abstract = False
        ordering = ("name",)
        verbose_name = _("Fraktion oder Gremium")
        verbose_name_plural = _("Fraktionen und Gremien")

    def __str__(self) -> str:
        return self.short_name

    def forget(self) -> None:
        """A group of the same name may be founded again."""
        self.name = f"{self.name[:150]} ({self.uid})"


class LegislativeTerm(PublicRecord):
    name = models.CharField(_("Name"), max_length=200)
    starts_on = models.DateField(_("Beginn"))
    ends_on = models.DateField(_("Ende"), null=True, blank=True)

    class Meta(PublicRecord.Meta):
        abstract = False
        ordering = ("starts_on", "pk")
        verbose_name = _("Wahlperiode")
        verbose_name_plural = _("Wahlperioden")

    def __str__(self) -> str:
        return self.name

    def covers(self, day: datetime.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class Place(PublicRecord):
    """Where a body meets."""

    description = models.CharField(_("Bezeichnung"), max_length=200)
    street = models.CharField(_("Straße und Hausnummer"), max_length=200, blank=True)
    room = models.CharField(_("Raum"), max_length=100, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=5, blank=True)
    city = models.CharField(_("Ort"), max_length=100, blank=True)

    class Meta(PublicRecord.Meta):
        abstract = False
        ordering = ("description", "pk")
        verbose_name = _("Sitzungsort")
        verbose_name_plural = _("Sitzungsorte")

    def __str__(self) -> str:
        return self.description

    def holders(self) -> Iterable[models.QuerySet[Any]]:
        return [self.meetings.model.everything.filter(place=self.pk)]


class Person(PublicRecord, ClusterableModel):
    """Only people in a public office; everybody else stays out of the portal."""

    name = models.CharField(_("Name"), max_length=200)
    family_name = models.CharField(_("Nachname"), max_length=100, blank=True)
    given_name = models.CharField(_("Vorname"), max_length=100, blank=True)
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    panels: ClassVar[list[Panel]] = [
        FieldPanel("name"),
        FieldPanel("given_name"),
        FieldPanel("family_name"),
        InlinePanel("memberships", heading=_("Ämter"), label=_("Amt"), min_num=1),
        FieldPanel("is_public"),
        FieldPanel("is_example"),
    ]

    class Meta(PublicRecord.Meta):
        abstract = False
        ordering = ("family_name", "name")
        verbose_name = _("Person im öffentlichen Amt")
        verbose_name_plural = _("Personen im öffentlichen Amt")

    def __str__(self) -> str:
        return self.name

    def forget(self) -> None:
        self.name = self.family_name = self.given_name = ""
