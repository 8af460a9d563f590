"""Everything below /digitalisierung/."""

from django.urls import path

from ozg_catalog import views

app_name = "ozg_catalog"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("leistungen/", views.entries, name="services"),
    path("leistungen.csv", views.list_csv, {"name": "leistungen"}, name="services-csv"),
    path("leistungen.json", views.list_json, {"name": "leistungen"}, name="services-json"),
    path("listen/<slug:name>.csv", views.list_csv, name="list-csv"),
    path("listen/<slug:name>.json", views.list_json, name="list-json"),
    path("ozg-leistungen/", views.bundles, name="bundles"),
    path("konzept/", views.programme, name="programme"),
    path("kostenvergleich/", views.licence_costs, name="licence-costs"),
    path("leistungen/<str:ozg_id>/", views.service, name="service"),
    path("vorhaben/<slug:slug>/", views.project, name="project"),
    path("dienstleister/<slug:slug>/", views.provider, name="provider"),
    path("staende/", views.snapshot_list, name="snapshots"),
    path("staende/<int:pk>/", views.snapshot, name="snapshot"),
    path("staende/<int:pk>.json", views.snapshot_json, name="snapshot-json"),
    path("berichte/", views.report_list, name="reports"),
    path("berichte/<int:number>/", views.report, name="report"),
    path("berichte/<int:number>/<slug:name>/", views.report_file, name="report-file"),
    path("methode/", views.method, name="method"),
]
