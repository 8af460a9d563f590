"""The street directory: which office serves which house, and who serves the towns around.

Nobody's address is in here, only what the city itself knows about its streets.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, Panel
from wagtail.models import Orderable

from services.addresses.house_numbers import HouseNumber, NumberError, Side, Span, one_number
from services.models.offices import Office


class Jurisdiction(models.Model):
    """A task that is split between offices by where somebody lives."""

    slug = models.SlugField(_("Kürzel"), unique=True)
    name = models.CharField(_("Name"), max_length=120)
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    panels: ClassVar[list[Panel]] = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("slug"), FieldPanel("is_example")]),
    ]

    class Meta:
        verbose_name = _("Aufteilung nach Anschrift")
        verbose_name_plural = _("Aufteilungen nach Anschrift")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Street(ClusterableModel):
    """A street of the city. Two parts of the city may each have one of the same name."""

    name = models.CharField(_("Straße"), max_length=120)
    quarter = models.CharField(_("Ortsteil"), max_length=80, blank=True)
    key = models.CharField(max_length=120, editable=False, db_index=True)
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("quarter")]),
        InlinePanel("sections", heading=_("Hausnummern und Stellen"), label=_("Abschnitt")),
        FieldPanel("is_example"),
    ]

    class Meta:
        verbose_name = _("Straße")
        verbose_name_plural = _("Straßenverzeichnis")
        ordering: ClassVar[list[str]] = ["name", "quarter"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["name", "quarter"], name="services_street_identity")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.quarter})" if self.quarter else self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        from services.addresses.street_names import street_key

        self.key = street_key(self.name)
        super().save(*args, **kwargs)


class StreetSection(Orderable):
    """Which office does a task for these house numbers; without numbers, for the whole street."""

    street = ParentalKey(Street, on_delete=models.CASCADE, related_name="sections")
    jurisdiction = models.ForeignKey(
        Jurisdiction,
        verbose_name=_("Aufteilung"),
        on_delete=models.CASCADE,
        related_name="sections",
    )
    side = models.CharField(
        _("Straßenseite"), max_length=4, choices=Side.choices, default=Side.BOTH
    )
    first = models.CharField(_("von Hausnummer"), max_length=10, blank=True)
    last = models.CharField(_("bis Hausnummer"), max_length=10, blank=True)
    office = models.ForeignKey(
        Office, verbose_name=_("Stelle"), on_delete=models.CASCADE, related_name="sections"
    )

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("jurisdiction"), FieldPanel("office")]),
        FieldRowPanel([FieldPanel("first"), FieldPanel("last"), FieldPanel("side")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("Abschnitt")
        verbose_name_plural = _("Abschnitte")

    def clean(self) -> None:
        for name in ("first", "last"):
            if text := getattr(self, name):
                try:
                    setattr(self, name, str(one_number(text)))
                except NumberError as error:
                    raise ValidationError({name: str(error)}) from error
        if self.first and self.last and not self.span.is_ordered:
            raise ValidationError({"last": _("Das Ende liegt vor dem Anfang.")})

    def contradicts(self, other: "StreetSection") -> bool:
        """Whether both say of the same split which office some house has, and not the same way."""
        same_office = self.office_id == other.office_id
        return self.jurisdiction_id == other.jurisdiction_id and self.span.contradicts(
            other.span, same_office=same_office
        )

    @property
    def span(self) -> Span:
        return Span(_end(self.first), _end(self.last), Side(self.side))


def _end(text: str) -> HouseNumber | None:
    return one_number(text) if text else None


class Neighbour(models.Model):
    """A town around: who does the same there. `same_district` shares the district's offices."""

    name = models.CharField(_("Ort"), max_length=80, unique=True)
    key = models.CharField(max_length=80, editable=False, db_index=True)
    authority = models.CharField(_("Verwaltung"), max_length=160)
    url = models.URLField(_("Internet"), max_length=500)
    same_district = models.BooleanField(_("im selben Landkreis"), default=True)
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("authority")]),
        FieldPanel("url"),
        FieldRowPanel([FieldPanel("same_district"), FieldPanel("is_example")]),
    ]

    class Meta:
        verbose_name = _("Ort in der Umgebung")
        verbose_name_plural = _("Orte in der Umgebung")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        from services.addresses.street_names import place_key

        self.key = place_key(self.name)
        super().save(*args, **kwargs)


class StreetDirectory(models.Model):
    """A delivery of the street directory that came in: what answers are based on, and from when."""

    source = models.CharField(_("Herkunft"), max_length=160)
    as_of = models.DateField(_("Stand"))
    imported_at = models.DateTimeField(_("eingelesen"), auto_now_add=True)
    streets = models.PositiveIntegerField(_("Straßen"))
    sections = models.PositiveIntegerField(_("Abschnitte"))
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    class Meta:
        verbose_name = _("Stand des Straßenverzeichnisses")
        verbose_name_plural = _("Stände des Straßenverzeichnisses")
        ordering: ClassVar[list[str]] = ["-imported_at", "-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.source}, {self.as_of:%Y-%m-%d}"
