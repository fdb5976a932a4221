"""The directory: its public side, and the words and kinds of help behind it."""

from django.urls import include, path

from directory import views

app_name = "directory"
urlpatterns = [
    path("services/", views.services, name="services"),
    path("services/<uuid:pk>/", views.service, name="service"),
    path("organisations/<uuid:pk>/", views.organisation, name="organisation"),
    path("meetings/", views.meetings, name="meetings"),
    path("urgent/", views.urgent, name="urgent"),
    path("reference/", include("directory.reference.urls")),
]
