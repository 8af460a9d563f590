from django.urls import path

from portal.oparl import views

app_name = "oparl"
urlpatterns = [
    path("system", views.system, name="system"),
    path("bodies", views.bodies, name="bodies"),
    path("body/<str:ars>", views.body, name="body"),
    path("body/<str:ars>/<str:name>", views.object_list, name="list"),
    path("organization/<int:pk>", views.organization, name="organization"),
    path("paper/<uuid:uid>/<str:kind>", views.paper, name="paper"),
    path("file/<uuid:uid>/<str:kind>", views.file, name="file"),
    path("file/<uuid:uid>/<str:kind>/ansicht", views.access, name="access"),
    path("file/<uuid:uid>/<str:kind>/datei", views.download, name="download"),
]
