"""SQL for what each asked thing is worth in one document: a CASE per group.

The steps of a CASE go from the best way and field to the poorest. They look into the document's
heading, which is short. That something stands in running text alone nobody has to look up: a
candidate that has all that was asked for has there what its heading lacks.

The text is the same for every query, so that PostgreSQL plans it once; what a group does not have
is NULL, which is found nowhere.
"""

from services.search.candidates import GUESSED, SURE
from services.search.query import EXPANSION_QUALITY, GUESS_QUALITY, Group, labelled

WAYS = {"exact": 1.0, "expanded": EXPANSION_QUALITY, "guessed": GUESS_QUALITY}
FIELDS = {"A": 1.0, "AB": 0.75, "ABC": 0.5, "ABCD": 0.25}
RUNNING_TEXT = 0.25
STEPS = sorted(
    (
        (way, fields, quality * worth)
        for way, quality in WAYS.items()
        for fields, worth in FIELDS.items()
    ),
    key=lambda step: -step[2],
)

Parameters = dict[str, str | float | None]


def share(place: int) -> str:
    """SQL: 1 where the group is found as well as can be, less elsewhere, 0 where it is not."""
    cases = " ".join(
        f"WHEN {_found(f'{way}{fields}', place)} THEN {worth}::float8"
        for way, fields, worth in STEPS
    )
    return (
        f"CASE WHEN {_found('any', place)} THEN CASE {cases} ELSE 0::float8 END "
        f"WHEN found = {SURE} THEN %(sure{place})s::float8 "
        f"WHEN found = {GUESSED} THEN %(guess{place})s::float8 ELSE 0::float8 END"
    )


def parameters(group: Group | None, place: int, *, required: bool) -> Parameters:
    """What ``share`` of this place asks for; of no group all NULL and 0."""
    found: Parameters = {f"any{place}": group.any if group else None}
    for way, fields, _worth in STEPS:
        fragment = getattr(group, way) if group else ""
        found[f"{way}{fields}{place}"] = labelled(fragment, fields) if fragment else None
    in_text = _in_running_text(group) if group and required else (0.0, 0.0)
    found[f"sure{place}"], found[f"guess{place}"] = in_text
    found[f"weight{place}"] = group.weight if group else 0.0
    return found


def _in_running_text(group: Group) -> tuple[float, float]:
    """The poorest ways it can have been found there, as nobody looks which one it was."""
    sure = RUNNING_TEXT * (EXPANSION_QUALITY if group.expanded else 1.0)
    return sure, RUNNING_TEXT * GUESS_QUALITY if group.guessed else sure


def _found(name: str, place: int) -> str:
    return f"heading @@ %({name}{place})s::tsquery"
