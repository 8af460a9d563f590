"""The legal pages every public site owes, as fields and records instead of free text.

Structured, they can be checked: a missing entry is seen, an old review date shows up in
the editors' work list, and machines can read the accessibility statement.
"""

import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from portal.pages.base import PortalPage
from portal.pages.models import TEXT_FEATURES

# Decision (EU) 2018/1523 wants the statement reviewed regularly, at least once a year.
REVIEW_AFTER = datetime.timedelta(days=365)


class LegalPage(PortalPage):
    """The dates and the mark that each of them carries."""

    made_on = models.DateField(_("Erstellt am"))
    reviewed_on = models.DateField(_("Zuletzt geprüft am"))
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    date_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel([FieldPanel("made_on"), FieldPanel("reviewed_on")], heading=_("Stand")),
        FieldPanel("is_example"),
    ]
    parent_page_types: ClassVar[list[str]] = ["portal.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    def review_due_on(self) -> datetime.date:
        return self.reviewed_on + REVIEW_AFTER

    def is_review_overdue(self, on: datetime.date) -> bool:
        return on > self.review_due_on()


class ImprintPage(LegalPage):
    """What § 5 DDG and § 18 MStV want to know about who offers this site."""

    provider = models.CharField(_("Anbieter"), max_length=200)
    legal_form = models.CharField(_("Rechtsform"), max_length=200)
    represented_by = models.CharField(
        _("Vertreten durch"), max_length=200, help_text=_("Das Amt, nicht der Name.")
    )
    street = models.CharField(_("Straße und Hausnummer"), max_length=200)
    postcode = models.CharField(_("Postleitzahl"), max_length=5)
    city = models.CharField(_("Ort"), max_length=100)
    email = models.EmailField(_("E-Mail-Adresse"))
    phone = models.CharField(_("Telefon"), max_length=50)
    vat_id = models.CharField(_("Umsatzsteuer-Identifikationsnummer"), max_length=20, blank=True)
    supervisory_authority = models.CharField(_("Aufsichtsbehörde"), max_length=200)
    editorial_responsibility = models.CharField(
        _("Verantwortlich für den Inhalt"),
        max_length=200,
        help_text=_("Nach § 18 Absatz 2 Medienstaatsvertrag."),
    )
    body = RichTextField(_("Weitere Hinweise"), features=TEXT_FEATURES, blank=True)

    content_panels: ClassVar[list[Panel | str]] = [
        *PortalPage.content_panels,
        MultiFieldPanel(
            ["provider", "legal_form", "represented_by", "street", "postcode", "city"],
            heading=_("Anbieter"),
        ),
        MultiFieldPanel(["email", "phone"], heading=_("Kontakt")),
        MultiFieldPanel(
            ["vat_id", "supervisory_authority", "editorial_responsibility"], heading=_("Angaben")
        ),
        FieldPanel("body"),
        *LegalPage.date_panels,
    ]

    class Meta:
        verbose_name = _("Impressum")


class PrivacyPage(LegalPage):
    """Article 13 GDPR: once for the whole site, then per processing as records."""

    lead = models.TextField(_("Das Wichtigste in Kürze"), max_length=600)
    controller = models.TextField(_("Verantwortliche Stelle"), max_length=400)
    data_protection_officer = models.TextField(_("Datenschutzbeauftragte Person"), max_length=400)
    supervisory_authority = models.TextField(_("Aufsichtsbehörde"), max_length=400)
    rights = RichTextField(_("Ihre Rechte"), features=TEXT_FEATURES)

    content_panels: ClassVar[list[Panel | str]] = [
        *PortalPage.content_panels,
        FieldPanel("lead"),
        FieldPanel("controller"),
        FieldPanel("data_protection_officer"),
        FieldPanel("supervisory_authority"),
        InlinePanel("processings", heading=_("Verarbeitungen"), label=_("Verarbeitung")),
        FieldPanel("rights"),
        *LegalPage.date_panels,
    ]

    class Meta:
        verbose_name = _("Datenschutzerklärung")


class Processing(Orderable):
    """One purpose for which the portal uses personal data."""

    page = ParentalKey(PrivacyPage, on_delete=models.CASCADE, related_name="processings")
    name = models.CharField(_("Verarbeitung"), max_length=120)
    purpose = models.TextField(_("Zweck"))
    data = models.TextField(_("Daten"))
    legal_basis = models.TextField(_("Rechtsgrundlage"))
    recipients = models.TextField(_("Wer die Daten bekommt"))
    storage = models.TextField(_("Wie lange wir speichern"))
    obligation = models.TextField(_("Müssen Sie die Daten angeben?"))

    FACTS: ClassVar[tuple[str, ...]] = (
        "purpose",
        "data",
        "legal_basis",
        "recipients",
        "storage",
        "obligation",
    )

    class Meta(Orderable.Meta):
        verbose_name = _("Verarbeitung")
        verbose_name_plural = _("Verarbeitungen")

    def __str__(self) -> str:
        return self.name

    def facts(self) -> list[tuple[str, str]]:
        """What Article 13 asks for, as question and answer."""
        fields = [self._meta.get_field(name) for name in self.FACTS]
        return [(str(field.verbose_name), getattr(self, field.name)) for field in fields]
