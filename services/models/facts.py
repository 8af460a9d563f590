"""What a service asks for and costs: documents, fees, deadlines, law, forms."""

from decimal import Decimal
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, Panel

from services.models.layered import Layered
from services.models.vocabulary import Unit


class RequiredDocument(models.Model):
    """A paper that services ask for, said once: what it is and where one gets it."""

    name = models.CharField(_("Name"), max_length=160, unique=True)
    name_en = models.CharField(_("Name auf Englisch"), max_length=160, blank=True)
    explanation = models.CharField(_("Erklärung"), max_length=300, blank=True)
    explanation_en = models.CharField(_("Erklärung auf Englisch"), max_length=300, blank=True)
    issuer = models.CharField(_("Wer stellt es aus?"), max_length=160, blank=True)
    issued_by = models.ForeignKey(
        "services.Service",
        verbose_name=_("Leistung, mit der man es bekommt"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="issued_documents",
    )
    url = models.URLField(_("Adresse"), blank=True, max_length=500)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
        FieldPanel("explanation"),
        FieldPanel("explanation_en"),
        FieldPanel("issuer"),
        FieldPanel("issued_by"),
        FieldPanel("url"),
    ]

    class Meta:
        verbose_name = _("Unterlage")
        verbose_name_plural = _("Unterlagen")
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class ServiceDocument(Layered):
    """One required document of one service."""

    service = ParentalKey("services.Service", on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(
        RequiredDocument,
        verbose_name=_("Unterlage"),
        on_delete=models.PROTECT,
        related_name="uses",
    )
    condition = models.CharField(
        _("Wann nötig?"),
        max_length=200,
        blank=True,
        help_text=_("Leer lassen, wenn immer nötig. Sonst zum Beispiel: nur für Kinder."),
    )
    condition_en = models.CharField(_("Wann nötig, auf Englisch"), max_length=200, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldPanel("document"),
        FieldRowPanel([FieldPanel("condition"), FieldPanel("condition_en")]),
        *Layered.hiding,
    ]

    class Meta(Layered.Meta):
        verbose_name = _("nötige Unterlage")


class Fee(Layered):
    """A fixed amount, a range, an amount by a basis, or free of charge."""

    class Kind(models.TextChoices):
        FIXED = "fixed", _("fester Betrag")
        RANGE = "range", _("von – bis")
        BASIS = "basis", _("nach Berechnung")
        FREE = "free", _("kostenlos")

    service = ParentalKey("services.Service", on_delete=models.CASCADE, related_name="fees")
    kind = models.CharField(_("Art"), max_length=8, choices=Kind.choices, default=Kind.FIXED)
    label = models.CharField(_("Wofür?"), max_length=200, blank=True)
    label_en = models.CharField(_("Wofür, auf Englisch"), max_length=200, blank=True)
    amount = models.DecimalField(
        _("Betrag in Euro"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    amount_max = models.DecimalField(
        _("höchstens, in Euro"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    basis = models.CharField(_("Wonach berechnet?"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispielwert"), default=False)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("amount"), FieldPanel("amount_max")]),
        FieldRowPanel([FieldPanel("label"), FieldPanel("label_en")]),
        FieldPanel("basis"),
        FieldPanel("is_example"),
        *Layered.hiding,
    ]

    class Meta(Layered.Meta):
        verbose_name = _("Gebühr")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="services_fee_amounts",
                condition=(
                    models.Q(kind="fixed", amount__isnull=False, amount_max__isnull=True)
                    | models.Q(kind="range", amount__isnull=False, amount_max__isnull=False)
                    & models.Q(amount_max__gte=models.F("amount"))
                    | models.Q(kind="basis")
                    | models.Q(kind="free", amount__isnull=True, amount_max__isnull=True)
                ),
            )
        ]

    def clean(self) -> None:
        if self.kind in {self.Kind.FIXED, self.Kind.RANGE} and self.amount is None:
            raise ValidationError({"amount": _("Nennen Sie den Betrag.")})
        if self.kind == self.Kind.RANGE and (self.amount_max or Decimal(-1)) < (self.amount or 0):
            raise ValidationError(
                {
                    "amount_max": _(
                        "Nennen Sie einen Höchstbetrag, der nicht unter dem Betrag liegt."
                    )
                }
            )
        if self.kind == self.Kind.FIXED and self.amount_max is not None:
            raise ValidationError({"amount_max": _("Ein fester Betrag hat keinen Höchstbetrag.")})
        if self.kind == self.Kind.FREE and (self.amount is not None or self.amount_max is not None):
            raise ValidationError({"amount": _("Kostenlos heißt: ohne Betrag.")})


class Deadline(Layered):
    """A time limit the applicant has to keep."""

    service = ParentalKey("services.Service", on_delete=models.CASCADE, related_name="deadlines")
    label = models.CharField(_("Wofür?"), max_length=200)
    label_en = models.CharField(_("Wofür, auf Englisch"), max_length=200, blank=True)
    amount = models.PositiveSmallIntegerField(_("Dauer"), null=True, blank=True)
    unit = models.CharField(_("Einheit"), max_length=8, choices=Unit.choices, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("label"), FieldPanel("label_en")]),
        FieldRowPanel([FieldPanel("amount"), FieldPanel("unit")]),
        *Layered.hiding,
    ]

    class Meta(Layered.Meta):
        verbose_name = _("Frist")

    def clean(self) -> None:
        if (self.amount is None) != (not self.unit):
            raise ValidationError({"unit": _("Dauer und Einheit gehören zusammen.")})


class LegalBasis(Layered):
    service = ParentalKey("services.Service", on_delete=models.CASCADE, related_name="legal_bases")
    name = models.CharField(_("Vorschrift"), max_length=300)
    url = models.URLField(_("Adresse"), blank=True, max_length=500)

    panels: ClassVar[list[Panel]] = [FieldPanel("name"), FieldPanel("url"), *Layered.hiding]

    class Meta(Layered.Meta):
        verbose_name = _("Rechtsgrundlage")


class Form(Layered):
    """A form to fill in, on paper or as a file."""

    service = ParentalKey("services.Service", on_delete=models.CASCADE, related_name="forms")
    name = models.CharField(_("Name"), max_length=200)
    url = models.URLField(_("Adresse"), blank=True, max_length=500)
    needs_signature = models.BooleanField(_("mit eigenhändiger Unterschrift"), default=False)
    source_id = models.CharField(max_length=210, blank=True, editable=False)

    panels: ClassVar[list[Panel]] = [
        FieldPanel("name"),
        FieldPanel("url"),
        FieldPanel("needs_signature"),
        *Layered.hiding,
    ]

    class Meta(Layered.Meta):
        verbose_name = _("Formular")
        verbose_name_plural = _("Formulare")
