"""Inquiry, questions, answers, and the figures an answer rests on.

An answer is a version: once released it never changes, a correction is the next version.
Its figures are frozen with it, so that anyone can later check what was said on which day.
"""

import datetime
import uuid
from typing import Any, ClassVar

from django import forms
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.models import Orderable

from identity.models import User
from ozg_catalog.models import Snapshot
from portal.council.blocks import AnswerBlocks
from portal.council.deadlines import Deadline, deadline, working_days_between
from portal.council.fields import StreamField
from portal.council.figures import Figure
from portal.council.models.records import CouncilGroup
from services.models import Service


class Subject(models.Model):
    """What inquiries are about, for readers who look for one field."""

    name = models.CharField(_("Name"), max_length=100, unique=True)
    slug = models.SlugField(_("Adresse"), max_length=60, unique=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("Thema")
        verbose_name_plural = _("Themen")

    def __str__(self) -> str:
        return self.name


class DeadlineRule(models.Model):
    """How long the administration has, as the council's own rules say it."""

    working_days = models.PositiveSmallIntegerField(
        _("Arbeitstage"), validators=[MinValueValidator(1)]
    )
    source = models.CharField(_("Quelle"), max_length=200)
    valid_from = models.DateField(_("Gilt ab"), unique=True)
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    class Meta:
        ordering = ("-valid_from",)
        verbose_name = _("Fristregel")
        verbose_name_plural = _("Fristregeln")

    def __str__(self) -> str:
        return f"{self.working_days} Arbeitstage ({self.source})"


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def public(self) -> "InquiryQuerySet":
        return self.ever_published().filter(depublished_at=None)

    def ever_published(self) -> "InquiryQuerySet":
        """Also what was taken back: machines that read it must learn that."""
        return self.filter(published_at__lte=timezone.now())

    def unfinished(self) -> "InquiryQuerySet":
        return self.exclude(state__in=Inquiry.FINISHED)

    def overdue(self, on: datetime.date) -> "InquiryQuerySet":
        return self.unfinished().filter(due_on__lt=on)


class Inquiry(ClusterableModel):
    class State(models.TextChoices):
        RECEIVED = "received", _("eingegangen")
        IN_WORK = "in_work", _("in Arbeit")
        PARTLY_ANSWERED = "partly_answered", _("teilweise beantwortet")
        ANSWERED = "answered", _("beantwortet")
        WITHDRAWN = "withdrawn", _("zurückgezogen")

    class Responsible(models.TextChoices):
        DIGITAL_OFFICER = "digital_officer", _("Digitalisierungsbeauftragte")
        HEAD_OF_OFFICE = "head_of_office", _("Fachbereichsleitung")
        MAYORS_OFFICE = "mayors_office", _("Büro des Oberbürgermeisters")

    FINISHED: ClassVar = (State.ANSWERED, State.WITHDRAWN)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("Nummer"), max_length=30, unique=True)
    slug = models.SlugField(_("Adresse"), max_length=100, unique=True)
    title = models.CharField(_("Titel"), max_length=200)
    summary = models.TextField(_("Worum es geht"), max_length=600)
    group = models.ForeignKey(
        CouncilGroup, models.PROTECT, related_name="inquiries", verbose_name=_("Gestellt von")
    )
    put_on = models.DateField(_("Gestellt am"))
    subjects = ParentalManyToManyField(
        Subject, blank=True, related_name="inquiries", verbose_name=_("Themen")
    )
    services = ParentalManyToManyField(
        Service, blank=True, related_name="+", verbose_name=_("Leistungen, um die es geht")
    )
    meeting = models.CharField(_("Sitzung"), max_length=200, blank=True)
    source_url = models.URLField(_("Quelle im Netz"), blank=True)
    responsible = models.CharField(
        _("Zuständig"),
        max_length=30,
        choices=Responsible.choices,
        default=Responsible.DIGITAL_OFFICER,
    )
    state = models.CharField(
        _("Stand"), max_length=20, choices=State.choices, default=State.RECEIVED, editable=False
    )
    due_on = models.DateField(
        _("Antwort bis"), null=True, blank=True, help_text=_("Leer: nach der geltenden Regel.")
    )
    deadline_rule = models.ForeignKey(
        DeadlineRule, models.PROTECT, null=True, editable=False, related_name="+"
    )
    answered_on = models.DateField(_("Beantwortet am"), null=True, editable=False)
    published_at = models.DateTimeField(_("Veröffentlicht"), null=True, editable=False)
    depublished_at = models.DateTimeField(_("Zurückgenommen"), null=True, editable=False)
    withdrawal_reason = models.TextField(_("Grund"), blank=True, max_length=600, editable=False)
    is_example = models.BooleanField(_("Beispieldaten"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    objects = InquiryQuerySet.as_manager()

    panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(["number", "title", "slug", "summary"], heading=_("Anfrage")),
        MultiFieldPanel(["group", "put_on", "meeting", "source_url"], heading=_("Wer gefragt hat")),
        MultiFieldPanel(
            [FieldPanel("subjects", widget=forms.CheckboxSelectMultiple), "services"],
            heading=_("Worum es geht"),
        ),
        MultiFieldPanel(["responsible", "due_on"], heading=_("Bearbeitung")),
        InlinePanel("questions", heading=_("Fragen"), label=_("Frage"), min_num=1),
        FieldPanel("is_example"),
    ]

    class Meta:
        ordering = ("-put_on", "-pk")
        verbose_name = _("Anfrage")
        verbose_name_plural = _("Anfragen")
        permissions: ClassVar = [("publish_inquiry", _("Anfrage veröffentlichen"))]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("council:inquiry", args=[self.slug])

    @property
    def is_public(self) -> bool:
        published = self.published_at is not None and self.published_at <= timezone.now()
        return published and self.depublished_at is None

    def is_overdue(self, on: datetime.date) -> bool:
        """A released answer ends the deadline, an acknowledgement does not."""
        return self.state not in self.FINISHED and self.due_on is not None and self.due_on < on

    def deadline(self) -> Deadline | None:
        """The calculation of the first due date; None when it was entered by hand."""
        rule = self.deadline_rule
        return deadline(self.put_on, rule.working_days) if rule else None

    def working_days_taken(self) -> int | None:
        """How long the answer took. Examples were answered by nobody, so they have none."""
        if self.answered_on is None or self.is_example:
            return None
        return working_days_between(self.put_on, self.answered_on)

    def open_questions(self) -> "models.QuerySet[Question]":
        return self.questions.needing_answer().exclude(answers__state=Answer.State.RELEASED)


class DeadlineExtension(models.Model):
    """More time, with the reason everyone may read."""

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="extensions")
    old_due_on = models.DateField(_("bisher"))
    new_due_on = models.DateField(_("neu"))
    reason = models.TextField(_("Grund"), max_length=600)
    extended_at = models.DateTimeField(_("verlängert am"), default=timezone.now)
    extended_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("extended_at",)
        verbose_name = _("Fristverlängerung")
        verbose_name_plural = _("Fristverlängerungen")

    def __str__(self) -> str:
        return f"{self.old_due_on} → {self.new_due_on}"


