"""Public keys that visits are sealed to, and who holds the private halves."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guestreg.models.venue import Venue


class Custody(models.TextChoices):
    """Who can use the private half."""

    BROWSER = "browser", _("nur im Browser der Berechtigten")
    SERVER = "server", _("verschlossen auf dem Server (Übergangslösung)")


class Key(models.Model):
    """A P-256 key pair. ``wrapped_private`` is only there while the server keeps it, sealed."""

    kid = models.CharField(max_length=22, unique=True, editable=False)
    public_key = models.BinaryField()
    wrapped_private = models.BinaryField(null=True)
    custody = models.CharField(max_length=8, choices=Custody.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.kid


class VenueKey(Key):
    """Seals the outer layer. A retired key stays until the last visit sealed to it is gone."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="keys")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("Schlüssel eines Ortes")
        verbose_name_plural = _("Schlüssel der Orte")
        constraints = (
            models.UniqueConstraint(
                name="venuekey_one_current", fields=("venue",), condition=Q(retired_at=None)
            ),
        )


class DayKeyQuerySet(models.QuerySet["DayKey"]):
    def alive(self) -> Self:
        return self.filter(destroyed_at=None)

    def expired(self, today: date) -> Self:
        return self.alive().filter(destroy_on__lt=today)


class DayKey(Key):
    """The health office's key of one day; seals the inner layer.

    Destroying the private half makes every copy of that day's visits unreadable, also in backups.
    """

    day = models.DateField(unique=True)
    destroy_on = models.DateField(help_text="Last day on which the private half may exist.")
    destroyed_at = models.DateTimeField(null=True)

    objects = DayKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Tagesschlüssel des Gesundheitsamts")
        verbose_name_plural = _("Tagesschlüssel des Gesundheitsamts")
        ordering = ("day",)
        constraints = (
            models.CheckConstraint(
                name="daykey_destroyed_means_gone",
                condition=Q(destroyed_at=None) | Q(wrapped_private=None),
            ),
        )
