"""From the health office's request to the table it downloads. Each step leaves an audit entry."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from guestreg import incoming as channels
from guestreg import tasks
from guestreg.errors import RequestError
from guestreg.models import (
    Area,
    DataRequest,
    IncomingRequest,
    LegalBasis,
    ReleasedVisit,
    Venue,
    Visit,
)
from guestreg.release import package
from guestreg.sealing import INNER_SIZES
from identity.models import User

State = DataRequest.State


def request(
    *,
    actor: User,
    venue: Venue,
    areas: Iterable[Area],
    window_start: datetime,
    window_end: datetime,
    case_number: str,
    basis: LegalBasis,
    incoming: IncomingRequest | None = None,
) -> DataRequest:
    """Ask a venue for its visits of a window. Nothing is read before the venue released it."""
    areas = list(areas)
    _check(
        venue=venue, areas=areas, start=window_start, end=window_end, case=case_number, basis=basis
    )
    with transaction.atomic():
        made = DataRequest.objects.create(
            venue=venue, window_start=window_start, window_end=window_end,
            case_number=case_number.strip(), basis=basis, requested_by=actor,
        )  # fmt: skip
        made.areas.set(areas)
        log(made, "guestreg.request.make", user=actor, data=_facts(made))
        if incoming:
            channels.take_over(actor=actor, incoming=incoming, request=made)
        if not settings.GUESTREG_SECOND_APPROVAL:
            _send(made, actor)
    return made


def _check(
    *,
    venue: Venue,
    areas: list[Area],
    start: datetime,
    end: datetime,
    case: str,
    basis: LegalBasis,
) -> None:
    cap = timedelta(hours=settings.GUESTREG_WINDOW_CAP_HOURS)
    rules = {
        _("Bitte geben Sie das Aktenzeichen an."): bool(case.strip()),
        _("Das Ende liegt vor dem Beginn."): end > start,
        _("Der Zeitraum liegt in der Zukunft."): start <= timezone.now(),
        _("Der Zeitraum ist zu lang. Höchstens %(hours)s Stunden je Anforderung.")
        % {"hours": settings.GUESTREG_WINDOW_CAP_HOURS}: end - start <= cap,
        _("Die Rechtsgrundlage galt in diesem Zeitraum nicht."): basis.is_in_force(
            timezone.localdate(start)
        ),
        _("Nach dieser Rechtsgrundlage darf niemand Besuche verlangen."): basis.profile.on_request,
        _("Die Rechtsgrundlage gilt nicht für diese Art von Ort."): venue.kind in basis.venue_kinds,
        _("Ein Bereich gehört nicht zu diesem Ort."): all(a.venue_id == venue.pk for a in areas),
    }
    for message, kept in rules.items():
        if not kept:
            raise RequestError(message)


def approve(*, actor: User, request: DataRequest) -> DataRequest:
    """The second pair of eyes: another person of the office than the one who asked."""
    with transaction.atomic():
        locked = _locked(request, State.PREPARED)
        if locked.requested_by_id == actor.pk:
            raise RequestError(_("Eine zweite Person muss diese Anforderung freigeben."))
        locked.approved_by, locked.approved_at = actor, timezone.now()
        locked.save(update_fields=["approved_by", "approved_at"])
        log(locked, "guestreg.request.approve", user=actor)
        return _send(locked, actor)


def _send(request: DataRequest, actor: User) -> DataRequest:
    request.state = State.SENT
    request.deadline = timezone.now() + timedelta(hours=settings.GUESTREG_ANSWER_HOURS)
    request.save(update_fields=["state", "deadline"])
    log(request, "guestreg.request.send", user=actor)
    transaction.on_commit(lambda: tasks.tell_venue.delay(request.pk, "sent"))
    return request


def remind_due(now: datetime) -> int:
    """Remind venues whose deadline is near; each request once."""
    before = timedelta(hours=settings.GUESTREG_REMIND_HOURS)
    due = list(DataRequest.objects.to_remind(now, before))
    for request in due:
        with transaction.atomic():
            DataRequest.objects.filter(pk=request.pk).update(reminded_at=now)
            log(request, "guestreg.request.remind")
            transaction.on_commit(partial(tasks.tell_venue.delay, request.pk, "remind"))
    return len(due)


def withdraw(*, actor: User, request: DataRequest) -> DataRequest:
    with transaction.atomic():
        locked = _locked(request, State.PREPARED, State.SENT)
        locked.state = State.WITHDRAWN
        locked.save(update_fields=["state"])
        log(locked, "guestreg.request.withdraw", user=actor)
    return locked


def refuse(*, actor: User, request: DataRequest, reason: str) -> DataRequest:
    """The venue objects. The office sees the reason and decides what to do."""
    if not reason.strip():
        raise RequestError(_("Bitte nennen Sie den Grund Ihres Widerspruchs."))
    with transaction.atomic():
        locked = _locked(request, State.SENT)
        locked.objection = reason.strip()[:1000]
        _answer(locked, State.OBJECTED, actor)
        log(locked, "guestreg.request.refuse", user=actor)
    return locked


def is_long(request: DataRequest) -> bool:
    """Whether the window is longer than usual, so that the venue gets a warning."""
    return request.duration > timedelta(hours=settings.GUESTREG_WINDOW_WARN_HOURS)


def matching(request: DataRequest) -> list[Visit]:
    """Visits inside the window and the areas asked for, and no others.

    Nor what was collected for another purpose: a visitor book is not handed over for tracing.
    """
    found = Visit.objects.of_venue(request.venue).not_expired(timezone.localdate())
    found = found.overlapping(request.window_start, request.window_end)
    found = found.filter(basis__profile=request.basis.profile_id)
    areas = list(request.areas.values_list("pk", flat=True))
    return list(found.filter(area__in=areas) if areas else found)


Opened = Mapping[bytes, bytes]


def keys_needed(request: DataRequest) -> set[str]:
    """Names of the venue's keys without which these visits stay closed."""
    return {visit.venue_kid for visit in matching(request)}


