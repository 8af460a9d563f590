"""Who has to deliver an entry for the people of a municipality."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ozg_catalog.models.catalogue import LeikaEntry, Municipality
from ozg_catalog.models.kept import kept_user


class CompetenceQuerySet(models.QuerySet["Competence"]):
    def at(self, municipality: Municipality, on: date) -> CompetenceQuerySet:
        """The decision in force on that day, one per entry."""
        return (
            self.filter(municipality=municipality, decided_on__lte=on)
            .order_by("entry_id", "-decided_on", "-pk")
            .distinct("entry_id")
        )


class Competence(models.Model):
    """A decision on competence. Append-only: a later decision takes the place of an earlier one."""

    class Level(models.TextChoices):
        CITY = "city", _("Stadt oder Gemeinde")
        DISTRICT = "district", _("Landkreis")
        STATE = "state", _("Land")
        FEDERAL = "federal", _("Bund")
        OTHER = "other", _("andere Stelle")
        UNDECIDED = "undecided", _("nicht entschieden")

    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("Kommune"))
    entry = models.ForeignKey(
        LeikaEntry, models.PROTECT, related_name="competences", verbose_name=_("Leistung")
    )
    level = models.CharField(_("zuständig"), max_length=10, choices=Level)
    reason = models.TextField(_("Begründung"))
    source = models.CharField(_("Quelle"), max_length=300)
    decided_on = models.DateField(_("entschieden am"))
    decided_by = kept_user(null=True, blank=True, verbose_name=_("entschieden von"))
    recorded_at = models.DateTimeField(_("eingetragen am"), auto_now_add=True)
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    objects = CompetenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zuständigkeit")
        verbose_name_plural = _("Zuständigkeiten")
        default_permissions = ("add", "view")
        ordering: ClassVar[list[str]] = ["-decided_on", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "entry", "-decided_on", "-id"], name="competence_latest"
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="competence_needs_reason")
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.get_level_display()}"
