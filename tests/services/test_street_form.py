"""The editors' form of a street refuses what the delivered file may not say either."""

import pytest
from django.test import Client
from django.urls import reverse

from identity.models import User
from services.models import Jurisdiction, Office, Street

pytestmark = pytest.mark.django_db
ADDRESS = reverse("wagtailsnippets_services_street:add")
REASON = "Diese Hausnummern gehören schon zu Abschnitt 1 (nord)."


@pytest.fixture
def client(editor: User, login) -> Client:
    for slug in ("nord", "sued"):
        Office.objects.create(slug=slug, name=slug)
    for slug in ("schule", "wahl"):
        Jurisdiction.objects.create(slug=slug, name=slug)
    return login(editor)


def form(*sections: str) -> dict[str, str]:
    """Each section as "split office first last side"."""
    data = {"name": "Beispielweg", "quarter": ""}
    count = str(len(sections))
    data |= {"sections-TOTAL_FORMS": count, "sections-INITIAL_FORMS": "0"}
    data |= {"sections-MIN_NUM_FORMS": "0", "sections-MAX_NUM_FORMS": "1000"}
    for number, section in enumerate(sections):
        split, office, first, last, side = section.split()
        values = {
            "jurisdiction": Jurisdiction.objects.get(slug=split).pk,
            "office": Office.objects.get(slug=office).pk,
            "first": first.strip("-"),
            "last": last.strip("-"),
            "side": side,
            "ORDER": number + 1,
        }
        data |= {f"sections-{number}-{name}": str(value) for name, value in values.items()}
    return data


@pytest.mark.parametrize(
    "other",
    [
        "schule sued 5 20 both",
        "schule sued - - both",
        "schule sued 9a 9c odd",
        "schule nord 1 9 both",
    ],
)
def test_stretches_that_contradict_are_refused(client: Client, other: str) -> None:
    response = client.post(ADDRESS, form("schule nord 1 9 both", other))
    assert REASON in response.content.decode()
    assert not Street.objects.exists()


@pytest.mark.parametrize(
    "other",
    ["schule sued 10 - both", "schule sued 1 9 both", "wahl sued 1 20 both"],
    ids=["beside", "several offices of the same stretch", "another split"],
)
def test_others_are_kept(client: Client, other: str) -> None:
    client.post(ADDRESS, form("schule nord 1 9 both", other))
    assert Street.objects.get().sections.count() == 2


def test_odd_and_even_sides_do_not_meet(client: Client) -> None:
    client.post(ADDRESS, form("schule nord 1 99 odd", "schule sued 2 98 even"))
    assert Street.objects.get().sections.count() == 2


def test_a_stretch_to_be_deleted_does_not_count(client: Client) -> None:
    data = form("schule nord 1 9 both", "schule sued 5 20 both") | {"sections-1-DELETE": "on"}
    client.post(ADDRESS, data)
    assert Street.objects.get().sections.get().office.slug == "nord"


def test_a_number_that_is_none_is_named_as_such(client: Client) -> None:
    response = client.post(ADDRESS, form("schule nord x 9 both", "schule sued 5 20 both"))
    assert REASON not in response.content.decode()
    assert not Street.objects.exists()
