"""Recording what was observed. Nothing is overwritten: a correction is a new entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ozg_catalog.actors import Actor
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import Assessment, LeikaEntry, MaturityModel, Municipality

RECORD = "ozg_catalog.assessment.record"
RECORD_MANY = "ozg_catalog.assessment.record_many"
CORRECT = "ozg_catalog.assessment.correct"

Finding = Assessment.Finding


def derive_level(criteria: Mapping[str, int]) -> int | None:
    """The lowest criterion decides. Without criteria there is nothing to derive."""
    return min(criteria.values(), default=None)


@transaction.atomic
def record(*, actor: Actor, **observation: Any) -> Assessment:
    """Append one observation; with ``corrects`` it takes the place of an earlier one."""
    assessment = _checked(actor, Scales(), **observation)
    assessment.save()
    log(assessment, CORRECT if assessment.corrects else RECORD, user=actor, data=_audit(assessment))
    return assessment


@transaction.atomic
def record_many(
    *,
    actor: Actor,
    municipality: Municipality,
    observations: Iterable[Mapping[str, Any]],
    reason: str,
) -> list[Assessment]:
    """Append many observations of one municipality, all or none, under one audit entry."""
    scales = Scales()
    found = [
        _checked(actor, scales, municipality=municipality, **observation)
        for observation in observations
    ]
    Assessment.objects.bulk_create(found)
    if found:
        data = {"count": len(found), "reason": reason}
        log(municipality, RECORD_MANY, user=actor, data=data)
    return found


class Scales:
    """Levels and criteria of the models, asked once however many observations follow."""

    def __init__(self) -> None:
        self._scales: dict[int, tuple[set[int], set[str]]] = {}

    def of(self, model: MaturityModel) -> tuple[set[int], set[str]]:
        if model.pk not in self._scales:
            levels = set(model.levels.values_list("value", flat=True))
            self._scales[model.pk] = levels, set(model.criteria.values_list("code", flat=True))
        return self._scales[model.pk]


def _checked(
    actor: Actor,
    scales: Scales,
    *,
    municipality: Municipality,
    entry: LeikaEntry,
    observed_on: date,
    finding: str = Finding.LEVEL,
    model: MaturityModel | None = None,
    level: int | None = None,
    criteria: Mapping[str, int] | None = None,
    corrects: Assessment | None = None,
    **details: Any,
) -> Assessment:
    criteria = dict(criteria or {})
    if finding == Finding.LEVEL:
        model, level = _level(scales, model, level, criteria)
    elif model or level is not None or criteria:
        raise CatalogueError(_("Ohne festgestellten Reifegrad gibt es keine Stufe."))
    if observed_on > timezone.localdate():
        raise CatalogueError(_("Das Datum der Beobachtung liegt in der Zukunft."))
    if corrects:
        _check_correction(corrects, municipality, entry)
    return Assessment(
        municipality=municipality,
        entry=entry,
        observed_on=observed_on,
        finding=finding,
        model=model,
        level=level,
        criteria=criteria,
        corrects=corrects,
        recorded_by=actor,
        **details,
    )


def _level(
    scales: Scales, model: MaturityModel | None, level: int | None, criteria: Mapping[str, int]
) -> tuple[MaturityModel, int]:
    if model is None:
        raise CatalogueError(_("Ein Reifegrad braucht das Modell, nach dem er festgestellt wurde."))
    known, codes = scales.of(model)
    if unknown := set(criteria) - codes:
        raise CatalogueError(
            _("Diese Kriterien gehören nicht zum Modell: %(codes)s")
            % {"codes": ", ".join(sorted(unknown))}
        )
    if any(type(value) is not int for value in criteria.values()):
        raise CatalogueError(_("Je Kriterium wird eine Stufe als Zahl erwartet."))
    derived = derive_level(criteria)
    if derived is not None and level not in (None, derived):
        raise CatalogueError(
            _("Das niedrigste Kriterium entscheidet: Die Stufe ist %(level)s.") % {"level": derived}
        )
    chosen = level if derived is None else derived
    if chosen is None or not {chosen, *criteria.values()} <= known:
        raise CatalogueError(_("Diese Stufe gibt es in diesem Modell nicht."))
    return model, chosen


def _check_correction(corrects: Assessment, municipality: Municipality, entry: LeikaEntry) -> None:
    if (corrects.municipality_id, corrects.entry_id) != (municipality.pk, entry.pk):
        raise CatalogueError(_("Die berichtigte Bewertung gehört zu einer anderen Leistung."))
    if Assessment.objects.filter(corrects=corrects).exists():
        raise CatalogueError(_("Diese Bewertung wurde schon berichtigt."))


def _audit(assessment: Assessment) -> dict[str, Any]:
    return {
        "entry": assessment.entry.identity,
        "municipality": assessment.municipality.name,
        "finding": assessment.finding,
        "level": assessment.level,
        "observed_on": assessment.observed_on.isoformat(),
        "corrects": assessment.corrects_id,
    }
