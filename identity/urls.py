"""Sign-in, sign-out and the account page."""

from django.urls import path

from identity import views

app_name = "identity"
urlpatterns = [
    path("", views.account, name="account"),
    path("anmelden/", views.sign_in, name="sign-in"),
    path("anmelden/sicherer/", views.step_up, name="step-up"),
    path("zweiter-faktor/noetig/", views.second_factor_needed, name="second-factor"),
    path("abgemeldet/", views.signed_out, name="signed-out"),
]
