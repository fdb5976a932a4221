"""The directory: its public side, and the words and kinds of help behind it."""

from django.urls import include, path

from directory.views import (
    about,
    approval,
    changing,
    composition,
    doors,
    entries,
    fellowships,
    find,
    for_machines,
    reports,
    upkeep,
    versions,
)

app_name = "directory"
composition_urls = [
    path("", composition.composition, name="composition"),
    path("add/", composition.add_composition, name="add_composition"),
]
composition_day_urls = [
    path("change/", composition.change_composition, name="change_composition"),
    path("remove/", composition.remove_composition, name="remove_composition"),
]
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
    path("groups/", fellowships.fellowships, name="fellowships"),
    path("groups/<slug:slug>/", fellowships.fellowship, name="fellowship"),
    path("urgent/", find.urgent, name="urgent"),
    path("under-18/", doors.under_18, name="under_18"),
    path("start/<slug:slug>/", doors.door, name="door"),
    path("tell-us/", reports.tell_us, name="tell_us"),
    path("tell-us/thanks/", reports.thanks, name="thanks"),
    path("contact/", reports.contact, name="contact"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<uuid:pk>/", reports.report, name="report"),
    path("reports/<uuid:pk>/check/", reports.check_report, name="check_report"),
    path("reports/<uuid:pk>/answer/", reports.answer_report, name="answer_report"),
    path("composition/<uuid:pk>/", include(composition_urls)),
    path("composition/days/<uuid:pk>/", include(composition_day_urls)),
    path("glossary/", about.glossary, name="glossary"),
    path("what-helps/", about.what_helps, name="what_helps"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path("cookies/", about.cookies, name="cookies"),
    path("about-the-data/", about.about_the_data, name="about_the_data"),
    path("robots.txt", for_machines.robots, name="robots"),
    path("sitemap.xml", for_machines.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", for_machines.sitemap_section, name="sitemap_section"),
    path(".well-known/security.txt", for_machines.security_txt, name="security_txt"),
    path("reference/", include("directory.reference.urls")),
]
