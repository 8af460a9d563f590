"""The accessibility statement with the fields of decision (EU) 2018/1523."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.models import Orderable

from portal.pages.base import PortalPage
from portal.pages.legal import LegalPage


class AccessibilityPage(LegalPage):
    class Status(models.TextChoices):
        FULL = "full", _("vollständig vereinbar")
        PARTIAL = "partial", _("teilweise vereinbar")
        NONE = "none", _("nicht vereinbar")

    class Method(models.TextChoices):
        SELF = "self", _("Selbstbewertung")
        THIRD_PARTY = "third_party", _("Prüfung durch Dritte")

    # People look for the form, not for the statement's official name.
    search_words: ClassVar[str] = "Barriere melden, Barrierefreiheit, report a barrier"

    scope = models.CharField(_("Geltungsbereich"), max_length=200)
    status = models.CharField(_("Stand der Vereinbarkeit"), max_length=20, choices=Status.choices)
    standard = models.CharField(_("Maßstab"), max_length=200)
    method = models.CharField(_("Methode"), max_length=20, choices=Method.choices)
    method_text = models.TextField(_("Wie geprüft wurde"), max_length=600)
    feedback_email = models.EmailField(_("E-Mail-Adresse für Rückmeldungen"))
    feedback_phone = models.CharField(_("Telefon für Rückmeldungen"), max_length=50, blank=True)
    answer_days = models.PositiveSmallIntegerField(
        _("Antwort innerhalb von (Tagen)"),
        default=28,
        validators=[MinValueValidator(1)],
        help_text=_("Daraus entsteht die Frist jeder gemeldeten Barriere."),
    )
    enforcement_name = models.CharField(_("Durchsetzungsstelle"), max_length=200)
    enforcement_url = models.URLField(_("Adresse der Durchsetzungsstelle"), blank=True)
    enforcement_text = models.TextField(_("Was die Durchsetzungsstelle tut"), max_length=800)

    content_panels: ClassVar[list[Panel | str]] = [
        *PortalPage.content_panels,
        MultiFieldPanel(["scope", "status", "standard"], heading=_("Stand der Vereinbarkeit")),
        InlinePanel("barriers", heading=_("Nicht barrierefreie Inhalte"), label=_("Inhalt")),
        MultiFieldPanel(["method", "method_text"], heading=_("Prüfung")),
        MultiFieldPanel(
            ["feedback_email", "feedback_phone", "answer_days"], heading=_("Rückmeldung")
        ),
        MultiFieldPanel(
            ["enforcement_name", "enforcement_url", "enforcement_text"], heading=_("Durchsetzung")
        ),
        *LegalPage.date_panels,
    ]

    class Meta:
        verbose_name = _("Erklärung zur Barrierefreiheit")


class KnownBarrier(Orderable):
    """A part that is not accessible, why, and what helps instead."""

    class Reason(models.TextChoices):
        NOT_COMPATIBLE = "not_compatible", _("noch nicht vereinbar")
        BURDEN = "burden", _("unverhältnismäßige Belastung")
        OUT_OF_SCOPE = "out_of_scope", _("nicht vom Gesetz erfasst")

    page = ParentalKey(AccessibilityPage, on_delete=models.CASCADE, related_name="barriers")
    content = models.TextField(_("Inhalt"), max_length=400)
    reason = models.CharField(_("Grund"), max_length=20, choices=Reason.choices)
    alternative = models.TextField(_("Was stattdessen hilft"), max_length=400)
    until = models.DateField(_("Behoben bis"), null=True, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldPanel("content"),
        FieldPanel("reason"),
        FieldPanel("alternative"),
        FieldPanel("until"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("Bekannte Barriere")
        verbose_name_plural = _("Bekannte Barrieren")

    def __str__(self) -> str:
        return self.content
