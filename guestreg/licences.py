"""The life of a licence: applied for, decided, suspended, ended. Each step is audited."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from guestreg import tasks
from guestreg.errors import LicenceError
from guestreg.models import LegalBasis, Licence, Terms
from identity.models import BusinessAccount, User

State = Licence.State
DECIDED = {State.GRANTED, State.REFUSED, State.REVOKED}
TERM_DAYS = 30


def start(*, actor: User | None, account: BusinessAccount) -> Licence:
    """Begin an application, or go on with the one begun; company data comes from the account."""
    draft = Licence.objects.of(account).filter(state=State.DRAFT).first()
    if draft:
        return draft
    licence = prefilled(account)
    licence.save()
    log(licence, "guestreg.licence.start", user=actor)
    return licence


def prefilled(account: BusinessAccount) -> Licence:
    """An application that is not stored yet, with what the business account knows."""
    return Licence(
        account=account,
        name=account.name[:120],
        street=account.street[:120],
        house_number=account.house_number[:12],
        postcode=account.postcode[:5],
        city=account.city[:80],
    )


def save_draft(*, actor: User | None, licence: Licence, changes: Mapping[str, Any]) -> Licence:
    """Keep what one step of the application brought. Not a decision, so not in the audit log."""
    if not licence.can_be_edited:
        raise LicenceError(_("Dieser Antrag ist eingereicht und kann nicht mehr geändert werden."))
    for name, value in changes.items():
        setattr(licence, name, value)
    licence.save(update_fields=list(changes))
    return licence


def accept_terms(*, actor: User, licence: Licence, terms: Terms) -> None:
    if terms != Terms.objects.latest():
        raise LicenceError(_("Diese Fassung der Bedingungen gilt nicht mehr. Lesen Sie die neue."))
    changes = {"terms": terms, "terms_accepted_at": timezone.now(), "terms_accepted_by": actor}
    save_draft(actor=actor, licence=licence, changes=changes)
    log(licence, "guestreg.licence.accept_terms", user=actor, data={"version": terms.version})


def missing_parts(licence: Licence) -> list[str]:
    """What the application still lacks; empty when it can be sent."""
    parts = {
        _("Art und Pflicht"): bool(licence.kind and licence.basis_id),
        _("Ort"): bool(licence.name and licence.street and licence.postcode),
        _("Bereiche und Öffnungszeiten"): bool(licence.area_names and licence.open_days),
        _("Ansprechstelle"): bool(licence.contact_phone and licence.deputy_phone),
        _("Bedingungen"): bool(licence.terms_id),
    }
    return [name for name, done in parts.items() if not done]


def submit(*, actor: User | None, licence: Licence) -> Licence:
    if missing := missing_parts(licence):
        raise LicenceError(_("Es fehlt noch: %(parts)s.") % {"parts": ", ".join(missing)})
    try:
        return _move(
            licence, State.SUBMITTED, actor, "submit",
            allowed={State.DRAFT, State.RETURNED}, submitted_at=timezone.now(), message="",
        )  # fmt: skip
    except IntegrityError as error:
        raise LicenceError(
            _("Für diese Adresse haben Sie schon eine Lizenz oder einen Antrag.")
        ) from error


def apply(
    *, actor: User, account: BusinessAccount, terms: Terms, details: Mapping[str, Any]
) -> Licence:
    """The whole application in one go, as programs do it; people go through the steps."""
    with transaction.atomic():
        licence = start(actor=actor, account=account)
        save_draft(actor=actor, licence=licence, changes=details)
        accept_terms(actor=actor, licence=licence, terms=terms)
        return submit(actor=actor, licence=licence)


@transaction.atomic
def grant(*, actor: User | None, licence: Licence, reason: str = "") -> Licence:
    today = timezone.localdate()
    if licence.basis is None or not licence.basis.is_in_force(today):
        raise LicenceError(_("Die genannte Rechtsgrundlage ist nicht in Kraft."))
    _take_place()
    return _move(
        licence, State.GRANTED, actor, "grant", reason=reason, allowed={State.SUBMITTED},
        valid_from=today, paid_until=_term_end(today), message=reason,
    )  # fmt: skip


def _take_place() -> None:
    """Refuse more licences than the city has; until the transaction ends nobody else counts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('guestreg.licence.grant'))")
    if Licence.objects.counted().count() >= settings.GUESTREG_LICENCE_LIMIT:
        raise LicenceError(
            _("Alle %(limit)s Lizenzen der Stadt sind vergeben. Es geht erst wieder, wenn eine "
              "Lizenz endet oder die Stadt mehr bestellt.")
            % {"limit": settings.GUESTREG_LICENCE_LIMIT}
        )  # fmt: skip


