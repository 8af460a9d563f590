"""Which part of the town an address lies in, and who serves that part."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, Panel
from wagtail.models import Orderable


class Area(models.Model):
    """A part of town with offices of its own, or a place that another authority serves."""

    name = models.CharField(_("Name"), max_length=120, unique=True)
    is_ours = models.BooleanField(_("die Stadt ist zuständig"), default=True)
    authority = models.CharField(_("sonst zuständig"), max_length=160, blank=True)
    authority_url = models.URLField(_("deren Adresse"), max_length=500, blank=True)
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    panels: ClassVar[list[Panel]] = [
        FieldPanel("name"),
        FieldPanel("is_ours"),
        MultiFieldPanel(
            [
                HelpPanel(_("Nur, wenn die Stadt hier nicht zuständig ist.")),
                FieldPanel("authority"),
                FieldPanel("authority_url"),
            ],
            heading=_("Andere Behörde"),
        ),
        FieldPanel("is_example"),
    ]

    class Meta:
        verbose_name = _("Gebiet")
        verbose_name_plural = _("Gebiete")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if not self.is_ours and not self.authority:
            raise ValidationError({"authority": _("Nennen Sie, wer dort zuständig ist.")})


class OfficeArea(Orderable):
    """An office serves this part of town. Without any, it serves the whole town."""

    office = ParentalKey("services.Office", on_delete=models.CASCADE, related_name="areas")
    area = models.ForeignKey(
        Area, verbose_name=_("Gebiet"), on_delete=models.CASCADE, related_name="offices"
    )

    panels: ClassVar[list[Panel]] = [FieldPanel("area")]

    class Meta(Orderable.Meta):
        verbose_name = _("Gebiet der Stelle")


class StreetSection(models.Model):
    """A street, or the house numbers of it that lie in one area."""

    class Side(models.TextChoices):
        BOTH = "both", _("beide Seiten")
        EVEN = "even", _("gerade Nummern")
        ODD = "odd", _("ungerade Nummern")

    street = models.CharField(_("Straße"), max_length=120)
    folded = models.CharField(max_length=120, editable=False, db_index=True)
    first_number = models.PositiveSmallIntegerField(_("von Nummer"), null=True, blank=True)
    last_number = models.PositiveSmallIntegerField(_("bis Nummer"), null=True, blank=True)
    side = models.CharField(_("Seite"), max_length=4, choices=Side.choices, default=Side.BOTH)
    postcode = models.CharField(_("Postleitzahl"), max_length=5)
    city = models.CharField(_("Ort"), max_length=80)
    area = models.ForeignKey(
        Area, verbose_name=_("Gebiet"), on_delete=models.CASCADE, related_name="sections"
    )
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("street"), FieldPanel("postcode"), FieldPanel("city")]),
        FieldRowPanel([FieldPanel("first_number"), FieldPanel("last_number"), FieldPanel("side")]),
        FieldPanel("area"),
        FieldPanel("is_example"),
    ]

    class Meta:
        verbose_name = _("Straßenabschnitt")
        verbose_name_plural = _("Straßenverzeichnis")
        ordering: ClassVar[list[str]] = ["folded", "first_number"]

    def __str__(self) -> str:
        return f"{self.street} {self.first_number or ''}–{self.last_number or ''}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = fold_street(self.street)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def holds(self, number: int | None) -> bool:
        """Whether the house lies in this section; without a number every section may."""
        if number is None:
            return True
        if self.side != self.Side.BOTH and (number % 2 == 0) != (self.side == self.Side.EVEN):
            return False
        return (self.first_number or 0) <= number <= (self.last_number or number)


def fold_street(name: str) -> str:
    """ "Beispielstr." and "Beispiel-Straße" are the same street."""
    from services.search.normalise import words

    joined = "".join(words(name.replace("tr.", "trasse")))
    return joined[:-3] + "strasse" if joined.endswith("str") else joined
