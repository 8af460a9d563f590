"""From the health office's request to the rows it gets."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from wagtail.models import ModelLogEntry

from guestreg import handover
from guestreg.errors import RequestError
from guestreg.models import Area, Code, DataRequest, LegalBasis, ReleasedVisit, Venue, Visit
from identity.models import User
from tests.guestreg.conftest import GUEST, give, take

pytestmark = pytest.mark.django_db
Ask = Callable[..., DataRequest]


def test_office_reads_what_the_guest_entered(released: DataRequest, health_officer: User) -> None:
    (row,) = take(released, health_officer)
    assert (row.given_name, row.family_name, row.phone) == tuple(GUEST.values())
    assert row.area == "Gastraum"
    assert row.doubts == ()


def test_released_copy_is_still_sealed_for_the_office(released: DataRequest) -> None:
    copy = ReleasedVisit.objects.get()
    assert not any(value.encode() in bytes(copy.sealed) for value in GUEST.values())


def test_venue_is_told_by_mail(ask: Ask, django_capture_on_commit_callbacks: Callable) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        asked = ask()
    (sent,) = mail.outbox
    assert sent.to == [asked.venue.licence.contact_email]
    assert str(asked.public_id) in sent.body


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"case_number": "  "}, "Aktenzeichen"),
        ({"window_end": timezone.now() - timedelta(days=1)}, "vor dem Beginn"),
        ({"window_start": timezone.now() - timedelta(days=3)}, "zu lang"),
        (
            {
                "window_start": timezone.now() + timedelta(days=1),
                "window_end": timezone.now() + timedelta(days=1, hours=1),
            },
            "Zukunft",
        ),
        (
            {
                "window_start": timezone.now() - timedelta(days=90, hours=1),
                "window_end": timezone.now() - timedelta(days=90),
            },
            "Rechtsgrundlage galt",
        ),
    ],
)
def test_requests_the_law_does_not_permit(ask: Ask, changes: dict, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        ask(**changes)
    assert not DataRequest.objects.exists()


def test_area_of_another_venue_is_refused(ask: Ask, venue: Venue) -> None:
    elsewhere = Venue.objects.create(licence=venue.licence, kind=venue.kind, default_stay=60)
    with pytest.raises(RequestError, match="Bereich"):
        ask(areas=[Area.objects.create(venue=elsewhere, name="Keller")])


def test_only_the_areas_asked_for_are_released(
    ask: Ask, visit_at: Callable, venue: Venue, baker: User
) -> None:
    inside, terrace = Code.objects.filter(area__venue=venue)
    visit_at(inside)
    visit_at(terrace)
    asked = ask(areas=[terrace.area])
    give(asked, baker)
    assert [visit.area_name for visit in ReleasedVisit.objects.all()] == ["Terrasse"]


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [(-60, -10, 0), (-60, 1, 1), (30, 40, 1), (115, 119, 1), (130, 140, 0)],
)
def test_window_takes_exactly_who_was_there(
    ask: Ask, visit_at: Callable, start: int, end: int, found: int
) -> None:
    """The guest came at 12:00 and is assumed to have stayed the usual two hours."""
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)
    with time_machine.travel(noon):
        visit_at()
    window = {
        "window_start": noon + timedelta(minutes=start),
        "window_end": noon + timedelta(minutes=end),
    }
    assert len(handover.matching(ask(**window))) == found


def test_release_once(ask: Ask, baker: User) -> None:
    asked = ask()
    give(asked, baker)
    with pytest.raises(RequestError, match="Freigegeben"):
        give(asked, baker)


def test_objection_needs_a_reason_and_ends_it(ask: Ask, baker: User) -> None:
    asked = ask()
    with pytest.raises(RequestError, match="Grund"):
        handover.refuse(actor=baker, request=asked, reason="")
    handover.refuse(actor=baker, request=asked, reason="Wir hatten geschlossen.")
    with pytest.raises(RequestError, match="Widersprochen"):
        give(asked, baker)


def test_nothing_opens_before_the_release(
    ask: Ask, visit_at: Callable, health_officer: User
) -> None:
    visit_at()
    with pytest.raises(RequestError, match="nicht freigegeben"):
        take(ask(), health_officer)


def test_withdrawn_request_cannot_be_released(ask: Ask, baker: User, health_officer: User) -> None:
    asked = handover.withdraw(actor=health_officer, request=ask())
    with pytest.raises(RequestError):
        give(asked, baker)


def test_each_step_is_audited(released: DataRequest, health_officer: User) -> None:
    take(released, health_officer)
    steps = ModelLogEntry.objects.filter(action__startswith="guestreg.request")
    assert list(steps.order_by("timestamp", "pk").values_list("action", flat=True)) == [
        f"guestreg.request.{verb}" for verb in ("make", "approve", "send", "release", "download")
    ]


def test_audit_holds_no_contact_data(released: DataRequest, health_officer: User) -> None:
    take(released, health_officer)
    kept = " ".join(str(entry.data) + entry.label for entry in ModelLogEntry.objects.all())
    assert not any(value in kept for value in GUEST.values())


def test_visit_moved_to_another_area_does_not_open(
    ask: Ask, visit_at: Callable, venue: Venue, baker: User
) -> None:
    visit_at()
    other = venue.areas.latest("pk")
    Visit.objects.update(area=other)
    done = give(ask(), baker)
    assert (done.visit_count, done.unreadable_count) == (0, 1)


def test_w10_second_person_must_approve(
    venue: Venue, basis: LegalBasis, health_officer: User
) -> None:
    now = timezone.now()
    asked = handover.request(
        actor=health_officer, venue=venue, areas=[], window_start=now - timedelta(hours=1),
        window_end=now, case_number="GA-1", basis=basis,
    )  # fmt: skip
    assert asked.state == DataRequest.State.PREPARED
    with pytest.raises(RequestError, match="zweite Person"):
        handover.approve(actor=health_officer, request=asked)
    colleague = User.objects.create_user("colleague")
    assert handover.approve(actor=colleague, request=asked).is_waiting
