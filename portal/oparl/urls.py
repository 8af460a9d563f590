from django.urls import path, register_converter
from django.urls.converters import IntConverter

from portal.oparl import records, views


class CanonicalNumber(IntConverter):
    """Without leading zeros: an object has one address."""

    regex = "0|[1-9][0-9]{0,8}"


register_converter(CanonicalNumber, "number")

app_name = "oparl"
urlpatterns = [
    path("system", views.system, name="system"),
    path("bodies", views.bodies, name="bodies"),
    path("body/<str:ars>", views.body, name="body"),
    path("body/<str:ars>/<str:name>", views.object_list, name="list"),
    path("organization/<number:pk>", views.organization, name="organization"),
    path("organization/<number:pk>/meeting", views.meetings_of, name="organization-meetings"),
    path("paper/<uuid:uid>/<str:kind>", views.paper, name="paper"),
    path("file/<uuid:uid>/<str:kind>", views.file, name="file"),
    path("file/<uuid:uid>/<str:kind>/ansicht", views.access, name="access"),
    path("file/<uuid:uid>/<str:kind>/datei", views.download, name="download"),
    *[
        path(f"{kind}/<uuid:uid>", views.record, {"kind": kind}, name=kind)
        for kind in records.KINDS
        if kind != "organization"
    ],
]
