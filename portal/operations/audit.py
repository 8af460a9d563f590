"""The audit log ends with its period; the database decides what may go (migration 0013)."""

from django.conf import settings
from django.db import connection


def purge() -> int:
    """Remove entries older than ``PORTAL_AUDIT_DAYS``; returns how many. Idempotent."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_purge_audit(%s)", [settings.PORTAL_AUDIT_DAYS])
        removed: int = cursor.fetchone()[0]
    return removed
