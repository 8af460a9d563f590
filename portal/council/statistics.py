"""How long answers took. Examples were answered by nobody, so they count for nothing."""

import statistics
from dataclasses import dataclass

from portal.council.deadlines import working_days_between
from portal.council.models import Inquiry


@dataclass(frozen=True)
class Durations:
    """In working days; `median` and `longest` are None while nothing is answered."""

    answered: int
    median: int | None
    longest: int | None
    in_time: int
    with_deadline: int


def durations() -> Durations:
    answered = (
        Inquiry.objects.public()
        .filter(state=Inquiry.State.ANSWERED, is_example=False)
        .exclude(answered_on=None)
        .values_list("put_on", "answered_on", "due_on")
    )
    rows = list(answered)
    taken = [working_days_between(put_on, answered_on) for put_on, answered_on, _due in rows]
    limited = [(answered_on, due_on) for _put, answered_on, due_on in rows if due_on]
    return Durations(
        answered=len(rows),
        median=statistics.median_low(taken) if taken else None,
        longest=max(taken, default=None),
        in_time=sum(answered_on <= due_on for answered_on, due_on in limited),
        with_deadline=len(limited),
    )
