from django.urls import path

from portal.subscriptions import views

app_name = "subscriptions"
urlpatterns = [
    path("rat/abo/", views.subscribe, name="subscribe"),
    path("rat/abo/gesendet/", views.sent, name="sent"),
    path("rat/abo/<str:code>/", views.confirm, name="confirm"),
    path("rat/abo/<str:code>/beenden/", views.end, name="end"),
]
