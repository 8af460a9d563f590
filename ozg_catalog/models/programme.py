"""The Digitalisierungskonzept: what is to be done, by when, by whom, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from ozg_catalog.models.catalogue import OzgService
from ozg_catalog.models.kept import kept_user


class StrategyQuerySet(models.QuerySet["Strategy"]):
    def current(self) -> Strategy | None:
        return self.filter(superseded_by=None).order_by("-dated_on", "-pk").first()


class Strategy(ClusterableModel):
    """A version of the Digitalisierungskonzept. A new version names the one it replaces."""

    title = models.CharField(_("Titel"), max_length=200)
    version = models.CharField(_("Fassung"), max_length=20)
    dated_on = models.DateField(_("Stand"))
    summary = models.TextField(_("Zusammenfassung"))
    responsible = models.CharField(_("verantwortliche Stelle"), max_length=150)
    council_planned_on = models.DateField(_("geplant für den Stadtrat"), null=True, blank=True)
    council_decided_on = models.DateField(_("im Stadtrat beschlossen"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("ersetzt"),
    )
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    objects = StrategyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Digitalisierungskonzept")
        verbose_name_plural = _("Digitalisierungskonzept")
        ordering: ClassVar[list[str]] = ["-dated_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["title", "version"], name="strategy_unique")
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.version}"


class Chapter(models.Model):
    strategy = ParentalKey(Strategy, on_delete=models.CASCADE, related_name="chapters")
    position = models.PositiveSmallIntegerField(_("Nummer"))
    title = models.CharField(_("Titel"), max_length=200)
    body = models.TextField(_("Text"))

    class Meta:
        verbose_name = _("Kapitel")
        verbose_name_plural = _("Kapitel")
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return self.title


class ProjectQuerySet(models.QuerySet["Project"]):
    def answering(self, ref: str) -> ProjectQuerySet:
        """What answers this inquiry of the council."""
        return self.filter(inquiries__contains=[ref])


class Project(models.Model):
    """A project or measure, with its result."""

    class Kind(models.TextChoices):
        PROJECT = "project", _("Projekt")
        MEASURE = "measure", _("Maßnahme")

    class Status(models.TextChoices):
        IDEA = "idea", _("Idee")
        PLANNED = "planned", _("geplant")
        RUNNING = "running", _("läuft")
        PAUSED = "paused", _("ruht")
        DONE = "done", _("abgeschlossen")
        DROPPED = "dropped", _("aufgegeben")

    slug = models.SlugField(_("Adresse"), unique=True)
    title = models.CharField(_("Titel"), max_length=200)
    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.PROJECT)
    status = models.CharField(_("Stand"), max_length=10, choices=Status, default=Status.PLANNED)
    summary = models.TextField(_("Worum es geht"))
    responsible = models.CharField(_("verantwortliche Stelle"), max_length=150)
    starts_on = models.DateField(_("Beginn"), null=True, blank=True)
    ends_on = models.DateField(_("geplantes Ende"), null=True, blank=True)
    ended_on = models.DateField(_("beendet am"), null=True, blank=True)
    recorded_on = models.DateField(
        _("im Programm seit"),
        default=timezone.localdate,
        help_text=_("Ältere Stände zeigen nur, was damals schon im Programm war."),
    )
    budget_from = models.DecimalField(
        _("Kosten von (Euro)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    budget_to = models.DecimalField(
        _("Kosten bis (Euro)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    result = models.TextField(_("Ergebnis"), blank=True)
    # References, not keys: the inquiries are another package's (see ``inquiries``).
    inquiries = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("Anfragen im Stadtrat"),
        blank=True,
        default=list,
    )
    services = models.ManyToManyField(
        OzgService, blank=True, related_name="projects", verbose_name=_("OZG-Leistungen")
    )
    depends_on = models.ManyToManyField(
        "self",
        blank=True,
        symmetrical=False,
        related_name="needed_by",
        verbose_name=_("setzt voraus"),
    )
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("Vorhaben")
        verbose_name_plural = _("Vorhaben")
        ordering: ClassVar[list[str]] = ["starts_on", "title"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(budget_to__gte=models.F("budget_from"))
                | models.Q(budget_from=None)
                | models.Q(budget_to=None),
                name="project_budget_range",
                violation_error_message=_("Der obere Betrag ist kleiner als der untere."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("ozg_catalog:project", args=[self.slug])

    def status_as_of(self, day: date) -> str:
        """What ended later was still running on that day; what begins later was planned."""
        if self.ended_on and self.ended_on > day:
            planned = self.starts_on and self.starts_on > day
            return self.Status.PLANNED if planned else self.Status.RUNNING
        return self.status


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def overdue(self, on: date | None = None) -> MilestoneQuerySet:
        return self.filter(reached_on=None, planned_on__lt=on or timezone.localdate())


class Milestone(models.Model):
    """A date that was promised. It is moved by ``programme.move_milestone`` only, with a reason."""

    project = models.ForeignKey(
        Project,
        models.CASCADE,
        related_name="milestones",
        null=True,
        blank=True,
        verbose_name=_("Vorhaben"),
    )
    title = models.CharField(_("Meilenstein"), max_length=200)
    responsible = models.CharField(_("verantwortliche Stelle"), max_length=150)
    planned_on = models.DateField(_("geplant"))
    reached_on = models.DateField(_("erreicht"), null=True, blank=True)
    recorded_on = models.DateField(
        _("im Programm seit"),
        default=timezone.localdate,
        help_text=_("Ältere Stände zeigen nur, was damals schon im Programm war."),
    )
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("Meilenstein")
        verbose_name_plural = _("Meilensteine")
        ordering: ClassVar[list[str]] = ["planned_on", "title"]

    def __str__(self) -> str:
        return self.title

    def planned_as_of(self, day: date) -> date:
        """The date that was promised on that day, before later moves."""
        for move in self.moves.all():
            if timezone.localdate(move.moved_at) > day:
                return move.moved_from
        return self.planned_on

    def reached_as_of(self, day: date) -> date | None:
        return self.reached_on if self.reached_on and self.reached_on <= day else None


class MilestoneMove(models.Model):
    """Append-only; the database lets no milestone move without one (see ``DateMove``)."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="moves")
    moved_from = models.DateField(_("von"))
    moved_to = models.DateField(_("auf"))
    reason = models.CharField(_("Grund"), max_length=300)
    moved_at = models.DateTimeField(_("verschoben am"), default=timezone.now)
    moved_by = kept_user(null=True, blank=True)

    class Meta:
        verbose_name = _("Verschiebung")
        verbose_name_plural = _("Verschiebungen")
        ordering: ClassVar[list[str]] = ["moved_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="milestone_move_needs_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.moved_from:%d.%m.%Y} → {self.moved_to:%d.%m.%Y}"


