"""Sign-in, sign-out and the account page."""

from django.urls import path

from identity import business_views, views

app_name = "identity"
urlpatterns = [
    path("", views.account, name="account"),
    path("anmelden/", views.sign_in, name="sign-in"),
    path("anmelden/sicherer/", views.step_up, name="step-up"),
    path("anmelden/bestaetigen/", views.confirm, name="confirm"),
    path("zweiter-faktor/noetig/", views.second_factor_needed, name="second-factor"),
    path("unternehmen/", business_views.company, name="company"),
    path("unternehmen/einladen/", business_views.invite, name="invite"),
    path("unternehmen/verlassen/", business_views.leave, name="leave"),
    path("unternehmen/personen/<int:pk>/", business_views.change, name="change-person"),
    path("einladung/<str:token>/", business_views.invitation, name="invitation"),
    path("abgemeldet/", views.signed_out, name="signed-out"),
]
