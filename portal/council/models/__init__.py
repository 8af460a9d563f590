"""Records of the council: who sits there and when, what is asked, answered and promised."""

from portal.council.models.attachments import Attachment
from portal.council.models.inquiries import (
    Answer,
    AnswerRevision,
    CoSignature,
    DeadlineExtension,
    DeadlineRule,
    FrozenFigures,
    Inquiry,
    Question,
    Subject,
)
from portal.council.models.promises import Promise
from portal.council.models.records import CouncilGroup, LegislativeTerm, Person, Place, PublicRecord
from portal.council.models.sittings import AgendaItem, Meeting, Membership

__all__ = [
    "AgendaItem",
    "Answer",
    "AnswerRevision",
    "Attachment",
    "CoSignature",
    "CouncilGroup",
    "DeadlineExtension",
    "DeadlineRule",
    "FrozenFigures",
    "Inquiry",
    "LegislativeTerm",
    "Meeting",
    "Membership",
    "Person",
    "Place",
    "Promise",
    "PublicRecord",
    "Question",
    "Subject",
]
