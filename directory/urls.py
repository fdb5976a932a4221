"""The directory: its public side, and the words and kinds of help behind it."""

from django.urls import include, path

from directory.views import doors, fellowships, find

app_name = "directory"
urlpatterns = [
    path("services/", find.services, name="services"),
    path("services/<uuid:pk>/", find.service, name="service"),
    path("organisations/<uuid:pk>/", find.organisation, name="organisation"),
    path("meetings/", find.meetings, name="meetings"),
    path("groups/", fellowships.fellowships, name="fellowships"),
    path("groups/<slug:slug>/", fellowships.fellowship, name="fellowship"),
    path("urgent/", find.urgent, name="urgent"),
    path("under-18/", doors.under_18, name="under_18"),
    path("start/<slug:slug>/", doors.door, name="door"),
    path("reference/", include("directory.reference.urls")),
]
