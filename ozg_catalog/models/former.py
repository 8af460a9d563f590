"""What entries and services were called before. Written by triggers, append-only."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ozg_catalog.models.catalogue import Lage, LeikaEntry, OzgService


def held_on(day: date, known: datetime | None = None) -> models.Q:
    """Of an entry's former words, the first held on that day, as was known at ``known`` (now).

    Where none is left, the words of today were already those of that day.
    """
    return models.Q(until__gt=day) | models.Q(recorded_at__gt=known or timezone.now())


class Former(models.Model):
    """Words that held before ``until``. Rows are written in the order in which words changed."""

    name = models.CharField(_("Name"), max_length=400)
    until = models.DateField(_("galt bis vor"))
    recorded_at = models.DateTimeField(_("eingetragen am"))

    class Meta:
        abstract = True
        default_permissions = ()
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.name


class FormerEntry(Former):
    entry = models.ForeignKey(LeikaEntry, models.PROTECT, related_name="former")

    class Meta(Former.Meta):
        verbose_name = _("früherer Name einer Leistung")
        verbose_name_plural = _("frühere Namen von Leistungen")


class FormerService(Former):
    service = models.ForeignKey(OzgService, models.PROTECT, related_name="former")
    lage = models.ForeignKey(Lage, models.PROTECT, related_name="+")

    class Meta(Former.Meta):
        verbose_name = _("früherer Name einer OZG-Leistung")
        verbose_name_plural = _("frühere Namen von OZG-Leistungen")
