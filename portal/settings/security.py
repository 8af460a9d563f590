"""Headers and cookies. Nothing is loaded from a third party, nothing runs inline."""

from csp.constants import NONE, SELF

from portal.settings import env

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # The design system draws its icons from data: masks.
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Wagtail shows previews of our own pages in a frame of the same origin.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.errors.form_expired"

# Lets a collector on another machine read /metrics; without it only this machine may.
PORTAL_METRICS_TOKEN = env.secret("PORTAL_METRICS_TOKEN", "", least=32)

# Days after which entries of the audit log go; the database keeps three years in any case. The city
# agrees the period with its archive (docs/privacy.md).
PORTAL_AUDIT_DAYS = env.integer("PORTAL_AUDIT_DAYS", 1826, least=1095)

# Days after which files go that an exchange left in var/: handed in, rejected, fetched.
PORTAL_IMPORT_DAYS = env.integer("PORTAL_IMPORT_DAYS", 30, least=2)

# How many proxies of ours stand before the portal: that many entries of X-Forwarded-For, counted
# from the end, can be believed.
PORTAL_PROXIES = env.integer("PORTAL_PROXIES", 0)
# Requests a minute that one network may send to /api/.
PORTAL_API_RATE = env.integer("PORTAL_API_RATE", 300, least=1)

# Where a ClamAV daemon looks at documents before they come in: host:port, or a unix socket's path.
CLAMAV_ADDRESS = env.text("CLAMAV_ADDRESS", "")
