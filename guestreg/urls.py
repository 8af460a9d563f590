"""Addresses below /gast/ (and /en/gast/)."""

from django.urls import path

from guestreg.views import application, business, channels, handover, presence, public

app_name = "guestreg"

urlpatterns = [
    path("", public.start, name="start"),
    path("skripte/", public.scripts, name="scripts"),
    path("antrag/", application.begin, name="apply"),
    path("antrag/pruefen/", application.review, name="apply-review"),
    path("antrag/<slug:slug>/", application.step, name="apply-step"),
    path("verwalten/", business.manage, name="manage"),
    path("lizenz/<int:pk>/", business.licence, name="licence"),
    path("lizenz/<int:pk>/beenden/", business.end_licence, name="licence-end"),
    path("lizenz/<int:pk>/ort/", business.create_venue, name="venue-create"),
    path("ort/<uuid:public_id>/", business.venue, name="venue"),
    path("ort/<uuid:public_id>/aendern/", business.change_venue, name="venue-change"),
    path("ort/<uuid:public_id>/pause/", business.pause_venue, name="venue-pause"),
    path("ort/<uuid:public_id>/schluessel/", business.venue_key, name="venue-key"),
    path("ort/<uuid:public_id>/ueben/", business.rehearse, name="venue-rehearse"),
    path("beispielschluessel.json", business.demo_key, name="demo-key"),
    path("ort/<uuid:public_id>/gerade-hier/", presence.page, name="staff"),
    path("ort/<uuid:public_id>/war-nicht-da/", presence.absent, name="venue-absent"),
    path("ort/<uuid:public_id>/tagescode/", presence.door_code, name="venue-door-code"),
    path("bereich/<int:pk>/abmelden/", presence.check_out, name="area-check-out"),
    path("ort/<uuid:public_id>/bereich/", business.add_area, name="area-add"),
    path("bereich/<int:pk>/code/", business.open_code, name="code-open"),
    path("code/<slug:code>/schliessen/", business.close_code, name="code-close"),
    path("code/<slug:code>/aushang.pdf", business.poster, name="poster"),
    path("code/<slug:code>/aushang.png", business.code_png, name="code-png"),
    path("ort/<uuid:public_id>/aushaenge.zip", business.all_posters, name="posters"),
    path("ort/<uuid:public_id>/codes.csv", business.code_list, name="code-list"),
    path("lizenz/<int:pk>/eingang.pdf", business.licence_receipt, name="licence-receipt"),
    path("lizenz/<int:pk>/daten.json", business.export, name="licence-export"),
    path("code/<slug:code>/code.svg", business.code_svg, name="code-svg"),
    path("kanal/<slug:key>/", channels.receive, name="channel"),
    path("anforderung/<uuid:public_id>/", handover.request_page, name="request"),
    path("anforderung/<uuid:public_id>/versiegelt/", handover.sealed, name="request-sealed"),
    path("anforderung/<uuid:public_id>/freigeben/", handover.release, name="request-release"),
    path("anforderung/<uuid:public_id>/widersprechen/", handover.refuse, name="request-refuse"),
]
