"""TRUNCATE fires no trigger of rows: the tables of records refuse it as a whole."""

import pytest
from django.db import DatabaseError, connection, transaction

RECORDS = (
    "assessment",
    "competence",
    "snapshot",
    "councilreport",
    "reportfile",
    "channelstate",
    "evidencefile",
    "milestonemove",
    "datemove",
    "formerentry",
    "formerservice",
)


@pytest.mark.django_db
@pytest.mark.parametrize("table", RECORDS)
def test_nobody_can_empty_the_past(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE ozg_catalog_{table} ENABLE TRIGGER append_only_whole")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(f"TRUNCATE ozg_catalog_{table} CASCADE")
