"""Rows by COPY, and many values in one parameter: what goes in comes out."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from services.exchange.bulk import array_literal
from services.models import SourceRecord

pytestmark = pytest.mark.django_db
TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8)


@given(st.lists(TEXTS | st.sampled_from(["", "NULL", "a,b", '"', "\\", "{}"]), max_size=4))
def test_a_list_as_postgresql_writes_it(values: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text[]", [array_literal(values)])
        assert cursor.fetchone() == (values,)


def test_any_of_many_with_signs_of_the_notation() -> None:
    for name in ('a"b', "a,b", "a"):
        SourceRecord.objects.create(kind="form", agency="T", source_id=name, digest=b"")
    found = SourceRecord.objects.filter(source_id__anyof=['a"b', "a,b"])
    assert {record.source_id for record in found} == {'a"b', "a,b"}
