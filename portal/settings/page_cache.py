"""Which pages are answered from memory for visitors without a cookie."""

from portal.settings import env

PORTAL_PAGE_CACHE = env.flag("PORTAL_PAGE_CACHE", True)
# Views whose answer depends on nothing but the address and the published content.
PORTAL_PUBLIC_VIEWS = {"wagtail_serve", "api-documentation"}
PORTAL_PUBLIC_NAMESPACES = {"services", "ozg_catalog", "council"}
