"""The life of a licence and what each step leaves behind."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.core import mail
from django.utils import timezone
from wagtail.models import ModelLogEntry

from guestreg import licence_checks, licences
from guestreg.errors import LicenceError
from guestreg.models import LegalBasis, Licence, Terms
from identity.models import User

pytestmark = pytest.mark.django_db


def test_grant_is_audited_with_actor(submitted: Licence, licence_officer: User) -> None:
    licences.grant(actor=licence_officer, licence=submitted)
    entry = ModelLogEntry.objects.get(action="guestreg.licence.grant")
    assert entry.user == licence_officer


def test_grant_starts_a_month(submitted: Licence) -> None:
    licences.grant(actor=None, licence=submitted)
    assert submitted.paid_until is not None
    assert submitted.valid_from is not None
    assert (submitted.paid_until - submitted.valid_from).days == 29


def test_grant_tells_the_business(
    submitted: Licence, django_capture_on_commit_callbacks: Callable
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        licences.grant(actor=None, licence=submitted)
    assert "erteilt" in mail.outbox[-1].subject


def test_no_grant_without_a_basis_in_force(submitted: Licence, basis: LegalBasis) -> None:
    basis.valid_to = basis.valid_from
    basis.save()
    submitted.refresh_from_db()
    with pytest.raises(LicenceError, match="nicht in Kraft"):
        licences.grant(actor=None, licence=submitted)


@pytest.mark.parametrize("verb", ["refuse", "ask_back"])
def test_a_no_needs_a_reason(submitted: Licence, verb: str) -> None:
    with pytest.raises(LicenceError, match="Grund"):
        getattr(licences, verb)(actor=None, licence=submitted, reason=" ")


def test_second_decision_is_refused(submitted: Licence) -> None:
    late = Licence.objects.get(pk=submitted.pk)
    licences.grant(actor=None, licence=submitted)
    with pytest.raises(LicenceError, match="Erteilt"):
        licences.refuse(actor=None, licence=late, reason="zu spät")


def test_returned_application_can_be_sent_again(submitted: Licence) -> None:
    licences.ask_back(actor=None, licence=submitted, reason="Welche Etage?")
    licences.save_draft(actor=None, licence=submitted, changes={"areas_wanted": "1. Etage"})
    licences.submit(actor=None, licence=submitted)
    assert submitted.state == Licence.State.SUBMITTED


def test_submitted_application_cannot_be_edited(submitted: Licence) -> None:
    with pytest.raises(LicenceError):
        licences.save_draft(actor=None, licence=submitted, changes={"name": "x"})


def test_suspended_licence_can_resume_or_be_revoked(licence: Licence) -> None:
    licences.suspend(actor=None, licence=licence, reason="Prüfung")
    licences.resume(actor=None, licence=licence)
    licences.revoke(actor=None, licence=licence, reason="Missbrauch")
    assert licence.state == Licence.State.REVOKED
    assert licence.tail_end() == timezone.localdate() + timezone.timedelta(days=28)


def test_month_renews_while_a_basis_holds(licence: Licence) -> None:
    assert licence.paid_until
    day_after = licence.paid_until + timezone.timedelta(days=1)
    assert licences.renew_due(day_after) == 1
    licence.refresh_from_db()
    assert licence.paid_until > day_after


def test_month_is_not_renewed_without_a_basis(licence: Licence, basis: LegalBasis) -> None:
    assert licence.paid_until
    basis.valid_to = licence.paid_until
    basis.save()
    licences.renew_due(licence.paid_until + timezone.timedelta(days=1))
    licence.refresh_from_db()
    assert licence.state == Licence.State.ENDED


def test_checks_pass_for_a_clean_application(submitted: Licence) -> None:
    assert [check.name for check in licence_checks.checks(submitted) if not check.passed] == []


def test_checks_find_a_second_licence_at_the_address(licence: Licence, rival: User) -> None:
    assert rival.business
    other = licences.start(actor=rival, account=rival.business)
    other.street, other.house_number = licence.street, licence.house_number
    other.kind, other.basis = licence.kind, licence.basis
    failed = {check.name for check in licence_checks.checks(other) if not check.passed}
    assert "Keine doppelte Lizenz" in failed


def test_no_more_licences_than_the_city_has(
    submitted: Licence, settings: LazySettings, rival: User, application: dict, terms: Terms
) -> None:
    settings.GUESTREG_LICENCE_LIMIT = 1
    licences.grant(actor=None, licence=submitted)
    second = licences.apply(actor=rival, account=rival.business, terms=terms, details=application)
    with pytest.raises(LicenceError, match="Alle 1 Lizenzen"):
        licences.grant(actor=None, licence=second)
    licences.end(actor=None, licence=submitted)
    licences.grant(actor=None, licence=second)


def test_load_counts_against_the_municipal_licence(licence: Licence) -> None:
    load = licence_checks.municipal_load()
    assert (load.used, load.limit, load.free) == (1, 500, 499)
