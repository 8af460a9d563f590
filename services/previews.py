"""Showing one draft to people without an account: by a signed address that ends."""

import datetime

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from identity.models import User
from services.models import PreviewLink

SALT = "services.preview"
LONGEST_DAYS = 30
KEPT_DAYS = 90
OPENED_A_MINUTE = 30


class PreviewError(Exception):
    """The link cannot be made or ended like that; the text says why."""


class PreviewEndedError(Exception):
    """The link was good once and is not any more."""


class PreviewBusyError(Exception):
    """It is opened more often than people do."""


@transaction.atomic
def grant(revision: Revision, *, actor: User, purpose: str, days: int) -> PreviewLink:
    """A link to this very version; later drafts are not shown by it. Raises PreviewError."""
    if not 1 <= days <= LONGEST_DAYS:
        raise PreviewError(_("Ein Link gilt höchstens %(days)s Tage.") % {"days": LONGEST_DAYS})
    if not purpose.strip():
        raise PreviewError(_("Sagen Sie, für wen der Link ist."))
    until = timezone.now() + datetime.timedelta(days=days)
    link = PreviewLink.objects.create(
        revision=revision, purpose=purpose.strip(), created_by=actor, expires_at=until
    )
    data = {"link": link.pk, "until": until.isoformat()}
    log(_record(link), "services.preview.grant", user=actor, data=data)
    return link


@transaction.atomic
def revoke(link: PreviewLink, *, actor: User) -> None:
    link = PreviewLink.objects.select_for_update().get(pk=link.pk)
    if not link.is_open(timezone.now()):
        raise PreviewError(_("Dieser Link gilt schon nicht mehr."))
    link.revoked_at = timezone.now()
    link.save(update_fields=["revoked_at"])
    log(_record(link), "services.preview.revoke", user=actor, data={"link": link.pk})


def _record(link: PreviewLink) -> Model:
    record = link.revision.content_object
    assert isinstance(record, Model)
    return record


def address(link: PreviewLink) -> str:
    signed = signing.Signer(salt=SALT).sign(link.code)
    return settings.PORTAL_BASE_URL + reverse("services:draft", args=[signed])


def opened_by(signed: str) -> PreviewLink | None:
    """The link behind an address; None for one that we never made.

    Raises PreviewEndedError and PreviewBusyError. A guessed address costs no query.
    """
    try:
        code = signing.Signer(salt=SALT).unsign(signed)
    except signing.BadSignature:
        return None
    link = PreviewLink.objects.select_related("revision").filter(code=code).first()
    if link is None or not link.is_open(timezone.now()):
        raise PreviewEndedError
    _count(link)
    return link


def _count(link: PreviewLink) -> None:
    key = f"preview-{link.pk}-{timezone.now():%H%M}"
    cache.add(key, 0, timeout=90)
    if cache.incr(key) > OPENED_A_MINUTE:
        raise PreviewBusyError
    PreviewLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1)


def forget(now: datetime.datetime) -> int:
    """Remove links that ended long ago; the audit log keeps that there were some."""
    limit = now - datetime.timedelta(days=KEPT_DAYS)
    return PreviewLink.objects.ended_before(limit).delete()[0]
