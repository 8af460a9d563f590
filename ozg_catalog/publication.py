"""Drafting and releasing the council report: four eyes, and no unexplained jump."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from ozg_catalog.actors import Actor
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import CouncilReport, Municipality, ReportFile, Snapshot
from ozg_catalog.reports import FORMATS, Report, render
from ozg_catalog.typesetting import TypesettingError

DRAFT = "ozg_catalog.report.draft"
RELEASE = "ozg_catalog.report.release"
DISCARD = "ozg_catalog.report.discard"

HEADLINES = {
    "ours": gettext_lazy("Aufgaben der Stadt"),
    "online_total": gettext_lazy("online"),
    "conform": gettext_lazy("davon konform"),
}
JUMP_PERCENT = 20
# A report is due for each quarter, at the latest so long after the quarter's end.
DUE_AFTER = timedelta(days=45)


@dataclass(frozen=True)
class Jump:
    label: str
    old: int
    new: int


def jumps(snapshot: Snapshot) -> list[Jump]:
    """Headline figures that differ by more than a fifth from the released report before."""
    before = CouncilReport.objects.latest_before(snapshot.municipality, snapshot.on)
    if before is None:
        return []
    old, new = before.snapshot.figures["entries"], snapshot.figures["entries"]
    return [
        Jump(str(label), old[name], new[name])
        for name, label in HEADLINES.items()
        if abs(new[name] - old[name]) * 100 > JUMP_PERCENT * old[name]
    ]


@transaction.atomic
def draft(
    *,
    actor: Actor,
    snapshot: Snapshot,
    explanation: str = "",
    replaces: CouncilReport | None = None,
) -> CouncilReport:
    if CouncilReport.objects.filter(snapshot=snapshot).exists():
        raise CatalogueError(_("Zu diesem Stand gibt es schon einen Bericht."))
    if not snapshot.is_intact():
        raise CatalogueError(_("Der Stand stimmt nicht mit seiner Prüfsumme überein."))
    if replaces and replaces.released_at is None:
        raise CatalogueError(_("Berichtigt wird nur ein freigegebener Bericht."))
    report = CouncilReport.objects.create(
        snapshot=snapshot, explanation=explanation.strip(), replaces=replaces, drafted_by=actor
    )
    log(report, DRAFT, user=actor, data=_audit(report))
    return report


@transaction.atomic
def release(*, actor: Actor, report: CouncilReport) -> CouncilReport:
    """Give the report its number and its files. From here on nothing in it can change."""
    report = CouncilReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.released_at:
        raise CatalogueError(_("Der Bericht ist schon freigegeben."))
    if actor is None or actor.pk == report.drafted_by_id:
        raise CatalogueError(_("Wer den Bericht entworfen hat, kann ihn nicht freigeben."))
    if unexplained(report.snapshot, report.explanation):
        raise CatalogueError(_("Eine Kennzahl ist um mehr als 20 % gesprungen: Bitte erklären."))
    try:
        ReportFile.objects.bulk_create(_files(report))
    except TypesettingError as error:
        raise CatalogueError(
            _("Das PDF ließ sich nicht setzen: %(why)s") % {"why": error}
        ) from error
    report.number = _next_number()
    report.released_by = actor
    report.released_at = timezone.now()
    report.save()
    log(report, RELEASE, user=actor, data=_audit(report))
    return report


def _next_number() -> int:
    """Whoever releases another report at this moment waits, and gets the number after this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ozg_catalog.report.number'))")
    highest = CouncilReport.objects.aggregate(highest=Max("number"))["highest"] or 0
    return int(highest) + 1


def as_released(report: CouncilReport) -> SafeString | None:
    """What the released HTML file has between its main tags, to the byte.

    None where the file does not match its checksum. Safe to show: the portal's own templates
    wrote it, with everything escaped that people had typed, and nobody can change it since.
    """
    file = report.files.get(format="html")
    if not file.is_intact():
        return None
    page = bytes(file.content).decode()
    return SafeString(page.partition("<main>")[2].rpartition("</main>")[0])


@transaction.atomic
def discard(*, actor: Actor, report: CouncilReport) -> None:
    """Drop a draft. What was released stays."""
    if report.released_at:
        raise CatalogueError(_("Ein freigegebener Bericht bleibt."))
    log(report, DISCARD, user=actor, data=_audit(report))
    report.delete()


def missing(municipality: Municipality, today: date) -> list[date]:
    """Quarters, by their last day, whose report is due and was not released."""
    reports = CouncilReport.objects.released().filter(snapshot__municipality=municipality)
    days = sorted(reports.values_list("snapshot__on", flat=True))
    covered = {_quarter_end(day) for day in days}
    day = _quarter_end(days[-1]) if days else _before_the_first(municipality)
    if day is None:
        return []
    found = []
    while (day := _quarter_end(day + timedelta(days=1))) + DUE_AFTER < today:
        if day not in covered:
            found.append(day)
    return found


def _before_the_first(municipality: Municipality) -> date | None:
    """Without any report, one is due from the quarter on in which figures were first frozen."""
    first = Snapshot.objects.filter(municipality=municipality).aggregate(at=Min("taken_at"))["at"]
    if first is None:
        return None
    day = timezone.localtime(first).date()
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)


def unexplained(snapshot: Snapshot, explanation: str) -> list[Jump]:
    """The jumps that the field for it does not explain."""
    return [] if explanation.strip() else jumps(snapshot)


def _quarter_end(day: date) -> date:
    month = (day.month - 1) // 3 * 3 + 3
    following = date(day.year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def _files(report: CouncilReport) -> list[ReportFile]:
    text = Report.of(report.snapshot, explanation=report.explanation)
    rendered = {name: render(text, name) for name in FORMATS}
    return [
        ReportFile(
            report=report,
            format=name,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
        )
        for name, content in rendered.items()
    ]


def _audit(report: CouncilReport) -> dict[str, Any]:
    return {
        "on": report.snapshot.on.isoformat(),
        "sha256": report.snapshot.digest,
        "number": report.number,
        "replaces": report.replaces.number if report.replaces else None,
    }
