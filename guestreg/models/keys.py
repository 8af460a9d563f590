"""Public keys that visits are sealed to, and the proof whose they are. No private half."""

from base64 import b64encode
from datetime import date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guestreg.models.venue import Venue

REHEARSAL = timedelta(days=31)
LONGEST_VISIT = timedelta(days=28)


class Key(models.Model):
    """The public half of a P-256 key pair that was made in its owner's browser."""

    kid = models.CharField(max_length=22, unique=True, editable=False)
    public_key = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.kid

    @property
    def public_base64(self) -> str:
        return b64encode(self.public_key).decode()


class VenueKeyQuerySet(models.QuerySet["VenueKey"]):
    def current(self) -> Self:
        return self.filter(retired_at=None)

    def held_since(self, moment: datetime) -> Self:
        """What a page may name that was opened then or later."""
        return self.filter(Q(retired_at=None) | Q(retired_at__gt=moment))


class VenueKey(Key):
    """Seals the outer layer. A retired key stays until the last visit sealed to it is gone."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="keys")
    retired_at = models.DateTimeField(null=True)
    rehearsed_at = models.DateTimeField(null=True)
    endorsement = models.BinaryField(
        null=True, help_text="The former key's signature: posters that name it stay valid."
    )

    objects = VenueKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Schlüssel eines Ortes")
        verbose_name_plural = _("Schlüssel der Orte")
        constraints = (
            models.UniqueConstraint(
                name="venuekey_one_current", fields=("venue",), condition=Q(retired_at=None)
            ),
        )

    def needs_rehearsal(self) -> bool:
        """Nobody has shown for a month that file and passphrase still open a visit."""
        latest = self.rehearsed_at or self.created_at
        return timezone.now() - latest > REHEARSAL

    def former(self) -> "VenueKey | None":
        return self.venue.keys.filter(pk__lt=self.pk).order_by("-pk").first()

    def breaks_posters(self) -> bool:
        """Posters that name an earlier key refuse guests; said until visits of then are gone."""
        recent = timezone.now() - self.created_at < LONGEST_VISIT
        return self.endorsement is None and recent and self.former() is not None


class OfficeRoot(Key):
    """The health office's signing key. Its fingerprint is on posters and pinned in a script."""

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    retired_at = models.DateTimeField(null=True)
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    class Meta:
        verbose_name = _("Wurzelschlüssel des Gesundheitsamts")
        verbose_name_plural = _("Wurzelschlüssel des Gesundheitsamts")
        constraints = (
            models.UniqueConstraint(
                name="officeroot_one_current", fields=("retired_at",), nulls_distinct=False
            ),
            models.CheckConstraint(
                name="officeroot_two_people",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("created_by")),
            ),
        )


class RootProposal(Key):
    """Another root that somebody of the office wants; it holds once a second person agrees."""

    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("Vorgeschlagen von")
    )

    class Meta:
        verbose_name = _("Vorschlag einer neuen Wurzel")
        verbose_name_plural = _("Vorschläge einer neuen Wurzel")


class OfficeRecipientQuerySet(models.QuerySet["OfficeRecipient"]):
    def current(self) -> Self:
        return self.filter(retired_at=None).order_by("pk")

    def opening(self) -> Self:
        """Those that batches are sealed to, and replaced ones that open days of earlier batches."""
        shares = DayKeyShare.objects.filter(recipient=OuterRef("pk"))
        return self.filter(Q(retired_at=None) | Exists(shares)).order_by("pk")


class OfficeRecipient(Key):
    """Whoever can open day keys: an officer, or a sheet of paper in the office's safe.

    ``signature`` is the root's, over key and label; without it a batch seals nothing to it.
    """

    label = models.CharField(_("Bezeichnung"), max_length=80)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signature = models.BinaryField(null=True)
    retired_at = models.DateTimeField(null=True)
    removal_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    removal_proposed_at = models.DateTimeField(null=True)
    removal_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = OfficeRecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("Schlüssel einer Person des Gesundheitsamts")
        verbose_name_plural = _("Schlüssel der Personen des Gesundheitsamts")
        constraints = (
            models.UniqueConstraint(
                name="officerecipient_one_current",
                fields=("officer",),
                condition=Q(retired_at=None),
            ),
            models.CheckConstraint(
                name="officerecipient_removed_by_two",
                condition=Q(removal_confirmed_by=None)
                | ~Q(removal_confirmed_by=F("removal_proposed_by")),
            ),
        )

    @property
    def signature_base64(self) -> str:
        return b64encode(self.signature or b"").decode()

    @property
    def is_paper(self) -> bool:
        return self.officer_id is None


class DayKeyQuerySet(models.QuerySet["DayKey"]):
    def alive(self) -> Self:
        return self.filter(destroyed_at=None)

    def usable(self, day: date) -> Self:
        """Guests of that day seal to it: signed by the root that holds now."""
        return self.alive().filter(day=day, root__retired_at=None).select_related("root")

    def held_since(self, moment: datetime) -> Self:
        """What a page may name that was opened then or later."""
        held = Q(root__retired_at=None) | Q(root__retired_at__gt=moment)
        return self.alive().filter(held).select_related("root")

    def expired(self, today: date) -> Self:
        return self.alive().filter(destroy_on__lt=today)


class DayKey(Key):
    """The health office's key of one day; seals the inner layer. Signed by the office's root.

    Destroying its shares makes every copy of that day's visits unreadable, also in backups.
    """

    day = models.DateField()
    root = models.ForeignKey(OfficeRoot, models.PROTECT, related_name="day_keys")
    signature = models.BinaryField()
    destroy_on = models.DateField(help_text="Last day on which the private half may exist.")
    destroyed_at = models.DateTimeField(null=True)

    objects = DayKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Tagesschlüssel des Gesundheitsamts")
        verbose_name_plural = _("Tagesschlüssel des Gesundheitsamts")
        ordering = ("day",)
        constraints = (models.UniqueConstraint(name="daykey_once", fields=("root", "day")),)


class DayKeyShare(models.Model):
    """The private half of a day key, sealed to one recipient. Gone when the day's visits go."""

    day_key = models.ForeignKey(DayKey, models.CASCADE, related_name="shares")
    recipient = models.ForeignKey(OfficeRecipient, models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("Anteil an einem Tagesschlüssel")
        verbose_name_plural = _("Anteile an Tagesschlüsseln")
        constraints = (
            models.UniqueConstraint(name="daykeyshare_once", fields=("day_key", "recipient")),
        )

    def __str__(self) -> str:
        return f"{self.day_key_id}/{self.recipient_id}"
