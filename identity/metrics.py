"""Counters for /metrics. Labels are fixed words, never a value out of a message."""

from prometheus_client import Counter

SIGN_INS = Counter(
    "portal_sign_ins", "Sign-ins with a state account, by outcome", ["account", "outcome"]
)
