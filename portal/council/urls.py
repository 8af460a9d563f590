from django.urls import path

from portal.council import views
from portal.council.feeds import InquiryFeed

app_name = "council"
urlpatterns = [
    path("rat/anfragen/", views.index, name="index"),
    path("rat/anfragen/feed.atom", InquiryFeed(), name="feed"),
    path("rat/anfragen/<slug:slug>/", views.inquiry, name="inquiry"),
    path("rat/anfragen/<slug:slug>/anfrage.pdf", views.pdf, name="pdf"),
    path("rat/anfragen/<slug:slug>/anlagen/<uuid:uid>.pdf", views.attachment, name="attachment"),
]
