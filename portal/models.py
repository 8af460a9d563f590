"""Models of the roof: editorial pages, reported barriers, council inquiries, schedules."""

from portal.api.models import RateWindow
from portal.barriers.models import BarrierReport
from portal.council.models import (
    Answer,
    CoSignature,
    CouncilGroup,
    DeadlineExtension,
    DeadlineRule,
    FrozenFigures,
    Inquiry,
    Question,
)
from portal.operations.models import Schedule, ScheduleRun
from portal.pages.accessibility import AccessibilityPage, KnownBarrier
from portal.pages.legal import ImprintPage, PrivacyPage, Processing
from portal.pages.models import HomePage, StandardPage, WantedService
from portal.subscriptions.models import Notice, Subscription

__all__ = [
    "AccessibilityPage",
    "Answer",
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
    "Notice",
    "PrivacyPage",
    "Processing",
    "Question",
    "RateWindow",
    "Schedule",
    "ScheduleRun",
    "StandardPage",
    "Subscription",
    "WantedService",
]
