"""What was clarified about a difference between our own claim and the dashboard's export."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ozg_catalog.models.catalogue import Municipality


class Clarification(models.Model):
    """A difference that somebody looked at. It holds while both sides say what they said then."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, verbose_name=_("Kommune"))
    key = models.CharField(_("LeiKa-Schlüssel"), max_length=14)
    gap = models.CharField(_("Unterschied"), max_length=20)
    fingerprint = models.CharField(max_length=64, editable=False)
    note = models.CharField(_("Erklärung"), max_length=300)
    settled_at = models.DateTimeField(_("geklärt am"), auto_now_add=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("geklärt von"),
    )

    class Meta:
        verbose_name = _("Klärung")
        verbose_name_plural = _("Klärungen")
        default_permissions = ()
        ordering: ClassVar[list[str]] = ["-settled_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["municipality", "fingerprint"], name="clarification_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.note}"
