"""A service and its texts in each language."""

import datetime
from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from services.foureyes import PublishedByTwo
from services.german import initial, sort_key
from services.models.rows import RowsQuerySet
from services.models.vocabulary import Audience, Language, Level, TextModule, Unit

EXAMPLE_AGENCY = "example"
TEXT_FEATURES = ["h3", "bold", "ol", "ul", "link", "document-link"]
LEIKA_KEY = RegexValidator(r"^\d{14}$", _("Ein LeiKa-Schlüssel hat 14 Ziffern."))
OZG_ID = RegexValidator(r"^\d{5}$", _("Eine OZG-Nummer hat 5 Ziffern."))


class ServiceQuerySet(RowsQuerySet["Service"]):
    def public(self) -> "ServiceQuerySet":
        """What the directory shows: published and not abolished."""
        return self.filter(live=True).exclude(lifecycle=Service.Lifecycle.ABOLISHED)

    def with_facts(self) -> "ServiceQuerySet":
        """Everything a service page shows of the service itself, in one query."""
        from services.models.streets import Street

        related = Service.related.through.objects.filter(from_service=models.OuterRef("pk"))
        streets = Street.objects.all()
        return self.annotate(
            related_ids=ArraySubquery(related.values("to_service")),
            asks_address=models.Exists(streets),
        ).with_rows(
            "texts",
            "fees",
            "deadlines",
            "legal_bases",
            "forms",
            "local_texts",
            documents="document",
            offices="office",
            channels="channel",
        )

    def findable(self) -> "ServiceQuerySet":
        """What the search index takes of a service, in one query."""
        return self.with_rows(
            "texts",
            "forms",
            "local_texts",
            documents="document",
            channels="channel",
            offices="office",
        )

    def titled(self, language: str) -> "ServiceQuerySet":
        """With title, teaser and sort key in this language, or in German where there is none."""
        return self.annotate(
            own=models.FilteredRelation("texts", condition=models.Q(texts__language=language)),
            german=models.FilteredRelation(
                "texts", condition=models.Q(texts__language=Language.GERMAN)
            ),
        ).annotate(
            shown_title=_first("own__title", "german__title"),
            shown_teaser=_first("own__teaser", "german__teaser"),
            shown_key=_first("own__sort_key", "german__sort_key"),
            shown_initial=_first("own__initial", "german__initial"),
            shown_language=_first("own__language", "german__language"),
        )

    def online(self) -> "ServiceQuerySet":
        """Can be started online now."""
        from services.models.channels import ServiceChannel

        return self.filter(
            models.Exists(
                ServiceChannel.objects.filter(
                    service=models.OuterRef("pk"), channel__out_of_order_since=None
                )
            )
        )

    def for_audience(self, audience: str) -> "ServiceQuerySet":
        return self.filter(audience__in=[audience, Audience.BOTH])

    def overdue_for_review(self, on: datetime.date) -> "ServiceQuerySet":
        return self.filter(review_due__lte=on)


def _first(*names: str) -> models.expressions.Combinable:
    return models.functions.Coalesce(*names)


