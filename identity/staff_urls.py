"""The administration has no sign-in of its own: these stand before Wagtail's addresses."""

from django.urls import path
from django.views.generic import RedirectView

from identity import views

urlpatterns = [
    path("login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("logout/", views.sign_out),
    path(
        "password_reset/",
        RedirectView.as_view(pattern_name="account_reset_password", query_string=True),
    ),
]
