"""Everything below /digitalisierung/."""

from django.urls import path

from ozg_catalog import views

app_name = "ozg_catalog"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("leistungen/", views.entries, name="services"),
    path("leistungen.csv", views.entries_csv, name="services-csv"),
    path("leistungen.json", views.entries_json, name="services-json"),
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
