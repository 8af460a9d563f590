"""Recording what was observed. Nothing is overwritten: a correction is a new entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ozg_catalog.actors import Actor
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import Assessment, LeikaEntry, MaturityModel, Municipality

RECORD = "ozg_catalog.assessment.record"
CORRECT = "ozg_catalog.assessment.correct"

Finding = Assessment.Finding


def derive_level(criteria: Mapping[str, int]) -> int | None:
    """The lowest criterion decides. Without criteria there is nothing to derive."""
    return min(criteria.values(), default=None)


@transaction.atomic
def record(
    *,
    actor: Actor,
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
    """Append one observation; with ``corrects`` it takes the place of an earlier one."""
    criteria = dict(criteria or {})
    if finding == Finding.LEVEL:
        model, level = _level(model, level, criteria)
    elif model or level is not None or criteria:
        raise CatalogueError(_("Ohne festgestellten Reifegrad gibt es keine Stufe."))
    if observed_on > timezone.localdate():
        raise CatalogueError(_("Das Datum der Beobachtung liegt in der Zukunft."))
    if corrects:
        _check_correction(corrects, municipality, entry)
    assessment = Assessment.objects.create(
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
    log(assessment, CORRECT if corrects else RECORD, user=actor, data=_audit(assessment))
    return assessment


def _level(
    model: MaturityModel | None, level: int | None, criteria: Mapping[str, int]
) -> tuple[MaturityModel, int]:
    if model is None:
        raise CatalogueError(_("Ein Reifegrad braucht das Modell, nach dem er festgestellt wurde."))
    known = set(model.levels.values_list("value", flat=True))
    unknown = set(criteria) - set(model.criteria.values_list("code", flat=True))
    if unknown:
        raise CatalogueError(
            _("Diese Kriterien gehören nicht zum Modell: %(codes)s")
            % {"codes": ", ".join(sorted(unknown))}
        )
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
