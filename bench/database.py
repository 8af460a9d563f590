"""A database of its own for a run: nothing that is measured touches anybody's data."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo


@contextmanager
def scratch_database() -> Iterator[str]:
    """Create and migrate a database, lead Django and DATABASE_URL to it, drop it afterwards."""
    home, scratch = str(connection.settings_dict["NAME"]), f"bench_{os.getpid()}"
    _maintain("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", scratch, home)
    try:
        _lead_to(scratch)
        call_command("migrate", verbosity=0)
        yield scratch
    finally:
        _lead_to(home)
        _drop(scratch, home)


def raw_connection(database: str | None = None) -> psycopg.Connection[Any]:
    """A plain psycopg connection, by default to the run's database: for limits without Django."""
    parameters = _parameters() | ({"dbname": database} if database else {})
    return psycopg.connect(make_conninfo(**parameters), autocommit=True)


def database_sessions() -> list[int]:
    """Process ids of the sessions in the run's database, as far as it is on this machine."""
    with raw_connection() as session:
        rows = session.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in rows]


def libpq_environment() -> dict[str, str]:
    """What leads PostgreSQL's own programs to the run's database (libpq, chapter 32.15)."""
    variables = {"dbname": "PGDATABASE"}
    return {
        variables.get(name, f"PG{name.upper()}"): value for name, value in _parameters().items()
    }


def _parameters() -> dict[str, str]:
    """Where Django connects to, whether its settings name it in keys or in options."""
    known = ("dbname", "user", "password", "passfile", "host", "port")
    parameters = connection.get_connection_params()
    return {name: str(parameters[name]) for name in known if parameters.get(name)}


def _maintain(statement: str, name: str, home: str) -> None:
    with raw_connection(home) as session:
        session.execute(sql.SQL(statement).format(sql.Identifier(name)))


def _drop(name: str, home: str) -> None:
    """Not WITH (FORCE): that needs rights over an autovacuum worker, a plain DROP sends it away."""
    with raw_connection(home) as session:
        session.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND backend_type = 'client backend'",
            [name],
        )
    _maintain("DROP DATABASE {}", name, home)


def _lead_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    os.environ["DATABASE_URL"] = _address(_parameters())


def _address(parameters: dict[str, str]) -> str:
    """As one URL. Host and port stand in the query, where a socket's folder is allowed too."""
    name, user = parameters.pop("dbname"), quote(parameters.pop("user", ""), safe="")
    password = quote(parameters.pop("password", ""), safe="")
    login = f"{user}:{password}" if password else user
    return f"postgresql://{login}@/{name}?{urlencode(parameters)}"
