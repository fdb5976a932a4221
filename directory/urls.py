"""The directory: its public side, and the words and kinds of help behind it."""

from django.urls import include, path

from directory.views import approval, changing, entries, find, upkeep, versions

app_name = "directory"
# What those who look after an entry do with it, below its own address.
ENTRY = [
    path("entry/", entries.entry, name="entry"),
    path("change/<slug:question>/", changing.answer, name="answer"),
    path("place/<slug:key>/", changing.place, name="place"),
    path("session/<slug:key>/", changing.session, name="session"),
    path("submit/", changing.submit, name="submit"),
    path("take-back/", changing.take_back, name="take_back"),
    path("drop/", changing.drop, name="drop"),
    path("approve/", approval.approve, name="approve"),
    path("send-back/", approval.send_back, name="send_back"),
    path("pause/", entries.pause, name="pause"),
    path("resume/", entries.resume, name="resume"),
    path("close/", entries.close, name="close"),
    path("reopen/", entries.reopen, name="reopen"),
    path("capacity/", upkeep.say_capacity, name="say_capacity"),
    path("confirm/", upkeep.confirm, name="confirm"),
    path("versions/", versions.versions, name="versions"),
    path("versions/<int:number>/", versions.version, name="version"),
    path("versions/<int:number>/restore/", versions.restore, name="restore"),
    path(
        "agreements/<uuid:agreement>/withdraw/",
        versions.withdraw_agreement,
        name="withdraw_agreement",
    ),
]
urlpatterns = [
    path("services/", find.services, name="services"),
    path("services/<uuid:pk>/", find.service, name="service"),
    path("services/ours/", entries.ours, name="ours"),
    path("services/add/", entries.add_entry, name="add_entry"),
    path("services/waiting/", approval.waiting, name="waiting"),
    path("services/<uuid:pk>/", include(ENTRY)),
    path("organisations/<uuid:pk>/trust/", approval.trust, name="trust"),
    path("organisations/<uuid:pk>/rhythm/", upkeep.rhythm, name="rhythm"),
    path("still-right/<str:token>/", upkeep.still_right, name="still_right"),
    path("organisations/<uuid:pk>/", find.organisation, name="organisation"),
    path("meetings/", find.meetings, name="meetings"),
    path("urgent/", find.urgent, name="urgent"),
    path("reference/", include("directory.reference.urls")),
]
