"""The health office's own keys: root, officers, paper, and batches of signed day keys.

All of them are made in browsers of the office. Here only public halves, signatures and shares
sealed to officers arrive; each is checked before it is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from guestreg import tasks
from guestreg.errors import OfficeKeyError
from guestreg.keys import is_signed, kid_of, last_expiry, office_root, statement
from guestreg.models import DayKey, DayKeyShare, OfficeRecipient, OfficeRoot, RootProposal
from guestreg.sealing import LAYER_OVERHEAD, public_key
from identity.models import User

BATCH_DAYS = 35
WARN_DAYS = 14
# A new batch may overlap the last one's end; nobody needs keys for months ahead.
LONGEST_AHEAD = 70
SECRET_BYTES = 32
SHARE_BYTES = SECRET_BYTES + LAYER_OVERHEAD


@dataclass(frozen=True)
class NewDay:
    """One day key as the office's browser sends it; shares by the recipient's kid."""

    day: date
    point: bytes
    signature: bytes
    shares: Mapping[str, bytes]


def adopt_root(
    *,
    actor: User | None,
    point: bytes,
    is_example: bool = False,
    proposed_by: User | None = None,
) -> OfficeRoot:
    """From now on day keys count that this root signed; the former root's no longer do.

    ``proposed_by``: who made it, where ``actor`` is the second person who confirms it.
    """
    kid = _root_name(point)
    with transaction.atomic():
        OfficeRoot.objects.filter(retired_at=None).update(retired_at=timezone.now())
        OfficeRecipient.objects.current().update(signature=None)
        root = OfficeRoot.objects.create(
            kid=kid, public_key=point, created_by=proposed_by or actor, is_example=is_example,
            confirmed_by=actor if proposed_by else None,
        )  # fmt: skip
        RootProposal.objects.all().delete()
        log(root, "guestreg.office.adopt_root", user=actor, data={"kid": kid})
    return root


def _root_name(point: bytes) -> str:
    """The fingerprint of a root that may hold here."""
    check_point(point)
    kid = kid_of(point)
    if settings.GUESTREG_OFFICE_FINGERPRINT not in ("", kid):
        raise OfficeKeyError(_("Die Einstellung des Betriebs nennt einen anderen Fingerabdruck."))
    if OfficeRoot.objects.filter(kid=kid).exists():
        raise OfficeKeyError(_("Diesen Schlüssel gibt es schon. Machen Sie einen neuen."))
    return kid


def propose_root(*, actor: User, point: bytes) -> OfficeRoot | RootProposal:
    """The office's first root holds at once; another one when a second person confirms it.

    A root ends the former one's day keys and all posters: no single sign-in may do that.
    """
    if office_root() is None or not settings.GUESTREG_SECOND_APPROVAL:
        return adopt_root(actor=actor, point=point)
    kid = _root_name(point)
    with transaction.atomic():
        RootProposal.objects.all().delete()
        made = RootProposal.objects.create(kid=kid, public_key=point, proposed_by=actor)
        log(made, "guestreg.office.propose_root", user=actor, data={"kid": kid})
        transaction.on_commit(tasks.tell_office_of_root.delay)
    return made


def confirm_root(*, actor: User, proposal: RootProposal) -> OfficeRoot:
    if proposal.proposed_by_id == actor.pk:
        raise OfficeKeyError(_("Eine zweite Person muss die neue Wurzel bestätigen."))
    point = bytes(proposal.public_key)
    return adopt_root(actor=actor, point=point, proposed_by=proposal.proposed_by)


def discard_root(*, actor: User, proposal: RootProposal) -> None:
    with transaction.atomic():
        log(proposal, "guestreg.office.discard_root", user=actor, data={"kid": proposal.kid})
        proposal.delete()


def days_needed(today: date) -> list[date]:
    """The days of the next batch: from the first without a signed key, about five weeks."""
    known = set(DayKey.objects.filter(root__retired_at=None, day__gte=today).values_list("day"))
    days = (today + timedelta(days=ahead) for ahead in range(BATCH_DAYS))
    return [day for day in days if (day,) not in known]


def last_covered(today: date) -> date | None:
    """Until when guests can seal without another batch."""
    needed = days_needed(today)
    if not needed:
        return today + timedelta(days=BATCH_DAYS - 1)
    return needed[0] - timedelta(days=1) if needed[0] > today else None


def ends_soon(today: date) -> bool:
    """Whether it is time for the next batch."""
    covered = last_covered(today)
    return covered is None or covered < today + timedelta(days=WARN_DAYS)


def add_batch(
    *, actor: User | None, days: list[NewDay], recipients: Mapping[str, bytes]
) -> list[DayKey]:
    """Store signed day keys with their shares; all of them or none.

    ``recipients``: the root's signatures by kid, for recipients that had none so far.
    """
    root = office_root()
    if root is None:
        raise OfficeKeyError(_("Zuerst braucht das Amt einen Wurzelschlüssel."))
    with transaction.atomic():
        known = _signed_recipients(root, recipients)
        made = [_add_day(root, day, known) for day in days]
        if not made:
            raise OfficeKeyError(_("Der Stapel enthält keine Tage."))
        log(root, "guestreg.office.add_batch", user=actor, data=_extent(made))
    return made


def _signed_recipients(
    root: OfficeRoot, signatures: Mapping[str, bytes]
) -> dict[str, OfficeRecipient]:
    known = {}
    for recipient in OfficeRecipient.objects.current():
        signature = signatures.get(recipient.kid) or bytes(recipient.signature or b"")
        text = statement("recipient", recipient.label, bytes(recipient.public_key))
        if not is_signed(bytes(root.public_key), text, signature):
            continue
        if recipient.signature is None:
            recipient.signature = signature
            recipient.save(update_fields=["signature"])
        known[recipient.kid] = recipient
    if not any(recipient.is_paper for recipient in known.values()):
        raise OfficeKeyError(
            _("Zuerst braucht das Amt ein Notfallblatt, das die Wurzel bestätigt.")
        )
    return known


def _add_day(root: OfficeRoot, new: NewDay, known: Mapping[str, OfficeRecipient]) -> DayKey:
    ahead = (new.day - timezone.localdate()).days
    text = statement("day", new.day.isoformat(), new.point)
    check_point(new.point)
    rules = {
        _("Ein Tag liegt zu weit weg."): 0 <= ahead <= LONGEST_AHEAD,
        _("Ein Tagesschlüssel ist nicht von der Wurzel unterschrieben."): is_signed(
            bytes(root.public_key), text, new.signature
        ),
        _("Ein Anteil fehlt oder gehört niemandem."): set(new.shares) == set(known),
        _("Ein Anteil hat nicht die richtige Form."): all(
            len(share) == SHARE_BYTES for share in new.shares.values()
        ),
        _("Für einen Tag gibt es schon einen Schlüssel."): not root.day_keys.filter(
            day=new.day
        ).exists(),
    }
    for message, kept in rules.items():
        if not kept:
            raise OfficeKeyError(message)
    key = DayKey.objects.create(
        day=new.day, root=root, kid=kid_of(new.point), public_key=new.point,
        signature=new.signature, destroy_on=last_expiry(new.day),
    )  # fmt: skip
    DayKeyShare.objects.bulk_create(
        DayKeyShare(day_key=key, recipient=known[kid], sealed=share)
        for kid, share in new.shares.items()
    )
    return key


def _extent(made: list[DayKey]) -> dict[str, object]:
    days = [key.day for key in made]
    return {"first": f"{min(days)}", "last": f"{max(days)}", "days": len(days)}


def check_point(point: bytes) -> None:
    try:
        public_key(point)
    except ValueError as error:
        raise OfficeKeyError(_("Das ist kein gültiger Schlüssel.")) from error
