"""Addresses of the staff sections, below /verwaltung/."""

from django.urls import path, re_path

from guestreg.views import audit, channels, health_office, licence_office, office_keys

app_name = "guestreg_staff"
VERBS = "|".join(licence_office.DECISIONS)

urlpatterns = [
    path("gaestelizenzen/", licence_office.queue, name="licences"),
    path("gaestelizenzen/<int:pk>/", licence_office.detail, name="licence"),
    re_path(
        rf"^gaestelizenzen/(?P<pk>\d+)/(?P<verb>{VERBS})/$", licence_office.decide, name="decide"
    ),
    path("gaestedaten/pruefspur/", audit.trail, name="trail"),
    path("gaestedaten/loeschprotokoll/", licence_office.deletions, name="deletions"),
    path("gaestedaten/schluessel/", office_keys.overview, name="office-keys"),
    path("gaestedaten/schluessel/stapel/", office_keys.batch, name="office-batch"),
    re_path(
        r"^gaestedaten/schluessel/wurzel/(?P<pk>\d+)/(?P<verb>confirm|discard)/$",
        office_keys.decide_root,
        name="office-root-decide",
    ),
    re_path(
        r"^gaestedaten/schluessel/(?P<pk>\d+)/entfernen/(?P<verb>propose|confirm|discard)/$",
        office_keys.decide_removal,
        name="office-removal",
    ),
    path("gaestedaten/schluessel/beispiel.json", office_keys.demo_key, name="demo-key"),
    path(
        "gaestedaten/schluessel/beispiel-wurzel.json",
        office_keys.demo_key,
        {"name": "root"},
        name="demo-root",
    ),
    re_path(
        rf"^gaestedaten/schluessel/(?P<kind>{'|'.join(office_keys.ADOPT)})/$",
        office_keys.ceremony,
        name="office-ceremony",
    ),
    path("gaestedaten/", health_office.requests, name="requests"),
    path("gaestedaten/neu/", health_office.choose_venue, name="choose-venue"),
    path("gaestedaten/neu/<uuid:venue_id>/", health_office.make, name="make-request"),
    path("gaestedaten/<uuid:public_id>/", health_office.detail, name="request"),
    re_path(
        r"^gaestedaten/(?P<public_id>[0-9a-f-]{36})/(?P<verb>approve|withdraw)/$",
        health_office.act,
        name="act",
    ),
    path("gaestedaten/<uuid:public_id>/uebergeben/", channels.delivered, name="delivered"),
    path("gaestedaten/<uuid:public_id>/paket/", health_office.take, name="take"),
]
