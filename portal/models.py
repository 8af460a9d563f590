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
    "PrivacyPage",
    "Processing",
    "Question",
    "RateWindow",
    "Schedule",
    "ScheduleRun",
    "StandardPage",
    "WantedService",
]
