"""Who did it, in rows that may not be changed and outlive the account."""

from typing import Any

from django.conf import settings
from django.db import models


def kept_user(**options: Any) -> "models.ForeignKey[Any, Any]":
    """Refers to an account without a constraint: deleting the account leaves the row as it is."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        **options,
    )
