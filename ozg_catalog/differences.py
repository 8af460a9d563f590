"""What one edition of a catalogue changes against the one before it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ozg_catalog.edition_files import Contents, Line, contents_of
from ozg_catalog.models import CatalogueEdition

IMPLAUSIBLE_PERCENT = 20
# Of fewer rows than that, a share says nothing.
FEWEST_ROWS = 5


class How(TextChoices):
    NEW = "new", _("neu")
    RENAMED = "renamed", _("umbenannt")
    MOVED = "moved", _("verschoben")
    CHANGED = "changed", _("sonst geändert")
    RETIRED = "retired", _("entfallen")


@dataclass(frozen=True)
class Difference:
    how: How
    identity: str
    name: str
    before: str
    after: str


@dataclass
class Differences:
    """Empty for the first edition: there is nothing to differ from."""

    rows_before: int = 0
    found: list[Difference] = field(default_factory=list)

    def of(self, how: How) -> list[Difference]:
        return [difference for difference in self.found if difference.how == how]

    @property
    def counts(self) -> list[tuple[How, int]]:
        return [(how, len(self.of(how))) for how in How]

    @property
    def is_implausible(self) -> bool:
        """More than a fifth of the rows: rather a wrong or broken file than real change."""
        changed = len({difference.identity for difference in self.found})
        many = changed * 100 > IMPLAUSIBLE_PERCENT * self.rows_before
        return self.rows_before >= FEWEST_ROWS and many


def between(before: CatalogueEdition | None, after: CatalogueEdition) -> Differences:
    if before is None:
        return Differences()
    return compared(contents_of(before.pk, before.sha256), contents_of(after.pk, after.sha256))


def compared(before: Contents, after: Contents) -> Differences:
    result = Differences(rows_before=len(before.lines))
    for identity, now in after.lines.items():
        result.found += _of_line(identity, before.lines.get(identity), now)
    result.found += [
        Difference(How.RETIRED, identity, was.name, was.place, "")
        for identity, was in before.lines.items()
        if identity not in after.lines
    ]
    return result


def _of_line(identity: str, was: Line | None, now: Line) -> list[Difference]:
    if was is None:
        return [Difference(How.NEW, identity, now.name, "", now.place)]
    pairs = (
        (How.RENAMED, was.name, now.name),
        (How.MOVED, was.place, now.place),
        (How.CHANGED, was.rest, now.rest),
    )
    return [Difference(how, identity, now.name, old, new) for how, old, new in pairs if old != new]
