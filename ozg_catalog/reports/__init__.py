"""The council report: one content, made only from a snapshot, in five formats.

Every renderer takes the report and returns bytes that depend on nothing else: no clock,
no database, no language of the reader. So the same snapshot gives the same bytes.
"""

from ozg_catalog.reports.content import Report
from ozg_catalog.reports.formats import FORMATS, render

__all__ = ["FORMATS", "Report", "render"]
