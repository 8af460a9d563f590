"""Where guests check in: venue, its areas, and the codes that lead there."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guestreg.models.law import LegalBasis, VenueKind
from guestreg.models.licence import Licence, Place

if TYPE_CHECKING:
    from identity.models import BusinessAccount

DEFAULT_STAY = {
    VenueKind.GASTRONOMY: 120,
    VenueKind.LODGING: 720,
    VenueKind.EVENT: 240,
    VenueKind.CULTURE: 150,
    VenueKind.SPORT: 120,
    VenueKind.BODY_CARE: 90,
    VenueKind.ASSOCIATION: 180,
    VenueKind.BUILDING: 60,
}


class VenueQuerySet(models.QuerySet["Venue"]):
    def of(self, account: "BusinessAccount") -> Self:
        return self.filter(licence__account=account)

    def real(self) -> Self:
        """Without examples and companies from the state's test accounts."""
        tried = Q(licence__is_example=True) | Q(licence__account__is_test_account=True)
        return self.exclude(tried | Q(licence__account__is_example=True))

    def collecting_or_holding(
        self, kinds: Iterable[str], holding: models.QuerySet[Any, Any]
    ) -> Self:
        """Venues of these kinds with a licence in use, and those whose numbers are ``holding``."""
        collecting = Q(kind__in=kinds, licence__state=Licence.State.GRANTED)
        return self.filter(collecting | Q(pk__in=holding))

    def with_company(self) -> Self:
        return self.select_related("licence__account").prefetch_related("areas")

    def registered(self) -> Self:
        """Venues whose visits an office could ask for; also after the licence ended."""
        return self.exclude(licence__state=Licence.State.DRAFT)


class Venue(Place):
    """A place with a licence. Its public id is in sealed data, its number is not shown."""

    licence = models.ForeignKey(Licence, models.PROTECT, related_name="venues")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    default_stay = models.PositiveSmallIntegerField(
        _("Übliche Aufenthaltsdauer in Minuten"),
        help_text=_("Gilt für Gäste, die sich nicht abmelden."),
    )
    paused = models.BooleanField(_("Registrierung pausiert"), default=False)
    wants_door_code = models.BooleanField(_("Code des Tages an der Tür"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = _("Ort")
        verbose_name_plural = _("Orte")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    def basis_on(self, moment: datetime) -> LegalBasis | None:
        """The basis that permits collecting here on that day, the shortest retention first."""
        day = timezone.localdate(moment)
        return LegalBasis.objects.covering(self.kind, day).first()

    def is_open(self, moment: datetime) -> bool:
        """Within the opening hours, also past midnight; always where none are given."""
        if self.opens_at is None or self.closes_at is None:
            return True
        local = _on_the_towns_clocks(moment)
        day, clock = local.weekday(), local.time()
        if self.opens_at <= self.closes_at:
            return day in self.open_days and self.opens_at <= clock <= self.closes_at
        late = clock <= self.closes_at and (day - 1) % 7 in self.open_days
        return late or (clock >= self.opens_at and day in self.open_days)

    def closing_after(self, arrived: datetime) -> datetime | None:
        """When the doors next close after that arrival."""
        if self.closes_at is None:
            return None
        local = _on_the_towns_clocks(arrived)
        closing = local.replace(hour=self.closes_at.hour, minute=self.closes_at.minute, second=0)
        return closing if closing > local else closing + timedelta(days=1)

    def assumed_leaving(self, arrived: datetime) -> datetime:
        """For guests who did not check out: the usual stay, but not beyond closing time."""
        stay = arrived + timedelta(minutes=self.default_stay)
        closing = self.closing_after(arrived)
        return min(stay, closing) if closing else stay


def _on_the_towns_clocks(moment: datetime) -> datetime:
    """Doors open by the town's time, whatever time zone somebody prefers to read in."""
    return moment.astimezone(timezone.get_default_timezone())


class Area(models.Model):
    """A room or part of a venue. A request of the health office can name areas."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="areas")
    name = models.CharField(_("Name des Bereichs"), max_length=80)
    capacity = models.PositiveIntegerField(_("Plätze"), null=True, blank=True)

    class Meta:
        verbose_name = _("Bereich")
        verbose_name_plural = _("Bereiche")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                name="area_name_once_per_venue",
                fields=("venue", "name"),
                violation_error_message=_("Diesen Bereich gibt es schon."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class CodeQuerySet(models.QuerySet["Code"]):
    def active(self) -> Self:
        return self.filter(closed_at=None)

    def open_now(self) -> Self:
        """Codes that accept guests as far as code, venue and licence are concerned."""
        return self.active().filter(
            area__venue__paused=False, area__venue__licence__state=Licence.State.GRANTED
        )

    def with_place(self) -> Self:
        return self.select_related("area__venue__licence__account")


class Code(models.Model):
    """What a printed QR code opens. It names a place, never a guest."""

    code = models.CharField(max_length=16, unique=True, editable=False)
    area = models.ForeignKey(Area, models.CASCADE, related_name="codes")
    label = models.CharField(
        _("Bezeichnung"), max_length=60, blank=True, help_text=_("Zum Beispiel: Tisch 4.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = CodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Code")
        verbose_name_plural = _("Codes")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("checkin", args=[self.code])

    @property
    def place_label(self) -> str:
        return f"{self.area.name}, {self.label}" if self.label else self.area.name
