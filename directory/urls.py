"""The public side of the directory."""

from django.urls import path

from directory import views

app_name = "directory"
urlpatterns = [
    path("services/", views.services, name="services"),
    path("services/<uuid:pk>/", views.service, name="service"),
    path("organisations/<uuid:pk>/", views.organisation, name="organisation"),
    path("meetings/", views.meetings, name="meetings"),
    path("urgent/", views.urgent, name="urgent"),
]
