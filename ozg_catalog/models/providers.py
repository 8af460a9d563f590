"""IT providers and the question whether to join one. Sources that disagree stand side by side."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from ozg_catalog.models.catalogue import Municipality


class ProviderQuerySet(models.QuerySet["Provider"]):
    def without_offers(self) -> ProviderQuerySet:
        """Nobody has found a source yet that says what they offer."""
        return self.filter(offers="")


class Provider(ClusterableModel):
    slug = models.SlugField(_("Adresse"), unique=True)
    name = models.CharField(_("Name"), max_length=200)
    legal_form = models.CharField(_("Rechtsform"), max_length=100, blank=True)
    summary = models.TextField(_("Worum es geht"))
    question = models.TextField(_("Frage"), blank=True)
    offers = models.TextField(
        _("Angebot"),
        blank=True,
        default="",
        help_text=_(
            "Was der Dienstleister anbietet, ein Angebot je Zeile, mit Quelle. Ohne Quelle bleibt "
            "das Feld leer; die Seite sagt dann, dass noch keine vorliegt."
        ),
    )
    timetable = models.TextField(
        _("Zeitplan der Entscheidung"),
        blank=True,
        default="",
        help_text=_("Ein Schritt je Zeile, mit Datum."),
    )
    open_questions = models.TextField(
        _("Offene Fragen"), blank=True, help_text=_("Eine Frage je Zeile.")
    )

    objects = ProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("IT-Dienstleister")
        verbose_name_plural = _("IT-Dienstleister")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("ozg_catalog:provider", args=[self.slug])

    def offers_in_words(self) -> str:
        number = len([line for line in self.offers.splitlines() if line.strip()])
        return str(number) if number else str(_("noch keine Quelle"))


MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]


class Dated(models.Model):
    """A statement with the day of its source, or with words for it ("August 2021")."""

    dated_on = models.DateField(_("Datum der Quelle"), null=True, blank=True)
    dated_text = models.CharField(_("Datum, wenn ungenau"), max_length=50, blank=True)

    class Meta:
        abstract = True

    @property
    def earliest(self) -> date | None:
        """The first day that its date can mean; None where it has none."""
        year = re.search(r"\b(?:19|20)\d\d\b", self.dated_text)
        if self.dated_on or not year:
            return self.dated_on
        month = next((n for n, name in enumerate(MONTHS, 1) if name in self.dated_text), 1)
        return date(int(year[0]), month, 1)

    def known_on(self, day: date) -> bool:
        return self.earliest is None or self.earliest <= day


class ProviderFact(Dated):
    """What one source says. Several facts on one topic may contradict each other."""

    provider = ParentalKey(Provider, on_delete=models.CASCADE, related_name="facts")
    topic = models.CharField(_("Thema"), max_length=150)
    statement = models.CharField(_("Aussage"), max_length=300)
    amount = models.DecimalField(
        _("Betrag (Euro)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    source = models.CharField(_("Quelle"), max_length=200)
    source_url = models.URLField(_("Adresse der Quelle"), blank=True)

    class Meta:
        verbose_name = _("belegte Angabe")
        verbose_name_plural = _("belegte Angaben")
        ordering: ClassVar[list[str]] = ["topic", "dated_on", "pk"]

    def __str__(self) -> str:
        return f"{self.topic}: {self.statement}"


class Membership(Dated):
    class Status(models.TextChoices):
        UNKNOWN = "unknown", _("nicht belegt")
        NOT_INTENDED = "not_intended", _("nicht vorgesehen")
        UNDER_EXAMINATION = "under_examination", _("wird geprüft")
        DECIDED = "decided", _("Beitritt beschlossen")
        SHAREHOLDER = "shareholder", _("Gesellschafterin")

    provider = ParentalKey(Provider, on_delete=models.CASCADE, related_name="memberships")
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("Kommune"))
    status = models.CharField(_("Stand"), max_length=20, choices=Status)
    dated_on = models.DateField(_("Datum"), null=True, blank=True)
    source = models.CharField(_("Quelle"), max_length=200)
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    class Meta:
        verbose_name = _("Beteiligung")
        verbose_name_plural = _("Beteiligungen")
        ordering: ClassVar[list[str]] = ["municipality__name", "dated_on", "pk"]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.get_status_display()}"


class ProviderOption(models.Model):
    """One way to decide, for the decision paper."""

    provider = ParentalKey(Provider, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField(_("Nummer"))
    title = models.CharField(_("Möglichkeit"), max_length=200)
    pro = models.TextField(_("Dafür"), blank=True)
    contra = models.TextField(_("Dagegen"), blank=True)
    one_off_cost = models.CharField(_("Einmalige Kosten"), max_length=150, blank=True)
    yearly_cost = models.CharField(_("Jährliche Kosten"), max_length=150, blank=True)
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    class Meta:
        verbose_name = _("Möglichkeit")
        verbose_name_plural = _("Möglichkeiten")
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return self.title


class PriceModel(models.Model):
    """What a licence for guest registration costs a city, by one source."""

    name = models.CharField(_("Preismodell"), max_length=150)
    monthly_base = models.DecimalField(
        _("je Monat (Euro)"), max_digits=10, decimal_places=2, default=0
    )
    included = models.PositiveIntegerField(
        _("enthaltene Nutzer"),
        null=True,
        blank=True,
        help_text=_("So viele Betriebe deckt der Monatspreis. Leer: beliebig viele."),
    )
    monthly_each = models.DecimalField(
        _("je weiteren Nutzer und Monat (Euro)"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Leer: Die Quelle nennt keinen Preis darüber hinaus."),
    )
    is_upper_limit = models.BooleanField(_("Höchstbetrag"), default=False)
    source = models.CharField(_("Quelle"), max_length=200)
    source_url = models.URLField(_("Adresse der Quelle"), blank=True)
    dated_on = models.DateField(_("Datum der Quelle"), null=True, blank=True)
    note = models.CharField(_("Anmerkung"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    class Meta:
        verbose_name = _("Preismodell der Gästeregistrierung")
        verbose_name_plural = _("Preismodelle der Gästeregistrierung")
        ordering: ClassVar[list[str]] = ["name", "dated_on", "pk"]

    def __str__(self) -> str:
        return self.name

    def monthly_for(self, businesses: int) -> Decimal | None:
        """The price of a month; None where the source names none for so many."""
        beyond = max(0, businesses - self.included) if self.included is not None else 0
        if not beyond:
            return self.monthly_base
        return None if self.monthly_each is None else self.monthly_base + beyond * self.monthly_each
