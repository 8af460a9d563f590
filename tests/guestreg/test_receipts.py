"""What a guest can do with a receipt."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guestreg.models import DataRequest, LegalBasis, ReleasedVisit, Visit
from identity.models import User
from tests.guestreg.conftest import give

pytestmark = pytest.mark.django_db


@pytest.fixture
def use(citizen: Client) -> Callable[..., str]:
    def post(receipt: str, action: str = "") -> str:
        data = {"receipt": receipt, "action": action}
        return citizen.post(reverse("checkin-receipt"), data).content.decode()

    return post


def test_guest_sees_where_and_until_when(use: Callable, visit_at: Callable) -> None:
    done = visit_at()
    page = use(done.receipt)
    assert done.venue in page
    assert "noch nicht abgemeldet" in page


def test_guest_checks_out(use: Callable, visit_at: Callable) -> None:
    done = visit_at()
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        use(done.receipt, "leave")
    visit = Visit.objects.get()
    assert visit.left_at is not None
    assert visit.leaves_by - visit.arrived_at <= timedelta(minutes=30)


def test_second_check_out_changes_nothing(use: Callable, visit_at: Callable) -> None:
    done = visit_at()
    use(done.receipt, "leave")
    first = Visit.objects.get().left_at
    use(done.receipt, "leave")
    assert Visit.objects.get().left_at == first


def test_wrong_receipt_finds_nothing(use: Callable, visit_at: Callable) -> None:
    visit_at()
    assert "nichts gespeichert" in use("A" * 24)


def test_w10_guest_sees_that_a_visit_was_released_and_no_other(
    use: Callable, visit_at: Callable, ask: Callable[..., DataRequest], baker: User
) -> None:
    released = visit_at()
    give(ask(), baker)
    assert "ja, auf dessen Verlangen" in use(released.receipt)
    assert "auf dessen Verlangen" not in use(visit_at().receipt)


def test_deletion_takes_the_released_copy_along(
    use: Callable, visit_at: Callable, released: DataRequest, basis: LegalBasis
) -> None:
    visit = visit_at()
    copy = ReleasedVisit.objects.get()
    hashed = Visit.objects.exclude(receipt_hash=copy.receipt_hash).get().receipt_hash
    ReleasedVisit.objects.update(receipt_hash=hashed)
    basis.valid_to = timezone.localdate() - timedelta(days=1)
    basis.save()
    use(visit.receipt, "erase")
    assert not ReleasedVisit.objects.exists()


def test_no_deletion_while_the_law_demands_keeping(use: Callable, visit_at: Callable) -> None:
    assert "bleibt" in use(visit_at().receipt, "erase")
    assert Visit.objects.count() == 1


def test_deletion_once_the_law_is_gone(
    use: Callable, visit_at: Callable, basis: LegalBasis
) -> None:
    done = visit_at()
    basis.valid_to = timezone.localdate() - timedelta(days=1)
    basis.save()
    assert "ist gelöscht" in use(done.receipt, "erase")
    assert not Visit.objects.exists()
