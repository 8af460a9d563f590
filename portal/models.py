"""Wagtail pages of the portal. Services, inquiries and reports are records, not pages."""

from portal.api.models import RateWindow
from portal.operations.models import Schedule, ScheduleRun
from portal.pages.models import HomePage, LegalPage, StandardPage

__all__ = ["HomePage", "LegalPage", "RateWindow", "Schedule", "ScheduleRun", "StandardPage"]
