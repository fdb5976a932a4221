"""The directory: its public side, and the words and kinds of help behind it."""

from django.urls import include, path

from directory.views import export, find, paper, shortlist, traceless

app_name = "directory"
urlpatterns = [
    path("services/", find.services, name="services"),
    path("services/<uuid:pk>/", find.service, name="service"),
    path("organisations/<uuid:pk>/", find.organisation, name="organisation"),
    path("meetings/", find.meetings, name="meetings"),
    path("urgent/", find.urgent, name="urgent"),
    path("services/<uuid:pk>/sheet/", paper.service_sheet, name="service_sheet"),
    path("services/<uuid:pk>/calendar/", export.service_calendar, name="service_calendar"),
    path("services/calendar/", export.services_calendar, name="services_calendar"),
    path("services/table/", export.services_table, name="services_table"),
    path("meetings/week/", paper.meetings_week, name="meetings_week"),
    path("meetings/calendar/", export.meetings_calendar, name="meetings_calendar"),
    path("meetings/table/", export.meetings_table, name="meetings_table"),
    path("meetings/<uuid:pk>/calendar/", export.session_calendar, name="session_calendar"),
    path("files/", export.files, name="files"),
    path("shortlist/", shortlist.shortlist, name="shortlist"),
    path("shortlist/add/", shortlist.shortlist_add, name="shortlist_add"),
    path("shortlist/remove/", shortlist.shortlist_remove, name="shortlist_remove"),
    path("shortlist/clear/", shortlist.shortlist_clear, name="shortlist_clear"),
    path("shortlist/compare/", shortlist.shortlist_compare, name="shortlist_compare"),
    path("shortlist/paper/", shortlist.shortlist_paper, name="shortlist_paper"),
    path("shortlist/calendar/", shortlist.shortlist_calendar, name="shortlist_calendar"),
    path("shortlist/email/", shortlist.shortlist_email, name="shortlist_email"),
    path("shortlist/share/", shortlist.shortlist_share, name="shortlist_share"),
    path("shortlist/<str:token>/", shortlist.shared_shortlist, name="shared_shortlist"),
    path("leave/", traceless.leave, name="leave"),
    path("this-phone/", traceless.this_phone, name="this_phone"),
    path("reference/", include("directory.reference.urls")),
]