def ask_back(*, actor: User | None, licence: Licence, reason: str) -> Licence:
    _need(reason)
    return _move(
        licence, State.RETURNED, actor, "ask_back", allowed={State.SUBMITTED}, message=reason
    )


def refuse(*, actor: User | None, licence: Licence, reason: str) -> Licence:
    _need(reason)
    return _move(
        licence, State.REFUSED, actor, "refuse",
        reason=reason, allowed={State.SUBMITTED}, message=reason,
    )  # fmt: skip


def suspend(*, actor: User | None, licence: Licence, reason: str) -> Licence:
    """No check-ins until resumed; visits stay until their time."""
    _need(reason)
    return _move(
        licence, State.SUSPENDED, actor, "suspend",
        reason=reason, allowed={State.GRANTED}, message=reason,
    )  # fmt: skip


def resume(*, actor: User | None, licence: Licence, reason: str = "") -> Licence:
    return _move(
        licence, State.GRANTED, actor, "resume",
        reason=reason, allowed={State.SUSPENDED}, message=reason,
    )  # fmt: skip


def revoke(*, actor: User | None, licence: Licence, reason: str) -> Licence:
    _need(reason)
    return _move(
        licence, State.REVOKED, actor, "revoke", reason=reason,
        allowed={State.GRANTED, State.SUSPENDED}, message=reason, ended_on=timezone.localdate(),
    )  # fmt: skip


def end(*, actor: User | None, licence: Licence) -> Licence:
    """The business gives the licence back. Visits can be requested until they expire."""
    return _move(
        licence, State.ENDED, actor, "end",
        allowed={State.GRANTED, State.SUSPENDED}, ended_on=timezone.localdate(), message="",
    )  # fmt: skip


def renew_due(today: date) -> int:
    """Renew monthly terms that ran out while a basis covers the kind; end the others."""
    renewed = 0
    for licence in Licence.objects.active().filter(paid_until__lt=today):
        if LegalBasis.objects.covering(licence.kind, today).exists():
            Licence.objects.filter(pk=licence.pk).update(paid_until=_term_end(today))
            log(licence, "guestreg.licence.renew", data={"until": f"{_term_end(today)}"})
            renewed += 1
        else:
            end(actor=None, licence=licence)
    return renewed


def _term_end(first: date) -> date:
    return first + timedelta(days=TERM_DAYS - 1)


def _need(reason: str) -> None:
    if not reason.strip():
        raise LicenceError(_("Bitte nennen Sie den Grund. Das Unternehmen bekommt ihn zu lesen."))


def _move(
    licence: Licence,
    to: Licence.State,
    actor: User | None,
    verb: str,
    *,
    allowed: set[Licence.State],
    reason: str = "",
    **changes: Any,
) -> Licence:
    """Change the state under a lock, write it down, tell the business."""
    with transaction.atomic():
        locked = Licence.objects.select_for_update().get(pk=licence.pk)
        if locked.state not in allowed:
            raise LicenceError(
                _("Das geht nicht mehr: Die Lizenz hat inzwischen den Stand „%(state)s“.")
                % {"state": locked.get_state_display()}
            )
        changes |= {"state": to} | ({"decided_at": timezone.now()} if to in DECIDED else {})
        for name, value in changes.items():
            setattr(licence, name, value)
        licence.save(update_fields=list(changes))
        log(
            licence,
            f"guestreg.licence.{verb}",
            user=actor,
            data={"reason": reason} if reason else {},
        )
        transaction.on_commit(lambda: tasks.tell_business.delay(licence.pk, verb))
    return licence