def release(*, actor: User, request: DataRequest, opened: Opened) -> DataRequest:
    """Give the office the matching visits of which the venue took off its layer.

    ``opened`` holds, by receipt hash, what the venue's browser opened with its own key.
    """
    with transaction.atomic():
        locked = _locked(request, State.SENT)
        found = matching(locked)
        inner = ((visit, _without_venue_layer(visit, opened)) for visit in found)
        copies = [_copy(locked, visit, text) for visit, text in inner if text]
        ReleasedVisit.objects.bulk_create(copies)
        locked.visit_count, locked.unreadable_count = len(copies), len(found) - len(copies)
        _answer(locked, State.RELEASED, actor)
        log(locked, "guestreg.request.release", user=actor, data={"visits": len(copies)})
    return locked


def _without_venue_layer(visit: Visit, opened: Opened) -> bytes | None:
    """What the office can open; None when this visit's outer layer stays closed."""
    inner = opened.get(bytes(visit.receipt_hash), b"")
    return inner if len(inner) in INNER_SIZES else None


def _copy(request: DataRequest, visit: Visit, inner: bytes) -> ReleasedVisit:
    return ReleasedVisit(
        request=request, expires_on=visit.expires_on, day=visit.day, area_name=visit.area.name,
        arrived_at=visit.arrived_at, leaves_by=visit.leaves_by,
        checked_out=visit.left_at is not None, receipt_hash=visit.receipt_hash,
        office_kid=visit.office_kid, sealed_by=visit.sealed_by, sealed=inner,
    )  # fmt: skip


def take(*, actor: User, request: DataRequest) -> dict[str, Any]:
    """The released visits, sealed for the office's keys. Each time is written down."""
    if not request.is_released:
        raise RequestError(_("Der Betrieb hat diese Daten nicht freigegeben."))
    visits = list(request.visits.all())
    with transaction.atomic():
        DataRequest.objects.filter(pk=request.pk).update(downloads=F("downloads") + 1)
        log(request, "guestreg.request.download", user=actor, data={"visits": len(visits)})
    return package(request, visits)


def _facts(request: DataRequest) -> dict[str, object]:
    """What was asked for, as the audit log keeps it."""
    return {
        "case_number": request.case_number,
        "venue": request.venue_id,
        "areas": [area.pk for area in request.areas.all()],
        "from": request.window_start.isoformat(),
        "to": request.window_end.isoformat(),
    }


def _answer(request: DataRequest, state: DataRequest.State, actor: User) -> None:
    request.state, request.answered_by, request.answered_at = state, actor, timezone.now()
    request.save()


def _locked(request: DataRequest, *states: DataRequest.State) -> DataRequest:
    locked = DataRequest.objects.select_for_update().get(pk=request.pk)
    if locked.state not in states:
        raise RequestError(
            _("Das geht nicht mehr: Die Anforderung hat den Stand „%(state)s“.")
            % {"state": locked.get_state_display()}
        )
    return locked
