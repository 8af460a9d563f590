"""PostgreSQL in every mode: DATABASE_URL names a server, otherwise the portal brings its own."""

from typing import Any

import dj_database_url

from portal.settings import env

# PostgreSQL's own value (4) is for turning disks: with it, a word in a tenth of the documents makes
# the search read the whole table. 0 leaves it to the server, for a pooler that takes no options.
_PAGE_COST = env.decimal("PORTAL_RANDOM_PAGE_COST", "1.1")


def _connection() -> dict[str, Any]:
    url = env.secret("DATABASE_URL", "")
    if not url:
        from portal.postgres import connection_parameters

        return connection_parameters()
    return dict(dj_database_url.parse(url))


# Django leaves psycopg's prepared statements switched off, even where code asks for one, because of
# poolers that hand a session to somebody else between two transactions. Planning a check-in anew
# costs more than writing it. PgBouncer knows prepared statements since 1.21.
_PREPARED = env.flag("PORTAL_PREPARED_STATEMENTS", True)


def _with_options(connection: dict[str, Any]) -> dict[str, Any]:
    """What DATABASE_URL itself says in ``?options=`` counts more."""
    options: dict[str, Any] = {"prepare_threshold": 5} if _PREPARED else {}
    if _PAGE_COST:
        # A plan at once, not after five for single values, of which none is better.
        planner = f"-c random_page_cost={_PAGE_COST:f} -c plan_cache_mode=force_generic_plan"
        options["options"] = planner
    return {**connection, "OPTIONS": {**options, **connection.get("OPTIONS", {})}}


DATABASES = {
    "default": {
        **_with_options(_connection()),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
}
