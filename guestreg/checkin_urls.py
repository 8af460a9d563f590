"""What a printed code opens: short, without language prefix, the same for ever."""

from django.urls import path

from guestreg.views import checkin

urlpatterns = [
    path("", checkin.find, name="checkin-find"),
    path("amt.js", checkin.pin, name="checkin-pin"),
    path("quittung", checkin.receipt, name="checkin-receipt"),
    path("karte", checkin.card, name="checkin-card"),
    path("<slug:code>", checkin.place, name="checkin"),
]
