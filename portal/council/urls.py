from django.urls import path

from portal.council import views

app_name = "council"
urlpatterns = [
    path("rat/anfragen/", views.index, name="index"),
    path("rat/anfragen/<slug:slug>/", views.inquiry, name="inquiry"),
]