class DateMove(models.Model):
    """A planned date of a project, the strategy or an examination that was moved, and why.

    Append-only. When a transaction ends, a trigger wants the last move of a date to lead to the
    date that stands there, each move to begin where the one before ended, and no date to have
    changed without one.
    """

    # What stands in ``reason`` where a date is planned for the first time: nothing was moved.
    FIRST = "erstmals geplant"

    strategy = models.ForeignKey(
        Strategy, models.PROTECT, null=True, blank=True, related_name="moves"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="moves"
    )
    examination = models.ForeignKey(
        "Examination", models.PROTECT, null=True, blank=True, related_name="moves"
    )
    field = models.CharField(_("Termin"), max_length=30)
    moved_from = models.DateField(_("von"), null=True)
    moved_to = models.DateField(_("auf"), null=True)
    reason = models.CharField(_("Grund"), max_length=300)
    moved_at = models.DateTimeField(_("verschoben am"), default=timezone.now)
    moved_by = kept_user(null=True, blank=True)

    class Meta:
        verbose_name = _("verschobener Termin")
        verbose_name_plural = _("verschobene Termine")
        default_permissions = ()
        ordering: ClassVar[list[str]] = ["moved_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(strategy=None, project=None, examination__isnull=False)
                | models.Q(strategy=None, project__isnull=False, examination=None)
                | models.Q(strategy__isnull=False, project=None, examination=None),
                name="date_move_of_one_thing",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="date_move_needs_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.moved_from} → {self.moved_to}"

    @property
    def is_a_move(self) -> bool:
        return self.moved_from is not None or self.reason != self.FIRST


class ExaminationQuerySet(models.QuerySet["Examination"]):
    def overdue(self, on: date | None = None) -> ExaminationQuerySet:
        return self.filter(concluded_on=None, due_on__lt=on or timezone.localdate())


class Examination(models.Model):
    """A Prüfauftrag: what was asked, how it was judged, what came out."""

    slug = models.SlugField(_("Adresse"), unique=True)
    title = models.CharField(_("Titel"), max_length=200)
    question = models.TextField(_("Was zu prüfen war"))
    asked_on = models.DateField(_("gestellt am"))
    source = models.CharField(_("Quelle"), max_length=300)
    criteria = models.TextField(_("Maßstäbe"), blank=True)
    cost = models.TextField(_("Kosten"), blank=True)
    lead_time = models.CharField(_("Vorlauf"), max_length=200, blank=True)
    result = models.TextField(_("Ergebnis"), blank=True)
    due_on = models.DateField(_("geplant bis"), null=True, blank=True)
    concluded_on = models.DateField(_("abgeschlossen am"), null=True, blank=True)
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, blank=True, verbose_name=_("daraus wurde")
    )
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    objects = ExaminationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Prüfauftrag")
        verbose_name_plural = _("Prüfaufträge")
        ordering: ClassVar[list[str]] = ["asked_on", "title"]

    def __str__(self) -> str:
        return self.title
