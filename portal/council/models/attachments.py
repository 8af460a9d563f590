"""Documents that belong to an inquiry. Their content lies in the database, with its backup."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.council.models.inquiries import Inquiry
from portal.council.models.records import PublicRecord


class Attachment(PublicRecord):
    """A PDF that was checked before it came in (`portal.council.attachments`)."""

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="attachments")
    title = models.CharField(_("Titel"), max_length=200)
    file_name = models.CharField(_("Dateiname"), max_length=120)
    size = models.PositiveIntegerField(_("Größe"))
    sha512 = models.CharField(_("Prüfsumme"), max_length=128)
    content = models.BinaryField()
    scanned_by = models.CharField(_("auf Schadsoftware geprüft mit"), max_length=100, blank=True)

    class Meta(PublicRecord.Meta):
        abstract = False
        ordering = ("pk",)
        verbose_name = _("Anlage")
        verbose_name_plural = _("Anlagen")

    def __str__(self) -> str:
        return self.title

    def forget(self) -> None:
        self.content = b""
        self.title = self.file_name = self.sha512 = ""
        self.size = 0

    def holders(self) -> Iterable[models.QuerySet[Any]]:
        return [Inquiry.objects.filter(pk=self.inquiry_id)]
