"""PostgreSQL in every mode: DATABASE_URL names a server, otherwise the portal brings its own."""

from typing import Any

import dj_database_url

from portal.settings import env


def _connection() -> dict[str, Any]:
    url = env.secret("DATABASE_URL", "")
    if not url:
        from portal.postgres import connection_parameters

        return connection_parameters()
    return dict(dj_database_url.parse(url))


DATABASES = {"default": {**_connection(), "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}}
