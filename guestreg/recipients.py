"""Who can open the health office's day keys: its officers, and the sheet in its safe.

Nobody loses access through one person alone: what one officer proposes, another one confirms.
"""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from guestreg import tasks
from guestreg.errors import OfficeKeyError
from guestreg.keys import kid_of
from guestreg.models import DayKey, DayKeyShare, OfficeRecipient
from guestreg.office import check_point
from identity.models import User


@transaction.atomic
def adopt_officer_key(*, actor: User, point: bytes) -> OfficeRecipient:
    """The officer's own key in place of their former; later batches are sealed to it.

    The former one's shares stay, so that it still opens the days that were sealed to it.
    """
    former = OfficeRecipient.objects.current().filter(officer=actor)
    former.update(retired_at=timezone.now())
    return _adopt(actor, point, officer=actor, label=actor.get_username())


@transaction.atomic
def adopt_paper_key(*, actor: User | None, point: bytes) -> OfficeRecipient:
    """A recovery key, of which only a sheet of paper exists.

    Former sheets stay until two people remove them: a new one must not be the way to be alone.
    """
    label = _("Notfallblatt vom %(day)s") % {"day": f"{timezone.localdate():%d.%m.%Y}"}
    return _adopt(actor, point, officer=None, label=label)


def _adopt(
    actor: User | None, point: bytes, *, officer: User | None, label: str
) -> OfficeRecipient:
    check_point(point)
    kid = kid_of(point)
    if OfficeRecipient.objects.filter(kid=kid).exists():
        raise OfficeKeyError(_("Diesen Schlüssel gibt es schon. Machen Sie einen neuen."))
    made = OfficeRecipient.objects.create(
        kid=kid, public_key=point, label=label[:80], officer=officer
    )
    log(made, "guestreg.office.adopt_recipient", user=actor, data={"kid": made.kid})
    return made


@transaction.atomic
def propose_removal(*, actor: User, recipient: OfficeRecipient) -> OfficeRecipient:
    """Somebody left, or a key is in other hands. Holds when a second person confirms it.

    One's own key too: nobody alone decides who of the office can open stored days.
    """
    found = _locked(recipient)
    _not_the_last(found)
    if not settings.GUESTREG_SECOND_APPROVAL:
        return _remove(found, actor)
    if found.removal_proposed_by_id is not None:
        raise OfficeKeyError(_("Das ist schon vorgeschlagen."))
    found.removal_proposed_by, found.removal_proposed_at = actor, timezone.now()
    found.save(update_fields=["removal_proposed_by", "removal_proposed_at"])
    log(found, "guestreg.office.propose_removal", user=actor, data={"kid": found.kid})
    transaction.on_commit(lambda: tasks.tell_of_removal.delay(found.pk))
    return found


@transaction.atomic
def confirm_removal(*, actor: User, recipient: OfficeRecipient) -> OfficeRecipient:
    found = _proposed(recipient)
    if found.removal_proposed_by_id == actor.pk:
        raise OfficeKeyError(_("Eine zweite Person muss das Entfernen bestätigen."))
    _not_the_last(found)
    found.removal_confirmed_by = actor
    return _remove(found, actor)


@transaction.atomic
def discard_removal(*, actor: User, recipient: OfficeRecipient) -> None:
    found = _proposed(recipient)
    found.removal_proposed_by = found.removal_proposed_at = None
    found.save(update_fields=["removal_proposed_by", "removal_proposed_at"])
    log(found, "guestreg.office.discard_removal", user=actor, data={"kid": found.kid})


def _locked(recipient: OfficeRecipient) -> OfficeRecipient:
    """As it is now, for this transaction alone; also a replaced one that opens days still."""
    found = OfficeRecipient.objects.select_for_update().get(pk=recipient.pk)
    if not OfficeRecipient.objects.opening().filter(pk=found.pk).exists():
        raise OfficeKeyError(_("Dieser Schlüssel ist schon entfernt."))
    return found


def _proposed(recipient: OfficeRecipient) -> OfficeRecipient:
    found = _locked(recipient)
    if found.removal_proposed_by_id is None:
        raise OfficeKeyError(_("Das Entfernen ist nicht mehr vorgeschlagen."))
    return found


def _not_the_last(recipient: OfficeRecipient) -> None:
    """Without any share a day is lost, also to the office: that is not what removing is for."""
    others = DayKeyShare.objects.exclude(recipient=recipient).values("day_key")
    if DayKey.objects.alive().exclude(pk__in=others).exists():
        raise OfficeKeyError(
            _(
                "Nur dieser Schlüssel öffnet noch gespeicherte Tage. Er muss bleiben, bis sie "
                "gelöscht sind."
            )
        )


def _remove(recipient: OfficeRecipient, actor: User) -> OfficeRecipient:
    """No batch is sealed to it any more, and its shares of earlier ones go."""
    recipient.retired_at = recipient.retired_at or timezone.now()
    recipient.save(update_fields=["retired_at", "removal_confirmed_by"])
    DayKeyShare.objects.filter(recipient=recipient).delete()
    log(recipient, "guestreg.office.retire_recipient", user=actor, data={"kid": recipient.kid})
    transaction.on_commit(lambda: tasks.tell_of_removal.delay(recipient.pk))
    return recipient
