"""What permits collecting is entered and changed here: legal bases and their purposes.

Forms say beforehand what is wrong; the database keeps the same rules whoever writes
(migration 0011).
"""

from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from psycopg.errors import CheckViolation
from wagtail.log_actions import log

from guestreg.errors import LawError
from guestreg.models import LegalBasis, Profile
from identity.models import User

Record = TypeVar("Record", LegalBasis, Profile)
REFUSED: dict[str, Promise] = {
    "basis_within_profile": _("Die Rechtsgrundlage geht über ihren Zweck hinaus."),
    "basis_keeps_purpose": _(
        "Nach dieser Rechtsgrundlage ist schon erfasst oder verlangt worden. Ihr Zweck bleibt. "
        "Geben Sie eine neue ein."
    ),
    "profile_narrows": _(
        "Eine Rechtsgrundlage nennt diesen Zweck schon. Was Gästen gesagt wurde, gilt."
    ),
}


def put(record: Record, *, actor: User | None) -> Record:
    """Store it, new or changed; the audit log keeps what each field was and became."""
    stored = type(record)._default_manager.filter(pk=record.pk)
    try:
        with transaction.atomic():
            former = stored.select_for_update().first()  # what the log says it was, it was
            record.save(force_insert=record._state.adding)  # a short name taken stays whose it is
            log(record, _action(record, former), user=actor, data=_changes(former, record))
    except IntegrityError as error:
        raise LawError(_reason(error)) from error
    return record


def _action(record: LegalBasis | Profile, former: object) -> str:
    kind = "basis" if isinstance(record, LegalBasis) else "profile"
    return f"guestreg.{kind}.{'change' if former else 'enter'}"


def _changes(former: Record | None, record: Record) -> dict[str, object]:
    """By field, as text: what it was, and what it became."""
    if former is None:
        return {}
    names = [field.attname for field in record._meta.concrete_fields]
    values = {name: [f"{getattr(one, name)}" for one in (former, record)] for name in names}
    return {name: pair for name, pair in values.items() if pair[0] != pair[1]}


def _reason(error: IntegrityError) -> str:
    """In words, where it is one of our rules; else the error goes on."""
    cause = error.__cause__
    name = cause.diag.constraint_name if isinstance(cause, CheckViolation) else None
    if name not in REFUSED:
        raise error
    return str(REFUSED[name])
