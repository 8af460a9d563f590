"""Deciding for many entries at once who is competent, with what the typing itself says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from ozg_catalog import competences
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import Competence, LeikaEntry, Municipality
from ozg_catalog.models.catalogue import TYPING_TEXTS
from ozg_catalog.progress import Bucket, EntryState, progress_at
from ozg_catalog.staff.work import WorkView, is_filtered

AS_SUGGESTED = "suggested"
# What the typing says of an entry, as a filter.
NO_WORD = "none"
LEVELS = [choice for choice in Competence.Level.choices if choice[0] != Competence.Level.UNDECIDED]


@dataclass(frozen=True)
class Candidate:
    """An entry with the codes of its typing and the level that they name, if they name one."""

    state: EntryState
    typings: list[str]
    suggested: str | None

    @property
    def meanings(self) -> list[str]:
        return [f"{code}: {TYPING_TEXTS[code]}" for code in self.typings if code in TYPING_TEXTS]

    @property
    def suggestion(self) -> str:
        return str(Competence.Level(self.suggested).label) if self.suggested else ""

    @property
    def decided(self) -> str:
        decided = self.state.competence
        return str(Competence.Level(decided["level"]).label) if decided else ""


class DecisionForm(forms.Form):
    level = forms.ChoiceField(
        label=_("Zuständig"), choices=[(AS_SUGGESTED, _("wie vorgeschlagen")), *LEVELS]
    )
    reason = forms.CharField(label=_("Begründung"), max_length=300)
    source = forms.CharField(label=_("Quelle"), max_length=300)
    decided_on = forms.DateField(
        label=_("Entschieden am"), widget=AdminDateInput, initial=timezone.localdate
    )


class DecideView(WorkView, FormView):
    """A suggestion is shown and never taken over by itself: somebody ticks, and says why."""

    permission_required = "ozg_catalog.add_competence"
    template_name = "ozg_catalog/staff/decide.html"
    page_title = _("Zuständigkeiten entscheiden")
    header_icon = "group"
    form_class = DecisionForm
    page_size = 100

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = [candidate for candidate in self.candidates if self._wanted(candidate)]
        return super().get_context_data(
            page=Paginator(found, self.page_size).get_page(self.request.GET.get("p")),
            ticked=set(self.request.POST.getlist("entry")),
            levels=LEVELS,
            filtered=is_filtered(self.request),
            filters=self.request.GET,
            **kwargs,
        )

    @cached_property
    def candidates(self) -> list[Candidate]:
        typings = dict(LeikaEntry.objects.values_list("pk", "typings"))
        states = progress_at(Municipality.objects.home(), timezone.localdate()).states
        return [
            Candidate(state, codes, competences.suggest(codes))
            for state in states
            for codes in [typings.get(state.entry_id, [])]
        ]

    def _wanted(self, candidate: Candidate) -> bool:
        wanted, state = self.request.GET, candidate.state
        words, says = wanted.get("q", "").casefold(), wanted.get("vorschlag", "")
        open_only = "alle" not in wanted
        return (
            (not open_only or state.bucket == Bucket.UNDECIDED)
            and words in f"{state.name} {state.identity} {state.themenfeld}".casefold()
            and says in ("", candidate.suggested or NO_WORD)
        )

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        chosen = self._chosen()
        if not chosen:
            form.add_error(None, _("Bitte wählen Sie mindestens eine Leistung."))
            return self.form_invalid(form)
        try:
            made = self._decide(chosen, **form.cleaned_data)
        except CatalogueError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(
            self.request, _("%(count)s Zuständigkeiten entschieden.") % {"count": len(made)}
        )
        return redirect(self.request.get_full_path())

    def _chosen(self) -> list[Candidate]:
        if "all" in self.request.POST and is_filtered(self.request):
            return [candidate for candidate in self.candidates if self._wanted(candidate)]
        ticked = set(self.request.POST.getlist("entry"))
        return [c for c in self.candidates if str(c.state.entry_id) in ticked]

    def _decide(self, chosen: list[Candidate], level: str, **said: Any) -> list[Competence]:
        levels = {c.state.entry_id: c.suggested if level == AS_SUGGESTED else level for c in chosen}
        if not all(levels.values()):
            raise CatalogueError(
                _(
                    "Zu einer gewählten Leistung sagt die Typisierung nichts. "
                    "Bitte wählen Sie selbst."
                )
            )
        entries = LeikaEntry.objects.in_bulk(levels)
        return competences.decide_many(
            actor=self.request.user,
            municipality=Municipality.objects.home(),
            decisions=[{"entry": entries[pk], "level": levels[pk], **said} for pk in entries],
            reason=said["reason"],
        )
