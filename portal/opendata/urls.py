from django.urls import path

from portal.opendata import views

app_name = "opendata"
urlpatterns = [
    *[
        path(f"catalog.{ending}", views.catalogue, {"ending": ending}, name=f"catalogue-{ending}")
        for ending in views.SERIALISATIONS
    ],
    path("datasets.zip", views.bulk, name="bulk"),
    path("datasets/<slug:name>", views.dataset, name="dataset"),
    *[
        path(f"datasets/<slug:name>{ending}", views.file, {"ending": ending}, name=f"file{ending}")
        for ending in views.FORMATS
    ],
]
