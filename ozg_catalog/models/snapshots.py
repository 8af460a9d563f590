"""Frozen figures."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar

from django.db import models
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ozg_catalog.models.catalogue import Municipality
from ozg_catalog.models.kept import kept_user


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def current(self, municipality: Municipality) -> Snapshot | None:
        return self.filter(municipality=municipality).order_by("-on", "-pk").first()

    def as_of(self, municipality: Municipality, on: date) -> Snapshot | None:
        """The snapshot that a reader of that day would have been shown."""
        return self.filter(on__lte=on).current(municipality)


class Snapshot(models.Model):
    """A frozen copy of all figures of one day and of what they rest on.

    ``content`` is canonical JSON, kept as text so that its bytes never change;
    ``digest`` is its SHA-256. A trigger refuses UPDATE and DELETE.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("Kommune"))
    on = models.DateField(_("Stichtag"))
    taken_at = models.DateTimeField(_("festgehalten am"), auto_now_add=True)
    taken_by = kept_user(null=True, blank=True, verbose_name=_("festgehalten von"))
    reason = models.CharField(_("Anlass"), max_length=200, blank=True)
    content = models.TextField(editable=False)
    # The counts alone, so that a list of many snapshots need not read their contents.
    counts = models.GeneratedField(
        expression=KeyTransform(
            "entries", KeyTransform("figures", Cast("content", models.JSONField()))
        ),
        output_field=models.JSONField(),
        db_persist=True,
    )
    digest = models.CharField(_("Prüfsumme (SHA-256)"), max_length=64, editable=False)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("Stand")
        verbose_name_plural = _("festgehaltene Stände")
        default_permissions = ("add", "view")
        ordering: ClassVar[list[str]] = ["-on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # The same figures of the same day are one snapshot, however often one asks.
            models.UniqueConstraint(fields=["municipality", "on", "digest"], name="snapshot_unique")
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.on:%d.%m.%Y}"

    def get_absolute_url(self) -> str:
        return reverse("ozg_catalog:snapshot", args=[self.pk])

    @property
    def data(self) -> dict[str, Any]:
        """The content, parsed. Do not change it: it is shared."""
        return _parsed(self.digest, self.content)

    @property
    def figures(self) -> dict[str, Any]:
        figures: dict[str, Any] = self.data["figures"]
        return figures

    def is_intact(self) -> bool:
        return hashlib.sha256(self.content.encode()).hexdigest() == self.digest


# The current one, one to look back at, one that is being compared: each takes some 20 MB.
@lru_cache(maxsize=3)
def _parsed(_digest: str, content: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(content)
    return data
