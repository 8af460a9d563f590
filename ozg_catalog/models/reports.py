"""Reports to the council: drafted by one person, released by another, then fixed for ever."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ozg_catalog.models.catalogue import Municipality
from ozg_catalog.models.kept import kept_user
from ozg_catalog.models.snapshots import Snapshot


class CouncilReportQuerySet(models.QuerySet["CouncilReport"]):
    def released(self) -> CouncilReportQuerySet:
        return self.filter(released_at__isnull=False)

    def light(self) -> CouncilReportQuerySet:
        """With the day of their stand, without its figures."""
        return self.select_related("snapshot__municipality").defer("snapshot__content")

    def drafts(self) -> CouncilReportQuerySet:
        return self.light().filter(released_at=None)

    def standing(self, snapshot: Snapshot) -> CouncilReport | None:
        """What was released for the day of this snapshot; of several, the last correction."""
        return (
            self.released()
            .filter(snapshot__municipality=snapshot.municipality_id, snapshot__on=snapshot.on)
            .select_related("snapshot")
            .order_by("-number")
            .first()
        )

    def latest_before(self, municipality: Municipality, on: date) -> CouncilReport | None:
        """The last released report that a reader of this one may have seen."""
        return (
            self.released()
            .filter(snapshot__municipality=municipality, snapshot__on__lt=on)
            .order_by("-snapshot__on", "-number")
            .first()
        )


class CouncilReport(models.Model):
    """A report rests on exactly one snapshot. Once released, a trigger refuses every change."""

    snapshot = models.OneToOneField(
        Snapshot, models.PROTECT, related_name="report", verbose_name=_("Stand")
    )
    number = models.PositiveIntegerField(_("Nummer"), null=True, unique=True, editable=False)
    explanation = models.TextField(
        _("Erklärung der Veränderung"),
        blank=True,
        help_text=_("Nötig, wenn sich eine Kennzahl um mehr als 20 % verändert hat."),
    )
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("berichtigt den Bericht"),
    )
    drafted_by = kept_user(verbose_name=_("entworfen von"))
    drafted_at = models.DateTimeField(_("entworfen am"), auto_now_add=True)
    released_by = kept_user(null=True, editable=False, verbose_name=_("freigegeben von"))
    released_at = models.DateTimeField(_("freigegeben am"), null=True, editable=False)

    objects = CouncilReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("Bericht an den Stadtrat")
        verbose_name_plural = _("Berichte an den Stadtrat")
        ordering: ClassVar[list[str]] = ["-snapshot__on", "-pk"]
        permissions: ClassVar[list[tuple[str, Any]]] = [
            ("release_councilreport", "Can release a council report"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(number=None, released_at=None, released_by=None)
                | models.Q(number__isnull=False, released_at__isnull=False)
                & ~models.Q(released_by=models.F("drafted_by")),
                name="report_four_eyes",
            )
        ]

    def __str__(self) -> str:
        if self.number is None:
            return str(_("Entwurf, %(snapshot)s") % {"snapshot": self.snapshot})
        return str(_("Bericht Nr. %(number)s") % {"number": self.number})

    def get_absolute_url(self) -> str:
        return reverse("ozg_catalog:report", args=[self.number])


class ReportFile(models.Model):
    """One format of a released report, as it was released."""

    report = models.ForeignKey(CouncilReport, models.PROTECT, related_name="files")
    format = models.CharField(_("Format"), max_length=5)
    content = models.BinaryField()
    sha256 = models.CharField(_("Prüfsumme (SHA-256)"), max_length=64)

    class Meta:
        verbose_name = _("Datei eines Berichts")
        verbose_name_plural = _("Dateien der Berichte")
        default_permissions = ()
        ordering: ClassVar[list[str]] = ["report", "format"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["report", "format"], name="report_file_unique")
        ]

    def __str__(self) -> str:
        return f"{self.report}.{self.format}"

    def is_intact(self) -> bool:
        return hashlib.sha256(self.content).hexdigest() == self.sha256
