"""Forms of the staff pages. What they decide is decided by the verbs they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from ozg_catalog import assessment, evidence, inquiries, programme, publication
from ozg_catalog.actors import Actor
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import (
    Assessment,
    Competence,
    CouncilReport,
    Criterion,
    LeikaEntry,
    MaturityLevel,
    MaturityModel,
    Milestone,
    Municipality,
    Snapshot,
)


class EntryField(forms.CharField):
    """One of five thousand entries, by its key or its words: a list box would be no help."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Leistung"),
            help_text=_("LeiKa-Schlüssel, Kennung oder genauer Name."),
            max_length=400,
        )

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return LeikaEntry.objects.values_list("identity", flat=True).get(pk=value)
        return value

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        if not words:
            return None
        same = Q(identity=words) | Q(name__iexact=words)
        found = list(LeikaEntry.objects.filter(same)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(
                _("Mehrere Leistungen heißen so. Bitte nehmen Sie den Schlüssel.")
            )
        raise forms.ValidationError(_("Diese Leistung steht nicht im Katalog."))


class EvidenceForm(forms.Form):
    """Takes a file as evidence."""

    upload = forms.FileField(
        label=_("Nachweis (Datei)"),
        required=False,
        help_text=_("PDF, PNG oder JPEG, höchstens 5 MB. Die Datei bleibt in der Verwaltung."),
    )

    def clean_upload(self) -> Any:
        """Refused here, kept when the assessment is recorded."""
        file = self.cleaned_data["upload"]
        if file:
            try:
                evidence.check(file.size, file.read(16))
            except CatalogueError as error:
                raise forms.ValidationError(str(error)) from error
            file.seek(0)
        return file


def with_evidence(fields: Mapping[str, Any], *, actor: Actor) -> dict[str, Any]:
    """What an ``EvidenceForm`` was told, its file kept. Raises ``CatalogueError``."""
    told = dict(fields)
    upload = told.pop("upload")
    if upload:
        told["evidence_file"] = evidence.keep(upload.read(), upload.name, actor=actor)
    return told


class AssessmentForm(EvidenceForm, WagtailAdminModelForm):
    entry = EntryField()

    class Meta:
        model = Assessment
        fields: ClassVar[list[str]] = [
            "municipality",
            "entry",
            "observed_on",
            "finding",
            "model",
            "level",
            "origin",
            "channel_url",
            "planned_for",
            "plan_note",
            "evidence_url",
            "evidence",
            "evidence_file",
            "note",
            "corrects",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "observed_on": AdminDateInput,
            "planned_for": AdminDateInput,
            "corrects": forms.HiddenInput,
            "evidence_file": forms.HiddenInput,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = _levels()
        self.fields["level"].help_text = _("%(levels)s. Leer, wenn Sie Kriterien angeben.") % {
            "levels": _in_words(levels)
        }
        self._criteria = list(Criterion.objects.select_related("model").order_by("model", "code"))
        for criterion in self._criteria:
            self.fields[_field_of(criterion)] = self._criterion_field(criterion, levels)

    def _criterion_field(
        self, criterion: Criterion, levels: dict[MaturityModel, list[tuple[int, str]]]
    ) -> forms.Field:
        mine = criterion.model_id == self.instance.model_id
        return forms.TypedChoiceField(
            label=_("Kriterium: %(name)s (%(model)s)")
            % {"name": criterion.name, "model": criterion.model},
            choices=[("", "–"), *levels[criterion.model]],
            coerce=int,
            empty_value=None,
            required=False,
            initial=self.instance.criteria.get(criterion.code) if mine else None,
            help_text=criterion.source,
        )

    def _said_of_criteria(self, data: dict[str, Any]) -> dict[str, int]:
        """By code, those of the chosen model; a word on any other is an error there."""
        said = {}
        for criterion in self._criteria:
            value = data.pop(_field_of(criterion), None)
            if value is None:
                continue
            if criterion.model != data.get("model"):
                self.add_error(
                    _field_of(criterion),
                    _("Dieses Kriterium gehört zu %(model)s. Bitte lassen Sie es leer.")
                    % {"model": criterion.model},
                )
            said[criterion.code] = value
        return said

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["criteria"] = self._said_of_criteria(data)
        if data.get("level") is None and data.get("finding") == Assessment.Finding.LEVEL:
            # The model's own check runs before the verb and must see the derived level.
            data["level"] = assessment.derive_level(data["criteria"])
        return data


def _field_of(criterion: Criterion) -> str:
    return f"criterion_{criterion.pk}"


def _levels() -> dict[MaturityModel, list[tuple[int, str]]]:
    found: dict[MaturityModel, list[tuple[int, str]]] = {}
    for level in MaturityLevel.objects.select_related("model"):
        found.setdefault(level.model, []).append((level.value, str(level)))
    return found


def _in_words(levels: dict[MaturityModel, list[tuple[int, str]]]) -> str:
    """The levels of each model by name; nobody knows by heart what "3" is."""
    return "; ".join(
        f"{model}: {', '.join(name for _value, name in named)}" for model, named in levels.items()
    )


class CompetenceForm(WagtailAdminModelForm):
    entry = EntryField()

    class Meta:
        model = Competence
        fields: ClassVar[list[str]] = [
            "municipality",
            "entry",
            "level",
            "reason",
            "source",
            "decided_on",
        ]
        widgets: ClassVar[dict[str, Any]] = {"decided_on": AdminDateInput}


class SnapshotForm(WagtailAdminModelForm):
    class Meta:
        model = Snapshot
        fields: ClassVar[list[str]] = ["municipality", "on", "reason"]
        widgets: ClassVar[dict[str, Any]] = {"on": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()
        self.fields["municipality"].initial = Municipality.objects.home()


class MilestoneForm(WagtailAdminModelForm):
    """A new milestone; its dates are moved and reached by their own forms afterwards."""

    class Meta:
        model = Milestone
        fields: ClassVar[list[str]] = ["project", "title", "responsible", "planned_on"]
        widgets: ClassVar[dict[str, Any]] = {"planned_on": AdminDateInput}


class MilestoneTextForm(WagtailAdminModelForm):
    class Meta:
        model = Milestone
        fields: ClassVar[list[str]] = ["project", "title", "responsible"]


class SnapshotField(forms.ModelChoiceField):
    """A day may have been frozen more than once: what tells them apart stands beside it."""

    def label_from_instance(self, obj: Snapshot) -> str:
        taken = timezone.localtime(obj.taken_at)
        words = _("%(day)s, festgehalten am %(taken)s") % {
            "day": obj,
            "taken": f"{taken:%d.%m.%Y %H:%M}",
        }
        return f"{words} ({obj.reason})" if obj.reason else words


class ReportForm(WagtailAdminModelForm):
    snapshot = SnapshotField(Snapshot.objects.none(), label=_("Stand"))

    class Meta:
        model = CouncilReport
        fields: ClassVar[list[str]] = ["snapshot", "explanation", "replaces"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        snapshots, replaces = self.fields["snapshot"], self.fields["replaces"]
        assert isinstance(snapshots, forms.ModelChoiceField)
        assert isinstance(replaces, forms.ModelChoiceField)
        light = Snapshot.objects.select_related("municipality").defer("content")
        snapshots.queryset = light.filter(report=None)
        replaces.queryset = CouncilReport.objects.released().filter(replaced_by=None)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        snapshot = data.get("snapshot")
        found = publication.unexplained(snapshot, data.get("explanation", "")) if snapshot else []
        if found:
            words = ", ".join(f"{jump.label}: {jump.old} → {jump.new}" for jump in found)
            self.add_error(
                "explanation",
                _("Um mehr als 20 %% verändert: %(jumps)s. Bitte erklären Sie, warum.")
                % {"jumps": words},
            )
        return data


class DatedForm(WagtailAdminModelForm):
    """Planned dates may be moved, with a reason that stays beside them."""

    dates: ClassVar[tuple[str, ...]] = ()

    reason_for_move = forms.CharField(
        label=_("Grund, wenn ein geplanter Termin verschoben wird"), max_length=300, required=False
    )

    def _moves(self) -> dict[str, tuple[Any, Any]]:
        before = {name: self.initial.get(name) for name in self.dates} if self.instance.pk else {}
        return {
            name: (day, self.cleaned_data.get(name))
            for name, day in before.items()
            if name in self.changed_data
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        moved = programme.needs_reason(self._moves())
        if moved and not data.get("reason_for_move", "").strip():
            self.add_error("reason_for_move", _("Bitte nennen Sie den Grund der Verschiebung."))
        return data

    def save(self, commit: bool = True) -> Any:
        moves = self._moves()
        saved = super().save(commit=commit)
        if moves:
            reason = self.cleaned_data["reason_for_move"]
            programme.record_moves(actor=self.for_user, subject=saved, moves=moves, reason=reason)
        return saved


class ProjectForm(DatedForm):
    dates = ("starts_on", "ends_on")

    inquiries = forms.MultipleChoiceField(
        label=_("Anfragen im Stadtrat"),
        choices=inquiries.choices,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_(
            "Anfragen, auf die dieses Vorhaben antwortet. Mit der Strg-Taste wählen Sie mehrere. "
            "Auf der Seite der Anfrage steht dann auch das Vorhaben."
        ),
    )


class StrategyForm(DatedForm):
    dates = ("council_planned_on",)


class ExaminationForm(DatedForm):
    dates = ("due_on",)


class MoveForm(forms.Form):
    to = forms.DateField(label=_("Neues Datum"), widget=AdminDateInput)
    reason = forms.CharField(label=_("Grund"), max_length=300)


class ReachForm(forms.Form):
    on = forms.DateField(label=_("Erreicht am"), widget=AdminDateInput, initial=timezone.localdate)
