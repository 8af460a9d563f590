"""What the OZG asks for: Themenfeld, Lage, OZG service, LeiKa entry, and who has to deliver it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LEIKA_KEY = r"[0-9]{14}"
leika_key_validator = RegexValidator(rf"^{LEIKA_KEY}$", _("Ein Schlüssel hat genau 14 Ziffern."))
ars_validator = RegexValidator(r"^[0-9]{12}$", _("Ein Regionalschlüssel hat genau 12 Ziffern."))

# Codes of urn:de:fim:leika:typisierung. What they say about who executes is in TYPING_TEXTS;
# plain "2/3" says nothing about city or district.
TYPING_TEXTS = {
    "1": _("Bund regelt und vollzieht"),
    "2": _("Bund regelt, Land oder Kommune vollzieht"),
    "2a": _("Bund regelt, Land vollzieht"),
    "2b": _("Bund regelt, Land führt aus, Kommune vollzieht"),
    "3": _("Bund regelt mit Abweichungsrecht, Land oder Kommune vollzieht"),
    "3a": _("Bund regelt mit Abweichungsrecht, Land vollzieht"),
    "3b": _("Bund regelt mit Abweichungsrecht, Kommune vollzieht"),
    "2/3": _("Bund regelt, Land oder Kommune vollzieht"),
    "2/3a": _("Bund regelt, Land vollzieht"),
    "2/3b": _("Bund regelt, Kommune vollzieht"),
    "4": _("Land regelt"),
    "4a": _("Land regelt und vollzieht"),
    "4b": _("Land regelt, Kommune vollzieht"),
    "5": _("Kommune regelt"),
    "6": _("Allgemeiner Hinweis, keine Leistung"),
    "7": _("Service- und Sonderrufnummer"),
    "8": "8",
    "9": "9",
    "10": _("Verwaltungsinterne Leistung"),
    "11": _("Allgemeine Rechte und Pflichten (SDG)"),
    "12": _("Hilfs- und Problemlösungsdienst (SDG)"),
}


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def home(self) -> Municipality:
        """The municipality that this portal belongs to."""
        return self.get(ars=settings.PORTAL_ARS)

    def others(self) -> MunicipalityQuerySet:
        return self.exclude(ars=settings.PORTAL_ARS)


class Municipality(models.Model):
    """A municipality whose progress is followed. The ARS is text; unknown stays empty."""

    name = models.CharField(_("Name"), max_length=100, unique=True)
    ars = models.CharField(
        _("Regionalschlüssel (ARS)"),
        max_length=12,
        unique=True,
        null=True,
        blank=True,
        validators=[ars_validator],
        help_text=_("12 Ziffern. Leer, solange er nicht belegt ist."),
    )
    district = models.CharField(_("Landkreis"), max_length=100, blank=True)
    note = models.CharField(_("Anmerkung"), max_length=200, blank=True)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("Kommune")
        verbose_name_plural = _("Kommunen")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class CatalogueEditionQuerySet(models.QuerySet["CatalogueEdition"]):
    def waiting(self) -> CatalogueEditionQuerySet:
        """Read, but nobody has confirmed yet what they change."""
        return self.filter(confirmed_at=None)

    def confirmed(self, kind: str, area: str = "") -> CatalogueEditionQuerySet:
        """Whole editions, the last one first; extracts are no measure for anything."""
        return self.filter(
            kind=kind, area=area, is_extract=False, confirmed_at__isnull=False
        ).order_by("-confirmed_at", "-pk")

    def in_force(self, kind: str, area: str = "") -> CatalogueEdition | None:
        return self.confirmed(kind, area).first()


class CatalogueEdition(models.Model):
    """One catalogue file as it was read. The file itself is kept, so old editions stay readable."""

    class Kind(models.TextChoices):
        SERVICES = "services", _("OZG-Leistungen")
        ENTRIES = "entries", _("LeiKa-Leistungen")
        LEIKA = "leika", _("Leistungskatalog (FIM)")
        DIRECTORY = "directory", _("Export des Dashboards Digitale Verwaltung")

    kind = models.CharField(_("Art"), max_length=20, choices=Kind)
    name = models.CharField(_("Name"), max_length=200)
    dated_on = models.DateField(_("Stand"), null=True, blank=True)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    sha256 = models.CharField(_("Prüfsumme"), max_length=64, unique=True)
    content = models.BinaryField(_("Datei, gepackt"), editable=False)
    rows = models.PositiveIntegerField(_("Zeilen"))
    rejected = models.PositiveIntegerField(_("abgelehnt"))
    imported_at = models.DateTimeField(_("gelesen am"), auto_now_add=True)
    is_extract = models.BooleanField(_("Auszug"), default=False)
    area = models.CharField(
        _("Gebiet (ARS)"), max_length=12, blank=True, validators=[ars_validator]
    )
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("verglichen mit"),
    )
    confirmed_at = models.DateTimeField(_("bestätigt am"), null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("bestätigt von"),
    )

    objects = CatalogueEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Katalogausgabe")
        verbose_name_plural = _("Katalogausgaben")
        ordering: ClassVar[list[str]] = ["-imported_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def speaks_of(self) -> date:
        """The day whose catalogue this is. Files in the form of 2019 without a date are oldest."""
        if self.dated_on or self.kind == self.Kind.ENTRIES:
            return self.dated_on or date.min
        return timezone.localdate(self.imported_at)

    def newer_of_entries(self) -> list[CatalogueEdition]:
        """Confirmed whole editions of entries that speak of a later day than this one."""
        kinds = (self.Kind.ENTRIES, self.Kind.LEIKA)
        found = CatalogueEdition.objects.filter(
            kind__in=kinds, is_extract=False, confirmed_at__isnull=False
        )
        others = found.exclude(pk=self.pk).defer("content")
        return [other for other in others if other.speaks_of > self.speaks_of]


class Themenfeld(models.Model):
    name = models.CharField(_("Name"), max_length=100, unique=True)

    class Meta:
        verbose_name = _("Themenfeld")
        verbose_name_plural = _("Themenfelder")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Lage(models.Model):
    """A life or business situation within one Themenfeld."""

    name = models.CharField(_("Name"), max_length=150)
    themenfeld = models.ForeignKey(Themenfeld, models.PROTECT, related_name="lagen")

    class Meta:
        verbose_name = _("Lebens- oder Geschäftslage")
        verbose_name_plural = _("Lebens- und Geschäftslagen")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["name", "themenfeld"], name="lage_unique")
        ]

    def __str__(self) -> str:
        return self.name


class OzgService(models.Model):
    """An OZG-Leistung: the bundle that the act's catalogue counts."""

    ozg_id = models.CharField(_("OZG-ID"), max_length=10, unique=True)
    name = models.CharField(_("OZG-Leistung"), max_length=300)
    lage = models.ForeignKey(
        Lage, models.PROTECT, related_name="services", verbose_name=_("Lebens- oder Geschäftslage")
    )
    retired_on = models.DateField(_("entfallen am"), null=True, blank=True)

    class Meta:
        verbose_name = _("OZG-Leistung")
        verbose_name_plural = _("OZG-Leistungen")
        ordering: ClassVar[list[str]] = ["ozg_id"]

    def __str__(self) -> str:
        return f"{self.ozg_id} {self.name}"


