"""Links by which people without an account see one draft."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

CODE_LENGTH = 24


def new_code() -> str:
    return get_random_string(CODE_LENGTH)


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def of(self, record: models.Model) -> "PreviewLinkQuerySet":
        """Every link to a version of this record, the newest first."""
        revisions = Revision.objects.for_instance(record)
        return self.filter(revision__in=revisions).select_related("revision", "created_by")

    def ended_before(self, moment: datetime) -> "PreviewLinkQuerySet":
        return self.filter(expires_at__lt=moment)


class PreviewLink(models.Model):
    """Opens one version of one record until it expires or is revoked."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    purpose = models.CharField(_("Für wen?"), max_length=120)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("angelegt"), auto_now_add=True)
    expires_at = models.DateTimeField(_("gilt bis"))
    revoked_at = models.DateTimeField(_("zurückgenommen"), null=True, blank=True)
    opened = models.PositiveIntegerField(_("wie oft geöffnet"), default=0)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.pk} {self.expires_at:%Y-%m-%d}"

    def is_open(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at
