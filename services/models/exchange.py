"""What came from a source, when, and what the city says beside it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, Panel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from services.models.service import TEXT_FEATURES, Service
from services.models.vocabulary import Language, TextModule


class SourceRecord(models.Model):
    """The newest version of an object that a source delivered: older never overwrites it."""

    class Kind(models.TextChoices):
        SERVICE = "service", _("Leistung")
        OFFICE = "office", _("Organisationseinheit")
        CHANNEL = "channel", _("Online-Dienst")
        FORM = "form", _("Formular")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    agency = models.CharField(max_length=80)
    source_id = models.CharField(max_length=120)
    version = models.CharField(max_length=40, blank=True)
    changed_at = models.DateTimeField(null=True)
    digest = models.BinaryField(max_length=16)
    name = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "agency", "source_id"], name="services_source_identity"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id}@{self.agency}"


class Responsibility(models.Model):
    """A source's word that an office, channel or form belongs to a service.

    Either end may arrive later, so both are named by their identity at the source.
    """

    agency = models.CharField(max_length=80)
    source_id = models.CharField(max_length=120)
    owner_kind = models.CharField(max_length=8, choices=SourceRecord.Kind.choices)
    owner_agency = models.CharField(max_length=80)
    owner_id = models.CharField(max_length=120)
    service_agency = models.CharField(max_length=80)
    service_id = models.CharField(max_length=120)
    role = models.CharField(max_length=12)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["owner_kind", "agency", "source_id"],
                name="services_responsibility_identity",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["service_id", "service_agency"], name="services_resp_service"),
            models.Index(fields=["owner_id", "owner_agency"], name="services_resp_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.owner_kind} {self.owner_id} – {self.service_id}"


class ImportRun(models.Model):
    """One call of the import: what it was given, how far it came, what it has to say."""

    class State(models.TextChoices):
        RUNNING = "running", _("läuft")
        DONE = "done", _("fertig")
        WAITING = "waiting", _("wartet auf Bestätigung")
        FAILED = "failed", _("mit abgewiesenen Dateien")

    started_at = models.DateTimeField(_("begonnen"), auto_now_add=True)
    finished_at = models.DateTimeField(_("beendet"), null=True, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    origin = models.CharField(_("Herkunft"), max_length=40, default="xzufi")
    sources = models.JSONField(default=list)
    dry_run = models.BooleanField(_("Probelauf"), default=False)
    deletions_confirmed = models.BooleanField(_("Löschen bestätigt"), default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)

    class Meta:
        verbose_name = _("Import")
        verbose_name_plural = _("Importe")
        permissions: ClassVar = [("run_import", "Can import service descriptions")]
        ordering: ClassVar[list[str]] = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.origin} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def may_be_done_for_real(self) -> bool:
        """A dry run that came to its end, whatever it found."""
        return self.dry_run and self.state != self.State.RUNNING


class ImportedMessage(models.Model):
    """A message that is in completely. Written in the transaction of its records."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="messages")
    name = models.CharField(max_length=300)
    fingerprint = models.CharField(max_length=120)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "name"], name="services_imported_message")
        ]

    def __str__(self) -> str:
        return self.name


class LocalText(Orderable):
    """The city's own words to one module of a text that comes from elsewhere."""

    class Mode(models.TextChoices):
        ADD = "add", _("ergänzt den Text des Landes")
        REPLACE = "replace", _("ersetzt den Text des Landes")

    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="local_texts")
    language = models.CharField(
        _("Sprache"), max_length=9, choices=Language.choices, default=Language.GERMAN
    )
    module = models.CharField(_("Abschnitt"), max_length=14, choices=TextModule.choices)
    mode = models.CharField(_("Wirkung"), max_length=8, choices=Mode.choices, default=Mode.ADD)
    html = RichTextField(_("Text der Stadt"), features=TEXT_FEATURES)
    written_on = models.DateField(_("Stand"), null=True, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("module"), FieldPanel("language")]),
        FieldPanel("mode"),
        FieldPanel("html"),
        FieldPanel("written_on"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("Text der Stadt")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["service", "language", "module"], name="services_local_text"
            )
        ]


class TextChangeQuerySet(models.QuerySet["TextChange"]):
    def unseen(self) -> "TextChangeQuerySet":
        return self.filter(seen_on=None)


class TextChange(models.Model):
    """A module that an import replaced, kept until an editor has seen it."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="text_changes")
    language = models.CharField(max_length=9, choices=Language.choices)
    module = models.CharField(max_length=14)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    changed_on = models.DateField(auto_now_add=True)
    seen_on = models.DateField(null=True)

    objects = TextChangeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["changed_on", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["service"],
                condition=models.Q(seen_on=None),
                name="services_textchange_unseen",
            )
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.language} {self.module}"
