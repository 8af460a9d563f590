from django.urls import path

from services import draft_views, views
from services.addresses.views import office_for_me

app_name = "services"
urlpatterns = [
    path("leistungen/", views.directory, name="directory"),
    path("leistungen/<slug:slug>/", views.service, name="service"),
    path("leistungen/<slug:slug>/leichte-sprache/", views.service_easy, name="service-easy"),
    path("leistungen/<slug:slug>/rueckmeldung/", views.give_feedback, name="feedback"),
    path("leistungen/<slug:slug>/merkblatt/", views.sheet, name="sheet"),
    path("leistungen/<slug:slug>/zustaendig/", office_for_me, name="office-for-me"),
    path("entwurf/<str:signed>/", draft_views.draft, name="draft"),
    path("aemter/", views.offices, name="offices"),
    path("aemter/<slug:slug>/", views.office, name="office"),
]
