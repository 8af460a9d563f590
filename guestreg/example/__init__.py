"""Starter content for a demonstration: a legal basis marked as such, and one licensed venue."""

import tomllib
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from guestreg import licences, venues
from guestreg.example import keys
from guestreg.models import Code, LegalBasis, Licence, Terms, Venue
from identity.models import BusinessAccount, User


@transaction.atomic
def load(*, actor: User | None = None, officer: User | None = None) -> Venue:
    """Idempotent: what is there already stays as it is."""
    data = tomllib.loads((files(__package__) / "guestreg.toml").read_text(encoding="utf-8"))
    basis = _basis(data["legal_basis"])
    terms = _terms(data["terms"])
    keys.load_office(officer)
    venue = _venue(data, basis, terms, actor)
    keys.load_venue_key(venue)
    return venue


def _basis(values: dict[str, Any]) -> LegalBasis:
    first = timezone.localdate() - timedelta(days=30)
    defaults = values | {"valid_from": first, "is_example": True}
    title = defaults.pop("title")
    return LegalBasis.objects.get_or_create(title=title, defaults=defaults)[0]


def _terms(values: dict[str, Any]) -> Terms:
    published: date = values["published_on"]
    defaults = values | {"published_on": published, "is_example": True}
    return Terms.objects.get_or_create(version=defaults.pop("version"), defaults=defaults)[0]


def _venue(data: dict[str, Any], basis: LegalBasis, terms: Terms, actor: User | None) -> Venue:
    account = _account(data["business"])
    licence = Licence.objects.of(account).counted().first()
    licence = licence or _licence(account, data["licence"], basis, terms, actor)
    venue = licence.venues.first()
    return venue or venues.create(actor=actor, licence=licence, details={})


def _account(values: dict[str, Any]) -> BusinessAccount:
    defaults = values | {"is_example": True, "is_test_account": True}
    pseudonym = defaults.pop("pseudonym")
    return BusinessAccount.objects.get_or_create(pseudonym=pseudonym, defaults=defaults)[0]


def _licence(
    account: BusinessAccount,
    values: dict[str, Any],
    basis: LegalBasis,
    terms: Terms,
    actor: User | None,
) -> Licence:
    changes = values | {
        "basis": basis,
        "terms": terms,
        "terms_accepted_at": timezone.now(),
        "is_example": True,
    }
    licence = licences.start(actor=actor, account=account)
    licences.save_draft(actor=actor, licence=licence, changes=changes)
    licences.submit(actor=actor, licence=licence)
    return licences.grant(actor=actor, licence=licence)


def describe() -> dict[str, Any]:
    """``check_in``: an open code of each area; ``key_files``: where those keys are."""
    opened = Code.objects.filter(closed_at=None, area__venue__licence__is_example=True)
    return {
        "check_in": [
            {"area": f"{code.area.venue.name}, {code.area.name}", "address": f"/c/{code.code}"}
            for code in opened.order_by("area_id", "pk")
            .distinct("area_id")
            .select_related("area__venue")
        ],
        "key_files": {
            "passphrase": keys.PASSPHRASE,
            "health_office": reverse("guestreg_staff:demo-key"),
            "venue": reverse("guestreg:demo-key"),
        },
    }
