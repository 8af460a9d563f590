"""Mails about council inquiries, for people who asked for them twice."""
