"""Meetings with their agenda, and who belongs to which body."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, Panel

from portal.council.models.inquiries import Inquiry
from portal.council.models.records import CouncilGroup, Person, Place, PublicRecord


class Meeting(PublicRecord, ClusterableModel):
    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("terminiert")
        INVITED = "invited", _("eingeladen")
        HELD = "held", _("durchgeführt")

    name = models.CharField(_("Name"), max_length=200)
    organization = models.ForeignKey(
        CouncilGroup, models.PROTECT, related_name="meetings", verbose_name=_("Gremium")
    )
    starts_at = models.DateTimeField(_("Beginn"), null=True, blank=True)
    starts_on = models.DateField(
        _("Tag"), help_text=_("Auch ohne Uhrzeit, wenn sie nicht bekannt ist.")
    )
    ends_at = models.DateTimeField(_("Ende"), null=True, blank=True)
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        related_name="meetings",
        null=True,
        blank=True,
        verbose_name=_("Ort"),
    )
    state = models.CharField(
        _("Stand"), max_length=20, choices=State.choices, default=State.SCHEDULED
    )
    is_cancelled = models.BooleanField(_("fällt aus"), default=False)
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(["name", "organization", "state", "is_cancelled"], heading=_("Sitzung")),
        MultiFieldPanel(["starts_on", "starts_at", "ends_at", "place"], heading=_("Wann und wo")),
        InlinePanel("agenda_items", heading=_("Tagesordnung"), label=_("Punkt")),
        FieldPanel("is_public"),
        FieldPanel("is_example"),
    ]

    class Meta(PublicRecord.Meta):
        abstract = False
        ordering = ("-starts_on", "-pk")
        verbose_name = _("Sitzung")
        verbose_name_plural = _("Sitzungen")

    def __str__(self) -> str:
        return f"{self.name}, {self.starts_on:%d.%m.%Y}"

    def holders(self) -> Iterable[models.QuerySet[Any]]:
        return [AgendaItem.everything.filter(meeting=self.pk)]


class AgendaItem(PublicRecord):
    """A point of the agenda. One that deals with an inquiry is its consultation as well."""

    meeting = ParentalKey(Meeting, on_delete=models.CASCADE, related_name="agenda_items")
    sort_order = models.IntegerField(null=True, blank=True, editable=False)
    number = models.CharField(_("Nummer"), max_length=10, blank=True)
    title = models.CharField(_("Titel"), max_length=300)
    inquiry = models.ForeignKey(
        Inquiry,
        models.PROTECT,
        related_name="agenda_items",
        null=True,
        blank=True,
        verbose_name=_("Anfrage"),
    )
    result = models.CharField(_("Ergebnis"), max_length=200, blank=True)
    consulted_at = models.DateTimeField(null=True, editable=False)

    panels: ClassVar[list[Panel]] = [
        FieldPanel("number"),
        FieldPanel("title"),
        FieldPanel("inquiry"),
        FieldPanel("result"),
        FieldPanel("is_public"),
    ]

    class Meta(PublicRecord.Meta):
        abstract = False
        ordering = ("sort_order", "pk")
        verbose_name = _("Tagesordnungspunkt")
        verbose_name_plural = _("Tagesordnungspunkte")

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Remember that a consultation was public: it has to stay known when it ends."""
        public_since = self.inquiry.published_at if self.inquiry else None
        if public_since and not self.consulted_at:
            self.consulted_at = max(self.published_at or timezone.now(), public_since)
        former = AgendaItem.everything.filter(pk=self.pk).values_list("inquiry", flat=True)
        formerly = [pk for pk in former if pk]
        super().save(*args, **kwargs)
        Inquiry.objects.filter(pk__in=formerly).update(modified_at=timezone.now())

    def holders(self) -> Iterable[models.QuerySet[Any]]:
        return [
            Meeting.everything.filter(pk=self.meeting_id),
            Inquiry.objects.filter(pk=self.inquiry_id),
        ]


class Membership(PublicRecord):
    person = ParentalKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(
        CouncilGroup, models.PROTECT, related_name="memberships", verbose_name=_("Gremium")
    )
    role = models.CharField(_("Amt"), max_length=100)
    has_vote = models.BooleanField(_("stimmberechtigt"), default=False)
    starts_on = models.DateField(_("Beginn"), null=True, blank=True)
    ends_on = models.DateField(_("Ende"), null=True, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldPanel("organization"),
        FieldPanel("role"),
        FieldPanel("has_vote"),
        FieldPanel("starts_on"),
        FieldPanel("ends_on"),
    ]

    class Meta(PublicRecord.Meta):
        abstract = False
        ordering = ("person", "starts_on", "pk")
        verbose_name = _("Mitgliedschaft")
        verbose_name_plural = _("Mitgliedschaften")

    def __str__(self) -> str:
        return self.role

    def holders(self) -> Iterable[models.QuerySet[Any]]:
        return [
            Person.everything.filter(pk=self.person_id),
            CouncilGroup.everything.filter(pk=self.organization_id),
        ]
