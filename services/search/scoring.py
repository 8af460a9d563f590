"""SQL for what each asked thing is worth in one document: a CASE per group.

The steps of a CASE go from the best way and field to the poorest, and each is a look into the
document's vector, which is where the time of a search goes. One look tells beforehand whether the
words stand in running text alone, as frequent words mostly do; that spares all the others.
"""

from typing import Any, NamedTuple

from services.search.query import EXPANSION_QUALITY, GUESS_QUALITY, Group, labelled

FIELDS = (("A", 1.0), ("AB", 0.75), ("ABC", 0.5), ("", 0.25))
OUTSIDE_TEXT = "ABC"
NOTHING = "0::float8"


class Step(NamedTuple):
    worth: float
    fields: str
    fragment: str


def score(group: Group, parameters: dict[str, Any], *, required: bool) -> str:
    """SQL for what the group adds: the best field of the best way it was found; else 0.

    A candidate that is ``whole`` is known to have every group that is required.
    """
    steps = _steps(group)
    last = max(place for place, step in enumerate(steps) if step.fields)
    outside = _found(labelled(group.any, OUTSIDE_TEXT), parameters)
    # One of these is true then, so nobody has to look for the last.
    better = _first(steps[:last], number(steps[last].worth), parameters)
    text = [step for step in steps if not step.fields]
    poorest = _first(text[-1:], NOTHING, parameters)
    if required:
        poorest = f"CASE WHEN whole THEN {number(text[-1].worth)} ELSE {poorest} END"
    return f"CASE WHEN {outside} THEN {better} ELSE {_first(text[:-1], poorest, parameters)} END"


def number(value: float) -> str:
    """Not a bare literal: PostgreSQL reckons with those as numeric, which is slow."""
    return f"{value:.4f}::float8"


def _steps(group: Group) -> list[Step]:
    """All ways the group can be found, worth most first."""
    ways = (
        (group.exact, 1.0),
        (group.expanded, EXPANSION_QUALITY),
        (group.guessed, GUESS_QUALITY),
    )
    steps = [
        Step(quality * worth * group.weight, fields, fragment)
        for fragment, quality in ways
        if fragment
        for fields, worth in FIELDS
    ]
    return sorted(steps, key=lambda step: -step.worth)


def _first(steps: list[Step], otherwise: str, parameters: dict[str, Any]) -> str:
    if not steps:
        return otherwise
    cases = " ".join(
        f"WHEN {_found(labelled(step.fragment, step.fields), parameters)} THEN {number(step.worth)}"
        for step in steps
    )
    return f"CASE {cases} ELSE {otherwise} END"


def _found(fragment: str, parameters: dict[str, Any]) -> str:
    name = f"found{len(parameters)}"
    parameters[name] = fragment
    return f"vector @@ %({name})s::tsquery"
