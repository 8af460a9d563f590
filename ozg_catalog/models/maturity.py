"""Maturity models as data, and what was observed under them."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ozg_catalog.models.catalogue import LeikaEntry, Municipality
from ozg_catalog.models.kept import kept_user


class MaturityModelQuerySet(models.QuerySet["MaturityModel"]):
    def counting(self) -> MaturityModel:
        """The model whose levels the headline figures count, with its levels, in one query."""
        levels = list(MaturityLevel.objects.filter(model__counts=True).select_related("model"))
        if not levels:
            return self.get(counts=True)
        model = levels[0].model
        model.known_levels = levels
        return model


class MaturityModel(models.Model):
    """A version of the Reifegradmodell. Levels of different versions are never added up."""

    name = models.CharField(_("Name"), max_length=100)
    version = models.CharField(_("Version"), max_length=10)
    source = models.CharField(_("Quelle"), max_length=300)
    valid_from = models.CharField(_("gilt seit"), max_length=30, blank=True)
    valid_to = models.CharField(_("gilt bis"), max_length=30, blank=True)
    counts = models.BooleanField(
        _("zählt für die Kennzahlen"),
        default=False,
        help_text=_(
            "Genau ein Modell liefert die Kennzahlen. Werte anderer Modelle bleiben außen vor."
        ),
    )

    objects = MaturityModelQuerySet.as_manager()

    class Meta:
        verbose_name = _("Reifegradmodell")
        verbose_name_plural = _("Reifegradmodelle")
        ordering: ClassVar[list[str]] = ["version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["name", "version"], name="maturity_model_unique"),
            models.UniqueConstraint(
                fields=["counts"], condition=models.Q(counts=True), name="one_model_counts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @cached_property
    def known_levels(self) -> list[MaturityLevel]:
        return list(self.levels.all())


class MaturityLevel(models.Model):
    model = models.ForeignKey(MaturityModel, models.CASCADE, related_name="levels")
    value = models.PositiveSmallIntegerField(_("Stufe"))
    name = models.CharField(_("Name"), max_length=100)
    is_online = models.BooleanField(_("gilt als online"), default=False)
    is_conform = models.BooleanField(_("gilt als OZG-konform"), default=False)

    class Meta:
        verbose_name = _("Stufe")
        verbose_name_plural = _("Stufen")
        ordering: ClassVar[list[str]] = ["model", "value"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["model", "value"], name="maturity_level_unique"),
            models.CheckConstraint(
                condition=models.Q(is_conform=False) | models.Q(is_online=True),
                name="conform_is_online",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.name}"


class Criterion(models.Model):
    """A criterion of a model. The product ships none: the officer enters them from the source."""

    model = models.ForeignKey(
        MaturityModel, models.CASCADE, related_name="criteria", verbose_name=_("Reifegradmodell")
    )
    code = models.SlugField(_("Kürzel"), max_length=50)
    name = models.CharField(_("Name"), max_length=200)
    source = models.CharField(_("Quelle"), max_length=300)

    class Meta:
        verbose_name = _("Kriterium")
        verbose_name_plural = _("Kriterien")
        ordering: ClassVar[list[str]] = ["model", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["model", "code"], name="criterion_unique")
        ]

    def __str__(self) -> str:
        return self.name


class EvidenceFile(models.Model):
    """A file that shows what was observed. Append-only, like the assessments that rest on it."""

    name = models.CharField(_("Name"), max_length=150)
    content_type = models.CharField(_("Art"), max_length=50)
    content = models.BinaryField(editable=False)
    sha256 = models.CharField(_("Prüfsumme (SHA-256)"), max_length=64, unique=True)
    added_at = models.DateTimeField(_("hinzugefügt am"), auto_now_add=True)
    added_by = kept_user(null=True, blank=True)

    class Meta:
        verbose_name = _("Datei eines Nachweises")
        verbose_name_plural = _("Dateien der Nachweise")
        default_permissions = ()
        ordering: ClassVar[list[str]] = ["-added_at"]

    def __str__(self) -> str:
        return self.name


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def known_at(self, moment: datetime) -> AssessmentQuerySet:
        """What had been recorded by then, without what had been corrected by then."""
        corrected = Assessment.objects.filter(
            corrects=models.OuterRef("pk"), recorded_at__lte=moment
        )
        return self.filter(recorded_at__lte=moment).exclude(models.Exists(corrected))

    def state_at(
        self,
        municipality: Municipality,
        on: date,
        *,
        model: MaturityModel,
        known: datetime | None = None,
    ) -> AssessmentQuerySet:
        """The latest observation per entry on that day; levels of other models do not count."""
        return (
            self.known_at(known or timezone.now())
            .filter(municipality=municipality, observed_on__lte=on)
            .filter(models.Q(model=model) | models.Q(model=None))
            .order_by("entry_id", "-observed_on", "-pk")
            .distinct("entry_id")
        )


class Assessment(models.Model):
    """One observation of one entry in one municipality.

    Append-only: a trigger refuses UPDATE and DELETE. A wrong one is corrected by a new
    one that names it in ``corrects``.
    """

    class Finding(models.TextChoices):
        LEVEL = "level", _("Reifegrad festgestellt")
        NOT_APPLICABLE = "not_applicable", _("gibt es hier nicht")
        NOT_REPORTED = "not_reported", _("nicht an das Land gemeldet")

    class Origin(models.TextChoices):
        OWN = "own", _("eigenes Angebot")
        DISTRICT = "district", _("vom Landkreis")
        STATE = "state", _("vom Land")
        FEDERAL = "federal", _("vom Bund")

    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("Kommune"))
    entry = models.ForeignKey(
        LeikaEntry, models.PROTECT, related_name="assessments", verbose_name=_("Leistung")
    )
    finding = models.CharField(_("Befund"), max_length=20, choices=Finding, default=Finding.LEVEL)
    model = models.ForeignKey(
        MaturityModel, models.PROTECT, null=True, blank=True, verbose_name=_("Reifegradmodell")
    )
    level = models.PositiveSmallIntegerField(_("Stufe"), null=True, blank=True)
    criteria = models.JSONField(_("Kriterien"), default=dict, blank=True)
    origin = models.CharField(_("Herkunft"), max_length=10, choices=Origin, default=Origin.OWN)
    channel_url = models.URLField(_("Adresse des Online-Angebots"), blank=True)
    planned_for = models.DateField(_("online geplant bis"), null=True, blank=True)
    plan_note = models.CharField(
        _("Zur Planung"),
        max_length=300,
        blank=True,
        help_text=_("Was geplant ist, oder warum nichts geplant ist."),
    )
    evidence_url = models.URLField(_("Nachweis (Adresse)"), blank=True)
    evidence = models.CharField(_("Nachweis"), max_length=300, blank=True)
    evidence_file = models.ForeignKey(
        EvidenceFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments",
        verbose_name=_("Nachweis (Datei)"),
    )
    note = models.TextField(_("Anmerkung"), blank=True)
    observed_on = models.DateField(_("beobachtet am"))
    recorded_at = models.DateTimeField(_("eingetragen am"), auto_now_add=True)
    recorded_by = kept_user(null=True, blank=True, verbose_name=_("eingetragen von"))
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="correction",
        verbose_name=_("berichtigt"),
    )
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Bewertung")
        verbose_name_plural = _("Bewertungen")
        default_permissions = ("add", "view")
        ordering: ClassVar[list[str]] = ["-observed_on", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "entry", "-observed_on", "-id"], name="assessment_latest"
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(finding="level", model__isnull=False, level__isnull=False)
                | (~models.Q(finding="level") & models.Q(model__isnull=True, level__isnull=True)),
                name="level_only_under_a_model",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry} – {self.municipality}, {self.observed_on}"
