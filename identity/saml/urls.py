"""SAML endpoints. There is no single logout: its address answers 404 like any other."""

from django.urls import path

from identity.saml import views

app_name = "saml"
urlpatterns = [
    path("<slug:account>/anmelden", views.login, name="login"),
    path("<slug:account>/acs", views.acs, name="acs"),
    path("<slug:account>/weiter", views.finish, name="finish"),
    path("<slug:account>/abgebrochen", views.cancelled, name="cancelled"),
    path("<slug:account>/metadata", views.metadata, name="metadata"),
]
