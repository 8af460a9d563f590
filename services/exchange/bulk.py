"""Rows into tables by COPY: what PostgreSQL takes fastest, without a model instance per row."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models


@models.CharField.register_lookup
class AnyOf(models.Lookup[Any]):
    """``name__anyof=[…]``: one parameter for all values. Binding a thousand takes longer than
    looking them up."""

    lookup_name = "anyof"

    def get_prep_lookup(self) -> list[str]:
        return [str(value) for value in self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::text[])", (*parameters, array_literal(self.rhs))


class Table:
    """A model's table and the columns that vary; the others get the model's defaults."""

    def __init__(self, model: type[models.Model], *names: str) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        self._arrays = [
            place for place, name in enumerate(names) if isinstance(fields[name], ArrayField)
        ]
        constant = [
            name
            for name, field in fields.items()
            if name not in names and not field.primary_key and not field.has_db_default()
        ]
        self._constants = tuple(
            fields[name].get_db_prep_save(fields[name].get_default(), connection)
            for name in constant
        )
        columns = [str(fields[name].column) for name in (*names, *constant)]
        quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
        table = connection.ops.quote_name(model._meta.db_table)
        self._statement = f"COPY {table} ({quoted}) FROM STDIN"

    def write(self, rows: Iterable[tuple[Any, ...]]) -> None:
        pending = list(rows)
        if not pending:
            return
        with connection.cursor() as cursor, cursor.copy(self._statement) as copy:
            for row in pending:
                copy.write_row((*self._with_literals(row), *self._constants))

    def _with_literals(self, row: tuple[Any, ...]) -> Sequence[Any]:
        if not self._arrays:
            return row
        values = list(row)
        for place in self._arrays:
            values[place] = array_literal(values[place])
        return values


def array_literal(values: Iterable[str]) -> str:
    """PostgreSQL's notation of a list of texts; psycopg takes ten times as long for it."""
    quoted = [value.replace("\\", "\\\\").replace('"', '\\"') for value in values]
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def new_ids(model: type[models.Model], number: int) -> list[int]:
    """Primary keys that nobody else gets, so that children can be written with their parents."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, number],
        )
        return [pk for (pk,) in cursor.fetchall()]
