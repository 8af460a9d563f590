from django.urls import path

from portal.barriers import views

app_name = "barriers"
urlpatterns = [
    path("barriere-melden/", views.report, name="report"),
    path("barriere-melden/<uuid:reference>/", views.status, name="status"),
]
