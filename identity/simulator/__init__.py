"""Simulated state accounts for development and tests: an own process with own keys.

They refuse what the real ones refuse and shape, sign and encrypt their answers as those do.
Production never talks to them (``identity.saml.identity_providers.is_real``).
"""
