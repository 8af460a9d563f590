"""The views of allauth that people may reach, by the names that allauth gives them.

Listed one by one: whatever is not here (signing up, changing addresses, connecting foreign
accounts) does not exist.
"""

from allauth.account import views as account
from django.urls import include, path, re_path

from identity import views

urlpatterns = [
    path("anmelden/verwaltung/", views.staff_sign_in, name="account_login"),
    path("abmelden/", views.sign_out, name="account_logout"),
    path("gesperrt/", account.account_inactive, name="account_inactive"),
    path("bestaetigen/", account.reauthenticate, name="account_reauthenticate"),
    path("kennwort/aendern/", account.password_change, name="account_change_password"),
    path("kennwort/vergessen/", account.password_reset, name="account_reset_password"),
    path(
        "kennwort/vergessen/gesendet/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^kennwort/neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "kennwort/gespeichert/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("zweiter-faktor/", include("allauth.mfa.urls")),
]
