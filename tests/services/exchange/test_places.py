"""Offices that are called alike, each with an address of its own."""

import pytest

from services.exchange.base import Identity, OfficeRecord, Version
from services.exchange.ledger import Report
from services.exchange.places import write_offices
from services.models import Office

pytestmark = pytest.mark.django_db


def test_same_name_and_id_of_many_agencies() -> None:
    """A name as long as an address may be leaves no room for what would tell them apart."""
    records = [
        OfficeRecord(Identity(f"L10000{number}", "8"), Version(), "Bürgerbüro " * 9)
        for number in range(4)
    ]
    write_offices(records, Report(), "beispiel.xml")
    assert len(set(Office.objects.values_list("slug", flat=True))) == len(records)
