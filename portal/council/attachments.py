"""Take a document in with an inquiry, and out again."""

import hashlib
import re

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from identity.models import User
from portal.council import pdf_check, virus_scan
from portal.council.models import Attachment, Inquiry

MAX_BYTES = pdf_check.MAX_BYTES
LONGEST_NAME = 100


class AttachmentError(Exception):
    """The step is not possible; the message says why."""


def add(*, actor: User, inquiry: Inquiry, title: str, file_name: str, content: bytes) -> Attachment:
    """Check, scan, store. It is public as soon as its inquiry is.

    Raises `AttachmentError` with the reason when the file does not come in.
    """
    try:
        pdf_check.check(content)
        scanned_by = virus_scan.scan(content)
    except pdf_check.RefusedFileError as error:
        raise AttachmentError(str(error)) from error
    with transaction.atomic():
        attachment = Attachment.objects.create(
            inquiry=inquiry,
            title=title,
            file_name=safe_name(file_name),
            size=len(content),
            sha512=hashlib.sha512(content).hexdigest(),
            content=content,
            scanned_by=scanned_by,
        )
        log(inquiry, "portal.attachment.add", user=actor, data={"sha512": attachment.sha512[:16]})
    return attachment


@transaction.atomic
def remove(*, actor: User, attachment: Attachment, reason: str) -> None:
    """Its content is deleted at once; machines get it as a deleted object."""
    if not reason.strip():
        raise AttachmentError(_("Bitte nennen Sie den Grund."))
    data = {"sha512": attachment.sha512[:16], "reason": reason}
    attachment.delete()
    log(attachment.inquiry, "portal.attachment.remove", user=actor, data=data)


def safe_name(name: str) -> str:
    """For headers and disks: letters, digits and hyphens, ending in .pdf."""
    stem = re.sub(r"\.pdf$", "", name.rpartition("/")[2].rpartition("\\")[2], flags=re.IGNORECASE)
    return f"{slugify(stem)[:LONGEST_NAME] or 'anlage'}.pdf"
