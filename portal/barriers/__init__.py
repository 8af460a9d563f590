"""Barriers that readers report: stored with a due date, answered, counted."""
