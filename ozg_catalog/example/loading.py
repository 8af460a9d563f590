"""Loads the starter content. A second run changes nothing, and edits of the city stay."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from ozg_catalog import assessment, competences, publication, snapshots
from ozg_catalog.actors import Actor
from ozg_catalog.catalogue_import import import_file
from ozg_catalog.models import (
    Assessment,
    Chapter,
    Competence,
    Examination,
    LeikaEntry,
    MaturityModel,
    Membership,
    Milestone,
    MilestoneMove,
    Municipality,
    OzgService,
    PriceModel,
    Project,
    Provider,
    ProviderFact,
    ProviderOption,
    Snapshot,
    Strategy,
)

HERE = Path(__file__).parent
REASON = "Beispieldaten"
SOURCE = "OZG-Katalog des Bundes, Stand 05.10.2019 (Auszug)"


@transaction.atomic
def load(*, actor: Actor = None, second: Actor = None) -> None:
    """Load what is not there yet. With a second person, the last report is released too."""
    for name in ("ozg-leistungen", "leika-leistungen"):
        import_file(
            HERE / f"{name}.csv",
            actor=actor,
            name=f"Startauszug: {name}",
            dated_on=date(2019, 10, 5),
            source=SOURCE,
            is_extract=True,
        )
    _municipalities()
    entries = {entry.identity: entry for entry in LeikaEntry.objects.all()}
    places = {place.name: place for place in Municipality.objects.all()}
    _competences(entries, places, actor)
    _assessments(entries, places, actor)
    programme = _toml("programme")
    _programme(programme)
    _providers(places)
    _price_models(_toml("providers")["price_model"])
    reports = {fields["on"]: fields for fields in programme["reports"]}
    for day in programme["snapshots"]:
        _snapshot(day, actor)
        # Before the next day is frozen: what changed is told against the last report.
        if actor and second and day in reports:
            _report(reports[day], actor, second)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _municipalities() -> None:
    for fields in _toml("municipalities")["municipality"]:
        place, _created = Municipality.objects.get_or_create(name=fields["name"])
        if not place.district:
            Municipality.objects.filter(pk=place.pk).update(**fields)


def _competences(
    entries: dict[str, LeikaEntry], places: dict[str, Municipality], actor: Actor
) -> None:
    known = set(Competence.objects.values_list("municipality__name", "entry__identity"))
    new: dict[str, list[dict[str, Any]]] = {name: [] for name in places}
    for row in _rows("competences"):
        if (row["municipality"], row["entry"]) not in known:
            new[row["municipality"]].append(
                {
                    "entry": entries[row["entry"]],
                    "level": row["level"],
                    "reason": row["reason"],
                    "source": row["source"],
                    "decided_on": date.fromisoformat(row["decided_on"]),
                    "is_example": True,
                }
            )
    for name, decisions in new.items():
        competences.decide_many(
            actor=actor, municipality=places[name], decisions=decisions, reason=REASON
        )


def _assessments(
    entries: dict[str, LeikaEntry], places: dict[str, Municipality], actor: Actor
) -> None:
    models = {model.version: model for model in MaturityModel.objects.all()}
    known = set(
        Assessment.objects.filter(is_example=True).values_list(
            "municipality__name", "entry__identity", "observed_on", "model__version"
        )
    )
    new: dict[str, list[dict[str, Any]]] = {name: [] for name in places}
    for row in _rows("assessments"):
        observed_on = date.fromisoformat(row["observed_on"])
        mark = (row["municipality"], row["entry"], observed_on, row["model"] or None)
        if mark not in known and observed_on <= timezone.localdate():
            observation = _observation(row, entries[row["entry"]], models)
            new[row["municipality"]].append(observation)
    for name, observations in new.items():
        assessment.record_many(
            actor=actor, municipality=places[name], observations=observations, reason=REASON
        )


def _observation(
    row: dict[str, str], entry: LeikaEntry, models: dict[str, MaturityModel]
) -> dict[str, Any]:
    return {
        "entry": entry,
        "observed_on": date.fromisoformat(row["observed_on"]),
        "finding": row["finding"],
        "model": models.get(row["model"]),
        "level": int(row["level"]) if row["level"] else None,
        "origin": row["origin"],
        "planned_for": row["planned_for"] or None,
        "plan_note": row["plan_note"],
        "evidence": row["evidence"],
        "is_example": True,
    }


def _programme(content: dict[str, Any]) -> None:
    chapters = content["strategy"].pop("chapters")
    key = {name: content["strategy"].pop(name) for name in ("title", "version")}
    strategy, created = Strategy.objects.get_or_create(
        **key, defaults={**content["strategy"], "is_example": True}
    )
    if created:
        Chapter.objects.bulk_create(
            Chapter(strategy=strategy, position=position, **chapter)
            for position, chapter in enumerate(chapters, start=1)
        )
    projects: dict[str, Project] = {}
    for fields in content["projects"]:
        slug = fields.pop("slug")
        projects[slug] = _project(slug, fields, projects)
    for fields in content["milestones"]:
        _milestone(fields, projects)
    for fields in content["examinations"]:
        project = projects.get(fields.pop("project", ""))
        slug = fields.pop("slug")
        Examination.objects.get_or_create(
            slug=slug, defaults={**fields, "project": project, "is_example": True}
        )


def _project(slug: str, fields: dict[str, Any], known: dict[str, Project]) -> Project:
    services = fields.pop("services", [])
    depends_on = fields.pop("depends_on", [])
    project, created = Project.objects.get_or_create(
        slug=slug, defaults={**fields, "is_example": True}
    )
    if created:
        project.services.set(OzgService.objects.filter(ozg_id__in=services))
        project.depends_on.set([known[slug] for slug in depends_on])
    return project


def _milestone(fields: dict[str, Any], projects: dict[str, Project]) -> None:
    moves = fields.pop("moves", [])
    project = projects.get(fields.pop("project", ""))
    milestone, created = Milestone.objects.get_or_create(
        title=fields.pop("title"), project=project, defaults={**fields, "is_example": True}
    )
    if created:
        MilestoneMove.objects.bulk_create(
            MilestoneMove(
                milestone=milestone,
                moved_from=move["from"],
                moved_to=move["to"],
                reason=move["reason"],
                moved_at=timezone.make_aware(datetime.combine(move["at"], datetime.min.time())),
            )
            for move in moves
        )


def _providers(places: dict[str, Municipality]) -> None:
    for fields in _toml("providers")["provider"]:
        facts, memberships = fields.pop("facts"), fields.pop("memberships")
        options = fields.pop("options")
        provider, created = Provider.objects.get_or_create(
            slug=fields.pop("slug"),
            defaults={name: value.strip() for name, value in fields.items()},
        )
        if not created:
            continue
        ProviderFact.objects.bulk_create(ProviderFact(provider=provider, **fact) for fact in facts)
        for row in memberships:
            place = places[row.pop("municipality")]
            Membership.objects.create(provider=provider, municipality=place, **row)
        ProviderOption.objects.bulk_create(
            ProviderOption(provider=provider, position=position, **option)
            for position, option in enumerate(options, start=1)
        )


def _snapshot(day: date, actor: Actor) -> None:
    home = Municipality.objects.home()
    taken = Snapshot.objects.filter(municipality=home, on=day).exists()
    if not taken and day <= timezone.localdate():
        snapshots.freeze(actor=actor, municipality=home, on=day)


def _report(fields: dict[str, Any], actor: Actor, second: Actor) -> None:
    """Drafted by the one, released by the other."""
    home = Municipality.objects.home()
    snapshot = Snapshot.objects.filter(municipality=home, on=fields["on"]).first()
    if snapshot and not hasattr(snapshot, "report"):
        report = publication.draft(
            actor=actor, snapshot=snapshot, explanation=fields.get("explanation", "")
        )
        publication.release(actor=second, report=report)


def _price_models(rows: list[dict[str, Any]]) -> None:
    for fields in rows:
        PriceModel.objects.get_or_create(name=fields.pop("name"), defaults=fields)
