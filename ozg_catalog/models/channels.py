"""The addresses of online channels, and how each of them answered when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class ChannelAddressQuerySet(models.QuerySet["ChannelAddress"]):
    def due(self, now: datetime, every: timedelta) -> ChannelAddressQuerySet:
        """In use, and not visited for so long; those never visited come first."""
        unvisited = models.Q(checked_at=None) | models.Q(checked_at__lte=now - every)
        return self.filter(unvisited, is_used=True).order_by(
            models.F("checked_at").asc(nulls_first=True), "pk"
        )

    def offering(self) -> ChannelAddressQuerySet:
        """Addresses at which an entry is or was offered; others are only named in texts."""
        assessed = apps.get_model("ozg_catalog", "Assessment").objects.exclude(channel_url="")
        return self.filter(~models.Q(keys=[]) | models.Q(url__in=assessed.values("channel_url")))

    def broken(self) -> ChannelAddressQuerySet:
        return self.filter(state=ChannelAddress.State.BROKEN, is_used=True)


class ChannelAddress(models.Model):
    """One address, however many services are offered there."""

    class State(models.TextChoices):
        OK = "ok", _("erreichbar")
        REDIRECTED = "redirected", _("weitergeleitet")
        BROKEN = "broken", _("defekt")
        CAUTION = "caution", _("unklar")
        MISSING = "missing", _("keine Adresse hinterlegt")
        PENDING = "pending", _("noch nicht geprüft")

    url = models.URLField(_("Adresse"), max_length=500, unique=True)
    labels = ArrayField(
        models.CharField(max_length=400), default=list, verbose_name=_("Online-Dienste")
    )
    keys = ArrayField(
        models.CharField(max_length=400), default=list, verbose_name=_("LeiKa-Schlüssel")
    )
    is_used = models.BooleanField(_("in Gebrauch"), default=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.PENDING)
    since = models.DateField(_("seit"), null=True, blank=True)
    checked_at = models.DateTimeField(_("geprüft am"), null=True, blank=True)
    failed_on = ArrayField(models.DateField(), default=list, verbose_name=_("Ausfalltage"))
    status = models.PositiveSmallIntegerField(_("Antwort"), null=True, blank=True)
    final_url = models.CharField(_("führt nach"), max_length=2000, blank=True)
    detail = models.CharField(_("Grund"), max_length=200, blank=True)

    objects = ChannelAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("Adresse eines Online-Angebots")
        verbose_name_plural = _("Adressen der Online-Angebote")
        default_permissions = ("view",)
        ordering: ClassVar[list[str]] = ["url"]

    def __str__(self) -> str:
        return self.url


class ChannelStateQuerySet(models.QuerySet["ChannelState"]):
    def at(self, on: date) -> ChannelStateQuerySet:
        """The last verdict on each address on that day."""
        return self.filter(on__lte=on).order_by("address_id", "-on", "-pk").distinct("address_id")


class ChannelState(models.Model):
    """A change of an address's state. Append-only: past reports rest on it."""

    address = models.ForeignKey(ChannelAddress, models.PROTECT, related_name="history")
    state = models.CharField(_("Stand"), max_length=10, choices=ChannelAddress.State)
    on = models.DateField(_("festgestellt am"))
    since = models.DateField(_("seit"))
    detail = models.CharField(_("Grund"), max_length=200, blank=True)

    objects = ChannelStateQuerySet.as_manager()

    class Meta:
        verbose_name = _("Stand einer Adresse")
        verbose_name_plural = _("Stände der Adressen")
        default_permissions = ()
        ordering: ClassVar[list[str]] = ["address", "-on", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["address", "-on", "-id"], name="channel_state_latest")
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.get_state_display()}"
