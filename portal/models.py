"""Models of the roof: editorial pages, reported barriers, council inquiries, schedules."""

from portal.api.models import RateWindow
from portal.barriers.models import BarrierReport
from portal.council.models import (
    AgendaItem,
    Answer,
    AnswerRevision,
    Attachment,
    CoSignature,
    CouncilGroup,
    DeadlineExtension,
    DeadlineRule,
    FrozenFigures,
    Inquiry,
    LegislativeTerm,
    Meeting,
    Membership,
    Person,
    Place,
    Promise,
    Question,
    Subject,
)
from portal.operations.models import AuditPurge, Schedule, ScheduleRun
from portal.pages.accessibility import AccessibilityPage, KnownBarrier
from portal.pages.legal import ImprintPage, PrivacyPage, Processing
from portal.pages.models import HomePage, StandardPage, WantedService
from portal.subscriptions.models import Notice, Subscription

__all__ = [
    "AccessibilityPage",
    "AgendaItem",
    "Answer",
    "AnswerRevision",
    "Attachment",
    "AuditPurge",
    "BarrierReport",
    "CoSignature",
    "CouncilGroup",
    "DeadlineExtension",
    "DeadlineRule",
    "FrozenFigures",
    "HomePage",
    "ImprintPage",
    "Inquiry",
    "KnownBarrier",
    "LegislativeTerm",
    "Meeting",
    "Membership",
    "Notice",
    "Person",
    "Place",
    "PrivacyPage",
    "Processing",
    "Promise",
    "Question",
    "RateWindow",
    "Schedule",
    "ScheduleRun",
    "StandardPage",
    "Subject",
    "Subscription",
    "WantedService",
]