class LeikaEntry(models.Model):
    """One line of the Leistungskatalog.

    Some lines are not in the LeiKa: they have no key and are told apart by name and
    OZG service, which ``identity`` spells out ("99001001000000", or "10110:Anmeldung
    Abfallbehälter", with "#2" for a second line of the same words).
    """

    identity = models.CharField(_("Kennung"), max_length=400, unique=True, editable=False)
    key = models.CharField(
        _("LeiKa-Schlüssel"),
        max_length=14,
        unique=True,
        null=True,
        blank=True,
        validators=[leika_key_validator],
    )
    name = models.CharField(_("Leistung"), max_length=400)
    typings = ArrayField(
        models.CharField(max_length=5), default=list, verbose_name=_("Typisierung")
    )
    services = models.ManyToManyField(
        OzgService, related_name="entries", blank=True, verbose_name=_("OZG-Leistungen")
    )
    legal_basis = models.TextField(_("Rechtsgrundlage"), blank=True)
    law = models.CharField(_("Gesetz"), max_length=100, blank=True)
    sdg1 = models.BooleanField(_("SDG 1"), default=False)
    sdg2 = models.BooleanField(_("SDG 2"), default=False)
    grouping = models.CharField(
        _("Leistungsgruppierung"), max_length=200, blank=True, default="", db_default=""
    )
    synonyms = ArrayField(
        models.CharField(max_length=300),
        default=list,
        db_default=[],
        blank=True,
        verbose_name=_("Synonyme"),
    )
    features = ArrayField(
        models.CharField(max_length=300),
        default=list,
        db_default=[],
        blank=True,
        verbose_name=_("Besondere Merkmale"),
    )
    introduced_on = models.DateField(
        _("im Katalog seit"),
        null=True,
        blank=True,
        help_text=_("Leer: von Anfang an. Ältere Stände zeigen nur, was es damals gab."),
    )
    retired_on = models.DateField(_("entfallen am"), null=True, blank=True)

    class Meta:
        verbose_name = _("LeiKa-Leistung")
        verbose_name_plural = _("LeiKa-Leistungen")
        ordering: ClassVar[list[str]] = ["name", "identity"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(key__isnull=True) | models.Q(key__regex=rf"^{LEIKA_KEY}$"),
                name="leika_key_14_digits",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key or _('ohne Schlüssel')} {self.name}"
