"""Addresses. Public pages are German without a prefix and English below /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal.api import documentation
from portal.api.v1 import api
from portal.operations import views as operations
from portal.search import open_hit, search_page, suggestions

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("portal.opendata.urls")),
    path("api/v1/", api.urls),
    path("oparl/v1.1/", include("portal.oparl.urls")),
    path("verwaltung/", include("identity.staff_urls")),
    path("healthz", operations.healthz, name="healthz"),
    path("readyz", operations.readyz, name="readyz"),
    path("metrics", operations.metrics_text, name="metrics"),
    path("verwaltung/", include(wagtailadmin_urls)),
    path("dokumente/", include(wagtaildocs_urls)),
    path("saml/", include("identity.saml.urls")),
    path("c/", include("guestreg.checkin_urls")),
]

urlpatterns += i18n_patterns(
    path("api/v1/docs", documentation.page, name="api-documentation"),
    path("konto/", include("identity.urls")),
    path("konto/", include("identity.allauth_urls")),
    path("digitalisierung/", include("ozg_catalog.urls")),
    path("gast/", include("guestreg.urls")),
    path("", include("portal.barriers.urls")),
    path("", include("portal.council.urls")),
    path("", include("portal.subscriptions.urls")),
    path("", include("services.urls")),
    path("suche/", search_page, name="search"),
    path("suche/vorschlaege", suggestions, name="suggestions"),
    path("suche/treffer/<slug:kind>/<path:key>/", open_hit, name="search-hit"),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.permission_denied"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"

if settings.DEBUG:
    from django.conf.urls.static import static

    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)
