"""Starter content. Names, keys and ids are facts of the 2019 catalogue; who is competent, the
levels, projects and dates are invented and marked as example data wherever they appear."""

from ozg_catalog.example.describing import describe
from ozg_catalog.example.loading import load

__all__ = ["describe", "load"]
