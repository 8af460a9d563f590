"""The starter content: complete, true where it claims facts, and loadable twice."""

import re

import pytest

from ozg_catalog.models import LeikaEntry
from services import example
from services.models import Fee, Office, Service, ServiceText

pytestmark = pytest.mark.django_db


def test_second_load_changes_nothing(directory: None) -> None:
    Service.objects.filter(slug="grundsteuer").update(name="Von der Redaktion geändert")
    before = list(Service.objects.values_list("pk", "name"))
    assert example.load() == 0
    assert list(Service.objects.values_list("pk", "name")) == before


def test_there_are_sixty_services_and_fifteen_in_english(directory: None) -> None:
    assert Service.objects.public().count() >= 60
    assert ServiceText.objects.filter(language="en").count() >= 15
    assert ServiceText.objects.filter(language="de-simple").count() >= 4


def test_every_leika_key_is_in_the_catalogue(catalogue: None, directory: None) -> None:
    claimed = {key for keys in Service.objects.values_list("leika_keys", flat=True) for key in keys}
    known = set(LeikaEntry.objects.filter(key__in=claimed).values_list("key", flat=True))
    assert claimed - known <= {"99003002022000"}


def test_every_service_says_who_is_responsible(directory: None) -> None:
    assert not Service.objects.filter(offices=None).exists()


def test_phone_numbers_and_addresses_are_reserved_ones(directory: None) -> None:
    for office in Office.objects.all():
        assert re.fullmatch(r"030 23125 \d{3}", office.phone)
        assert office.email.endswith(".example.org")
        assert office.is_example


def test_invented_amounts_are_marked(directory: None) -> None:
    assert not Fee.objects.exclude(amount=None).filter(is_example=False).exists()


def test_all_records_are_valid(directory: None) -> None:
    for service in Service.objects.all():
        service.full_clean()
        for fee in service.fees.all():
            fee.full_clean()