class QuestionQuerySet(models.QuerySet["Question"]):
    def needing_answer(self) -> "QuestionQuerySet":
        return self.filter(is_heading=False)

    def waiting(self) -> "QuestionQuerySet":
        """Questions of public inquiries that nobody has answered yet."""
        released = Answer.objects.released().filter(question=models.OuterRef("pk"))
        unfinished = Inquiry.objects.public().unfinished()
        return self.needing_answer().filter(~models.Exists(released), inquiry__in=unfinished)


class Question(Orderable):
    inquiry = ParentalKey(Inquiry, on_delete=models.CASCADE, related_name="questions")
    number = models.CharField(_("Nummer"), max_length=5, help_text=_("Zum Beispiel 1 oder 1a."))
    text = models.TextField(_("Frage"), max_length=1000)
    is_heading = models.BooleanField(
        _("Leitfrage"),
        default=False,
        help_text=_("Hat Teilfragen und bekommt keine eigene Antwort."),
    )

    objects = QuestionQuerySet.as_manager()

    panels: ClassVar[list[Panel]] = [
        FieldPanel("number"),
        FieldPanel("text"),
        FieldPanel("is_heading"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("Frage")
        verbose_name_plural = _("Fragen")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inquiry", "number"], name="question_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.inquiry.number}, Frage {self.number}"


class FrozenFigures(models.Model):
    """All figures of the portal at one moment, with a digest that shows any later change."""

    taken_at = models.DateTimeField(_("Stand"), default=timezone.now)
    taken_by = models.ForeignKey(
        User,
        models.DO_NOTHING,
        db_constraint=False,  # the row must outlive the user, and may not be changed
        null=True,
        related_name="+",
    )
    ozg_snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
    values = models.JSONField(_("Zahlen"))
    digest = models.CharField(_("Prüfsumme"), max_length=64)

    class Meta:
        ordering = ("-taken_at",)
        verbose_name = _("Eingefrorene Zahlen")
        verbose_name_plural = _("Eingefrorene Zahlen")

    def __str__(self) -> str:
        return f"{timezone.localtime(self.taken_at):%Y-%m-%d %H:%M} {self.digest[:12]}"

    def figure(self, key: str) -> Figure | None:
        value: dict[str, Any] | None = self.values.get(key)
        return Figure.from_json(value) if value else None


class AnswerQuerySet(models.QuerySet["Answer"]):
    def released(self) -> "AnswerQuerySet":
        return self.filter(state=Answer.State.RELEASED)

    def drafts(self) -> "AnswerQuerySet":
        return self.filter(state=Answer.State.DRAFT)

    def in_review(self) -> "AnswerQuerySet":
        return self.filter(state=Answer.State.IN_REVIEW)

    def of(self, inquiry: Inquiry) -> "AnswerQuerySet":
        return self.filter(question__inquiry=inquiry)


class Answer(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("Entwurf")
        IN_REVIEW = "in_review", _("in Mitzeichnung")
        RELEASED = "released", _("freigegeben")

    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    version = models.PositiveSmallIntegerField(_("Fassung"), default=1)
    state = models.CharField(_("Stand"), max_length=20, choices=State.choices, default=State.DRAFT)
    body = StreamField(AnswerBlocks(), verbose_name=_("Antwort"), blank=True)
    figures = models.ForeignKey(
        FrozenFigures, models.PROTECT, null=True, blank=True, related_name="answers"
    )
    extracts = models.JSONField(default=dict, editable=False)  # live blocks, as released
    drafted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField(_("Zur Mitzeichnung"), null=True, blank=True)
    released_at = models.DateTimeField(_("Freigegeben"), null=True, blank=True)
    released_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ("question", "-version")
        verbose_name = _("Antwort")
        verbose_name_plural = _("Antworten")
        permissions: ClassVar = [
            ("release_answer", _("Antwort freigeben")),
            ("cosign_head_of_office", _("Mitzeichnen als Fachbereichsleitung")),
            ("cosign_mayors_office", _("Mitzeichnen im Büro des Oberbürgermeisters")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "version"], name="answer_version_once"),
            models.CheckConstraint(
                condition=~models.Q(state="released") | models.Q(released_at__isnull=False),
                name="released_answer_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}, Fassung {self.version}"

    def signatures_now(self) -> "models.QuerySet[CoSignature]":
        """Signatures under the present words: those given before a return do not count."""
        return self.signatures.filter(signed_at__gte=self.submitted_at, is_return=False)

    def missing_stations(self) -> list["CoSignature.Station"]:
        signed = set(self.signatures_now().values_list("station", flat=True))
        return [station for station in CoSignature.Station if station not in signed]


class AnswerRevision(models.Model):
    """What a draft said before somebody changed it."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="revisions")
    text = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("written_at", "pk")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.answer}, {timezone.localtime(self.written_at):%Y-%m-%d %H:%M}"


class CoSignature(models.Model):
    """One station of the chain signed the answer, or sent it back."""

    class Station(models.TextChoices):
        """In the order of the chain. Each needs the permission `cosign_<value>`."""

        HEAD_OF_OFFICE = "head_of_office", _("Fachbereichsleitung")
        MAYORS_OFFICE = "mayors_office", _("Büro des Oberbürgermeisters")

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="signatures")
    station = models.CharField(_("Stelle"), max_length=20, choices=Station.choices)
    is_return = models.BooleanField(_("zurückgegeben"), default=False)
    comment = models.TextField(_("Anmerkung"), blank=True, max_length=1000)
    signed_at = models.DateTimeField(_("am"), default=timezone.now)
    signed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("signed_at",)
        verbose_name = _("Mitzeichnung")
        verbose_name_plural = _("Mitzeichnungen")

    def __str__(self) -> str:
        return f"{self.answer}, {self.get_station_display()}"
