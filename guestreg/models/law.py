"""What permits collecting guests' data: a legal basis in force, and the terms of the licence."""

from datetime import date, timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guestreg.models.profile import CONTACT_TRACING, LONGEST_RETENTION, ContactField, Profile


class VenueKind(models.TextChoices):
    GASTRONOMY = "gastronomy", _("Gaststätte, Café, Bäckerei mit Sitzplätzen")
    LODGING = "lodging", _("Hotel, Pension")
    EVENT = "event", _("Veranstaltung")
    CULTURE = "culture", _("Museum, Theater, Kino")
    SPORT = "sport", _("Sport und Freizeit")
    BODY_CARE = "body_care", _("Friseur, Kosmetik, Körperpflege")
    ASSOCIATION = "association", _("Verein, Treffpunkt")
    BUILDING = "building", _("Gebäude mit Besuchsverkehr")


class LegalBasisQuerySet(models.QuerySet["LegalBasis"]):
    def in_force(self, on: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)

    def covering(self, kind: str, on: date) -> Self:
        """In force on that day for that kind of venue; the strictest retention first."""
        found = self.in_force(on).filter(venue_kinds__contains=[kind])
        return found.select_related("profile").order_by("retention_days")


class LegalBasis(models.Model):
    """Switches collection on. Where none is in force, the database refuses every visit."""

    title = models.CharField(_("Bezeichnung"), max_length=200)
    profile = models.ForeignKey(
        Profile,
        models.PROTECT,
        verbose_name=_("Zweck"),
        related_name="bases",
        default=CONTACT_TRACING,
    )
    text = models.TextField(_("Wortlaut oder Zusammenfassung"))
    source = models.CharField(_("Fundstelle"), max_length=300)
    source_url = models.URLField(_("Adresse der Fundstelle"), blank=True)
    valid_from = models.DateField(_("Gilt ab"))
    valid_to = models.DateField(_("Gilt bis"), null=True, blank=True)
    venue_kinds = ArrayField(
        models.CharField(max_length=20, choices=VenueKind.choices),
        verbose_name=_("Arten von Orten"),
    )
    prescribed_fields = ArrayField(
        models.CharField(max_length=20, choices=ContactField.choices),
        verbose_name=_("Vorgeschriebene Angaben"),
    )
    retention_days = models.PositiveSmallIntegerField(
        _("Aufbewahrung in Tagen"),
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_RETENTION)],
    )
    requester = models.CharField(_("Wer die Daten verlangen darf"), max_length=200)
    is_example = models.BooleanField(_("Demonstration, kein geltendes Recht"), default=False)

    objects = LegalBasisQuerySet.as_manager()

    class Meta:
        verbose_name = _("Rechtsgrundlage")
        verbose_name_plural = _("Rechtsgrundlagen")
        ordering = ("-valid_from", "title")
        constraints = (
            models.CheckConstraint(
                name="legalbasis_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
            models.CheckConstraint(
                name="legalbasis_retention_sane",
                condition=Q(retention_days__range=(1, LONGEST_RETENTION)),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuses what goes beyond the purpose."""
        profile = Profile.objects.filter(pk=self.profile_id).first()
        if profile is None:
            return  # the form says so itself
        wrong = dict(profile.exceeded_by(self))
        if wrong:
            raise ValidationError(wrong)

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def expiry(self, day: date) -> date:
        """Last day on which a visit of ``day`` may still exist."""
        return day + timedelta(days=self.retention_days)

    @property
    def venue_kind_labels(self) -> list[str]:
        return [str(VenueKind(kind).label) for kind in self.venue_kinds]

    @property
    def field_labels(self) -> list[str]:
        return [str(ContactField(name).label) for name in self.prescribed_fields]


class Terms(models.Model):
    """A numbered version of the licence terms and the processing agreement (AVV)."""

    version = models.CharField(_("Fassung"), max_length=20, unique=True)
    published_on = models.DateField(_("Veröffentlicht am"))
    terms = models.TextField(_("Nutzungsbedingungen"))
    agreement = models.TextField(_("Vertrag zur Auftragsverarbeitung"))
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    class Meta:
        verbose_name = _("Nutzungsbedingungen")
        verbose_name_plural = _("Nutzungsbedingungen")
        ordering = ("-published_on", "-pk")
        get_latest_by = ("published_on", "pk")

    def __str__(self) -> str:
        return self.version
