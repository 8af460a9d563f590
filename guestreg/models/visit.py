"""Visits, sealed twice, and the proof of their deletion."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from guestreg.models.law import LegalBasis
from guestreg.models.venue import Area, Venue


class SealedBy(models.TextChoices):
    """Where the contact data was sealed, from the guest's own device to our memory."""

    BROWSER = "browser", _("Gerät des Gastes")
    VENUE = "venue", _("Gerät des Betriebs")
    SERVER = "server", _("Server, beim Empfang")


class VisitQuerySet(models.QuerySet["Visit"]):
    def overlapping(self, start: datetime, end: datetime) -> Self:
        """Guests who were there at some moment of the window."""
        return self.filter(arrived_at__lte=end, leaves_by__gte=start, was_absent=False)

    def of_venue(self, venue: Venue) -> Self:
        return self.filter(venue=venue)

    def on_request(self) -> Self:
        """Those that an office may ask for."""
        return self.filter(basis__profile__on_request=True)

    def not_expired(self, today: date) -> Self:
        return self.filter(expires_on__gte=today)

    def present(self, now: datetime) -> Self:
        return self.filter(arrived_at__lte=now, leaves_by__gt=now, left_at=None, was_absent=False)


class Visit(models.Model):
    """One guest at one place. The contact data is inside ``sealed`` and nowhere else.

    The table is partitioned by ``expires_on``: what must go together is dropped together.
    A trigger refuses rows without a legal basis in force and a licence (migration 0002).
    """

    pk = models.CompositePrimaryKey("expires_on", "receipt_hash")
    expires_on = models.DateField()
    receipt_hash = models.BinaryField(max_length=32)
    day = models.DateField()
    venue = models.ForeignKey(Venue, models.DO_NOTHING, db_constraint=False, related_name="+")
    area = models.ForeignKey(Area, models.DO_NOTHING, db_constraint=False, related_name="+")
    basis = models.ForeignKey(LegalBasis, models.DO_NOTHING, db_constraint=False, related_name="+")
    arrived_at = models.DateTimeField(help_text="Rounded down to five minutes.")
    leaves_by = models.DateTimeField(help_text="Left, or assumed to leave, rounded up.")
    left_at = models.DateTimeField(null=True)
    was_absent = models.BooleanField(default=False)
    office_kid = models.CharField(max_length=22)
    venue_kid = models.CharField(max_length=22)
    sealed_by = models.CharField(max_length=8, choices=SealedBy.choices)
    sealed = models.BinaryField()

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("Besuch")
        verbose_name_plural = _("Besuche")

    def __str__(self) -> str:
        return f"{self.day} {self.venue_id}/{self.area_id}"


class DeletionQuerySet(models.QuerySet["Deletion"]):
    def visits_deleted(self) -> int:
        return self.aggregate(total=models.Sum("visits"))["total"] or 0


class Deletion(models.Model):
    """One line of the deletion log: what was removed of a day, when, how many. Append-only."""

    day = models.DateField(_("Besuchstag"))
    expired_on = models.DateField(_("Frist endete am"))
    deleted_at = models.DateTimeField(_("Gelöscht am"))
    visits = models.PositiveIntegerField(_("Besuche"))
    released = models.PositiveIntegerField(_("Freigegebene Kopien"))

    objects = DeletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Löschung")
        verbose_name_plural = _("Löschprotokoll")
        ordering = ("-deleted_at", "-day")
        permissions = (("view_audit", _("Darf die Prüfspur der Gästeregistrierung lesen")),)

    def __str__(self) -> str:
        return f"{self.day}: {self.visits}"
