"""What a health office's own system asked for through a channel. Holds no guest."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from guestreg.models.handover import DataRequest
from guestreg.models.venue import Venue


class IncomingRequestQuerySet(models.QuerySet["IncomingRequest"]):
    def waiting(self) -> Self:
        return self.filter(request=None).select_related("venue").order_by("received_at")


class IncomingRequest(models.Model):
    channel = models.CharField(max_length=20)
    token = models.UUIDField(unique=True, help_text="The asking system's name for the request.")
    venue = models.ForeignKey(Venue, models.CASCADE, related_name="+")
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    details = models.CharField(max_length=500, blank=True)
    client = models.CharField(max_length=100)
    endpoint = models.CharField(max_length=253)
    received_at = models.DateTimeField(auto_now_add=True)
    request = models.OneToOneField(DataRequest, models.CASCADE, null=True, related_name="incoming")
    delivered_at = models.DateTimeField(null=True)

    objects = IncomingRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("Eingegangene Anfrage")
        verbose_name_plural = _("Eingegangene Anfragen")

    def __str__(self) -> str:
        return f"{self.channel}: {self.venue}"