class Service(
    PublishedByTwo,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    ClusterableModel,
):
    """What somebody can ask of an authority."""

    class Lifecycle(models.TextChoices):
        ACTIVE = "active", _("wird angeboten")
        PLANNED = "planned", _("kommt")
        ABOLISHED = "abolished", _("gibt es nicht mehr")

    slug = models.SlugField(_("Kürzel in der Adresse"), unique=True, max_length=160)
    name = models.CharField(
        _("Interner Name"), max_length=250, help_text=_("So heißt die Leistung in den Listen hier.")
    )
    agency = models.CharField(_("Quelle"), max_length=80, blank=True)
    source_id = models.CharField(_("Kennung bei der Quelle"), max_length=120, blank=True)
    audience = models.CharField(
        _("Zielgruppe"), max_length=12, choices=Audience.choices, default=Audience.CITIZENS
    )
    lifecycle = models.CharField(
        _("Lebenslauf"), max_length=10, choices=Lifecycle.choices, default=Lifecycle.ACTIVE
    )
    level = models.CharField(_("Ebene"), max_length=10, choices=Level.choices, default=Level.CITY)
    leika_keys = ArrayField(
        models.CharField(max_length=14, validators=[LEIKA_KEY]),
        verbose_name=_("LeiKa-Schlüssel"),
        default=list,
        blank=True,
    )
    ozg_ids = ArrayField(
        models.CharField(max_length=5, validators=[OZG_ID]),
        verbose_name=_("OZG-Nummern"),
        default=list,
        blank=True,
    )
    is_sdg = models.BooleanField(_("gehört zum Single Digital Gateway"), default=False)
    duration_min = models.PositiveSmallIntegerField(_("Dauer, mindestens"), null=True, blank=True)
    duration_max = models.PositiveSmallIntegerField(_("Dauer, höchstens"), null=True, blank=True)
    duration_unit = models.CharField(_("Einheit"), max_length=8, choices=Unit.choices, blank=True)
    jurisdiction = models.ForeignKey(
        "services.Jurisdiction",
        verbose_name=_("Stelle hängt von der Anschrift ab"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        help_text=_("Welche Stelle zuständig ist, sagt dann das Straßenverzeichnis."),
    )
    situations = ParentalManyToManyField(
        "services.LifeSituation",
        verbose_name=_("Lebens- und Geschäftslagen"),
        blank=True,
        related_name="services",
    )
    related = ParentalManyToManyField(
        "self", verbose_name=_("Verwandte Leistungen"), blank=True, symmetrical=False
    )
    reviewed_on = models.DateField(_("zuletzt geprüft am"), null=True, blank=True)
    review_due = models.DateField(_("nächste Prüfung am"), null=True, blank=True)
    responsible_role = models.CharField(_("verantwortliche Rolle"), max_length=120, blank=True)
    responsible_email = models.EmailField(
        _("Postfach der Rolle"),
        blank=True,
        help_text=_("Ein Funktionspostfach. Es bekommt die Erinnerung an die nächste Prüfung."),
    )
    is_example = models.BooleanField(_("Beispieldaten"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ServiceQuerySet.as_manager()

    preview_modes: ClassVar[list[tuple[str, Any]]] = [
        ("de", _("Deutsch")),
        ("en", _("Englisch")),
        ("de-simple", _("Leichte Sprache")),
    ]

    class Meta:
        verbose_name = _("Leistung")
        verbose_name_plural = _("Leistungen")
        ordering: ClassVar[list[str]] = ["name"]
        permissions: ClassVar[list[tuple[str, str]]] = [
            ("switch_channel", "Can take an online channel out of order"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["leika_keys"], name="services_leika_keys"),
            GinIndex(fields=["ozg_ids"], name="services_ozg_ids"),
            models.Index(fields=["review_due"], name="services_review_due"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["agency", "source_id"],
                condition=~models.Q(source_id=""),
                name="services_service_source",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("services:service", args=[self.slug])

    def text_in(self, language: str) -> "ServiceText | None":
        return next((text for text in self.texts.all() if text.language == language), None)

    def shown(self, relation: str) -> list[Any]:
        """Records of ``fees``, ``deadlines``, ``documents``, ``legal_bases`` or ``forms``, without
        those of the source that the city hides."""
        return [record for record in getattr(self, relation).all() if not record.hidden_because]

    @property
    def is_imported(self) -> bool:
        """Its texts come from a source; the next import brings them again."""
        return bool(self.source_id) and self.agency != EXAMPLE_AGENCY

    @property
    def has_example_data(self) -> bool:
        return self.is_example or any(fee.is_example for fee in self.shown("fees"))

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "services/service.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from services.page import page_context

        return page_context(self, language=mode_name, now=timezone.now())


class ServiceText(Orderable):
    """Everything about a service that is said in words, in one language."""

    MODULES: ClassVar[tuple[str, ...]] = tuple(TextModule.values)

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(
        _("Sprache"), max_length=9, choices=Language.choices, default=Language.GERMAN
    )
    title = models.CharField(_("Titel"), max_length=250)
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)
    initial = models.CharField(max_length=1, editable=False)
    teaser = models.CharField(_("In einem Satz"), max_length=300, blank=True)
    keywords = models.CharField(
        _("Suchwörter"),
        max_length=500,
        blank=True,
        help_text=_("Wörter, mit denen Menschen danach suchen. Mit Komma getrennt."),
    )
    summary = RichTextField(_("Worum es geht"), blank=True, features=TEXT_FEATURES)
    audience = RichTextField(_("Für wen"), blank=True, features=TEXT_FEATURES)
    prerequisites = RichTextField(_("Voraussetzungen"), blank=True, features=TEXT_FEATURES)
    procedure = RichTextField(_("So läuft es ab"), blank=True, features=TEXT_FEATURES)
    documents_note = RichTextField(_("Zu den Unterlagen"), blank=True, features=TEXT_FEATURES)
    fees_note = RichTextField(_("Zu den Gebühren"), blank=True, features=TEXT_FEATURES)
    duration = RichTextField(_("Hinweis zur Dauer"), blank=True, features=TEXT_FEATURES)
    contact_note = RichTextField(_("Ansprechpartner"), blank=True, features=TEXT_FEATURES)
    further = RichTextField(_("Mehr dazu"), blank=True, features=TEXT_FEATURES)
    hints = RichTextField(_("Gut zu wissen"), blank=True, features=TEXT_FEATURES)
    remedy = RichTextField(
        _("Wenn Sie nicht einverstanden sind"), blank=True, features=TEXT_FEATURES
    )
    # Written here for a service that comes from a source: an import leaves it alone.
    is_local = models.BooleanField(default=False, editable=False)
    source = models.CharField(_("Herkunft des Textes"), max_length=160, blank=True)
    written_on = models.DateField(_("Stand des Textes"), null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("Text")
        verbose_name_plural = _("Texte")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["service", "language"], name="services_text_language")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["language", "initial", "sort_key"], name="services_text_directory")
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fill_keys()
        super().save(*args, **kwargs)

    def fill_keys(self) -> None:
        """Also called by bulk writers, which go past save()."""
        self.sort_key = sort_key(self.title)
        self.initial = initial(self.title)

    @property
    def html_language(self) -> str:
        """BCP 47: Leichte Sprache is German."""
        return "de" if self.language == Language.EASY else self.language
