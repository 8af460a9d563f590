"""The council's report says what guest registration costs the city, and what came of it."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from guestreg import licences
from guestreg.models import DataRequest, LegalBasis, Licence
from guestreg.statistics import for_the_council
from ozg_catalog.models import Municipality
from ozg_catalog.reports.content import Report
from ozg_catalog.snapshots import freeze

pytestmark = pytest.mark.django_db


def rows() -> dict[str, str]:
    return dict(for_the_council(timezone.localdate())["rows"])


def test_licences_against_the_limit_and_their_cost(
    licence: Licence, settings: LazySettings
) -> None:
    settings.GUESTREG_LICENCE_LIMIT, settings.GUESTREG_MONTHLY_COST = 500, 1500
    assert rows()["Lizenzen vergeben"] == "1 von 500"
    assert rows()["Kosten der Stadt im Monat, höchstens"] == "1.500,00 €"


def test_ended_licences_count_on_their_days_only(licence: Licence) -> None:
    licences.end(actor=None, licence=licence)
    assert rows()["Lizenzen vergeben"].startswith("0 ")
    Licence.objects.update(valid_from=timezone.localdate() - timedelta(days=9))
    yesterday = timezone.localdate() - timedelta(days=1)
    assert dict(for_the_council(yesterday)["rows"])["Lizenzen vergeben"].startswith("1 ")


def test_requests_and_releases(released: DataRequest) -> None:
    assert rows()["Anforderungen des Gesundheitsamts"] == "1"
    assert rows()["davon von Betrieben freigegeben"] == "1"


def test_without_a_basis_it_says_so(basis: LegalBasis) -> None:
    LegalBasis.objects.update(valid_to=timezone.localdate() - timedelta(days=1))
    chapter = for_the_council(timezone.localdate())
    assert "keine Vorschrift" in chapter["paragraphs"][0]


def test_it_is_frozen_with_the_day_and_printed(licence: Licence) -> None:
    snapshot = freeze(actor=None, municipality=Municipality.objects.home())
    licences.end(actor=None, licence=licence)
    (section,) = (s for s in Report.of(snapshot).sections if "Gästeregistrierung" in s.title)
    assert section.tables[0].rows[0][0] == "Lizenzen vergeben"
    assert section.tables[0].rows[0][1].startswith("1 von ")
