"""The portal on one's own machine: embedded database, simulated state account, no secrets."""

from portal.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "development-only-secret-that-production-refuses"  # noqa: S105 - production refuses this very text
PORTAL_PRODUCTION = False
# Security keys work on http://localhost too; browsers know no other host without https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
