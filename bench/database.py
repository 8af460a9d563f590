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
        _maintain("DROP DATABASE {} WITH (FORCE)", scratch, home)


def raw_connection(database: str | None = None) -> psycopg.Connection[Any]:
    """A plain psycopg connection, by default to the run's database: for limits without Django."""
    settings = {**connection.settings_dict, "NAME": database or connection.settings_dict["NAME"]}
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    parameters = {name: settings[key] for name, key in {**names, "port": "PORT"}.items()}
    return psycopg.connect(**{k: v for k, v in parameters.items() if v}, autocommit=True)


def _maintain(statement: str, name: str, home: str) -> None:
    with raw_connection(home) as session:
        session.execute(sql.SQL(statement).format(sql.Identifier(name)))


def _lead_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    os.environ["DATABASE_URL"] = _address(connection.settings_dict)


def _address(settings: dict[str, Any]) -> str:
    """The settings as one URL; a socket's folder goes into the query."""
    user = ":".join(quote(str(part), safe="") for part in (settings["USER"], settings["PASSWORD"]))
    host, port = settings["HOST"], settings["PORT"]
    if str(host).startswith("/"):
        query = urlencode({"host": host, **({"port": port} if port else {})})
        return f"postgresql://{user}@/{settings['NAME']}?{query}"
    return f"postgresql://{user}@{host}{f':{port}' if port else ''}/{settings['NAME']}"
