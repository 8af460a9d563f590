"""What editors need beside the records: readers' verdicts, reminders, a second pair of eyes."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupApprovalTask, TaskState

from identity.models import User
from services.foureyes import author_of, require_second_person
from services.models.service import Service
from services.models.vocabulary import Language


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def unanswered(self) -> "FeedbackQuerySet":
        """Something was wrong, and nobody has looked into it yet."""
        return self.filter(helpful=False, handled_on=None)


class Feedback(models.Model):
    """One answer to "War diese Seite hilfreich?". No free text, so nothing personal."""

    class Reason(models.TextChoices):
        NOT_FOUND = "not_found", _("Ich habe nicht gefunden, was ich gesucht habe.")
        UNCLEAR = "unclear", _("Der Text ist schwer zu verstehen.")
        OUTDATED = "outdated", _("Eine Angabe stimmt nicht mehr.")
        BROKEN = "broken", _("Ein Link oder der Online-Dienst geht nicht.")
        OTHER = "other", _("Etwas anderes.")

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="feedback")
    language = models.CharField(max_length=9, choices=Language.choices, default=Language.GERMAN)
    helpful = models.BooleanField()
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    given_on = models.DateField(auto_now_add=True)
    handled_on = models.DateField(null=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["given_on", "pk"]

    def __str__(self) -> str:
        return f"{self.service_id} {self.helpful}"


class ReviewReminder(models.Model):
    """A mail about a review date that was sent: the same one is never sent twice."""

    class Kind(models.TextChoices):
        BEFORE = "before", _("vorher")
        DUE = "due", _("am Tag")

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    due = models.DateField()
    sent_on = models.DateField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["service", "kind", "due"], name="services_reminder")
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.kind} {self.due:%Y-%m-%d}"


class FourEyesTask(GroupApprovalTask):
    """Approval by a member of the groups who did not write the version."""

    class Meta:
        verbose_name = _("Freigabe durch eine zweite Person")
        verbose_name_plural = _("Freigaben durch eine zweite Person")

    def get_actions(self, obj: Any, user: User) -> list[tuple[str, str, bool]]:
        actions = super().get_actions(obj, user)
        if author_of(obj.get_latest_revision()) == user.pk:
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> None:
        """Raises SamePersonError. The form may have saved the person's own changes just now."""
        if action_name == "approve":
            record = task_state.workflow_state.content_object
            require_second_person(record.get_latest_revision(), user)
        super().on_action(task_state, user, action_name, **kwargs)

    def locked_for_user(self, obj: Any, user: User) -> bool:
        """Nobody changes under the reviewer's eyes what they handed in; they may take it back."""
        if super().locked_for_user(obj, user):
            return True
        state = obj.current_workflow_state
        handed_in = state is not None and state.requested_by_id == user.pk
        return handed_in and author_of(obj.get_latest_revision()) == user.pk

    @classmethod
    def get_description(cls) -> str:
        return str(_("Wer die Fassung geschrieben hat, kann sie nicht selbst freigeben."))
