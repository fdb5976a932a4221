"""Pages about people, for those who work with them and for the people themselves."""

from django.urls import URLPattern, URLResolver, include, path

from rosc.people.views import (
    agreements,
    caseload,
    circle,
    colleagues,
    concerns,
    disclosures,
    giving_out,
    glass,
    keeping,
    own_page,
    records,
    safe_contact,
)

app_name = "people"

# By the person themselves: a link, then what stands behind the second thing.
OWN = [
    path("", own_page.mine, name="mine"),
    path("agreed/<uuid:pk>/", own_page.mine_withdraw, name="mine_withdraw"),
    path("around/<uuid:pk>/", circle.mine_take_off, name="mine_take_off"),
    path("reach/", own_page.reach_me_by, name="reach_me_by"),
    path("stop/", own_page.stop_everywhere, name="stop_everywhere"),
    path("again/", own_page.contact_me_again, name="contact_me_again"),
    path("close/", own_page.end_visit, name="end_visit"),
]
ROUTE = [
    path("change/", safe_contact.change_route, name="change_route"),
    path("confirm/", safe_contact.confirm_route, name="confirm_route"),
    path("end/", safe_contact.end_route, name="end_route"),
    path("preview/", safe_contact.preview_messages, name="preview_messages"),
]
PERSON: list[URLPattern | URLResolver] = [
    path("", records.person, name="person"),
    path("change/", records.change, name="change"),
    path("stop/", records.stop_contact, name="stop_contact"),
    path("contact-again/", records.contact_again, name="contact_again"),
    path("death/", records.record_death, name="record_death"),
    path("second-factor/", records.choose_second_factor, name="choose_second_factor"),
    path("send-link/", records.send_link, name="send_link"),
    path("routes/add/", safe_contact.add_route, name="add_route"),
    path("routes/<uuid:route_pk>/", include(ROUTE)),
    path("agree/", agreements.agree, name="agree"),
    path("agreed/<uuid:consent_pk>/withdraw/", agreements.withdraw, name="withdraw"),
    path("keep-from/", agreements.keep_from, name="keep_from"),
    path("let-in/<uuid:user_pk>/", agreements.let_in, name="let_in"),
    path("close/", colleagues.close, name="close"),
    path("open-up/", colleagues.open_up, name="open_up"),
    path("give/", agreements.give, name="give"),
    path("take-back/<uuid:grant_pk>/", agreements.take_back, name="take_back"),
    path("circle/add/", circle.add_to_circle, name="add_to_circle"),
    path("circle/<uuid:entry_pk>/take-off/", circle.take_off, name="take_off"),
    path("behind-glass/", glass.behind_glass, name="behind_glass"),
    path("raise-concern/", concerns.raise_concern, name="raise_concern"),
    path("disclose/", disclosures.disclose, name="disclose"),
    path("export/", giving_out.export, name="export"),
    path("erase/", keeping.erase, name="erase"),
    path("restrict/", keeping.restrict, name="restrict"),
    path("use-again/", keeping.use_again, name="use_again"),
    path("hold/", keeping.hold, name="hold"),
    path("release/", keeping.release, name="release"),
]
urlpatterns = [
    path("", records.people, name="people"),
    path("create/", records.create, name="create"),
    path("basis/<uuid:pk>/", agreements.basis, name="basis"),
    path("mine/", include(OWN)),
    path("mine/<str:token>/", own_page.own_page, name="own_page"),
    path("break-glass/", glass.break_glass, name="break_glass"),
    path("glass/", glass.glass_broken, name="glass_broken"),
    path("glass/<uuid:pk>/", glass.glass, name="glass"),
    path("glass/<uuid:pk>/look-over/", glass.look_over, name="look_over"),
    path("concerns/", concerns.concerns, name="concerns"),
    path("concerns/<uuid:pk>/", concerns.concern, name="concern"),
    path("concerns/<uuid:pk>/pass-on/", concerns.pass_on_concern, name="pass_on_concern"),
    path("concerns/<uuid:pk>/close/", concerns.close_concern, name="close_concern"),
    path("disclosures/", disclosures.disclosures, name="disclosures"),
    path(
        "disclosures/<uuid:pk>/approve/", disclosures.approve_disclosure, name="approve_disclosure"
    ),
    path("import-caseload/", caseload.import_caseload, name="import_caseload"),
    path("import-caseload/<uuid:pk>/", caseload.check_caseload, name="check_caseload"),
    path("colleagues/", colleagues.without_a_keeper, name="without_a_keeper"),
    path("colleagues/<uuid:pk>/", colleagues.choose_keeper, name="choose_keeper"),
    path("reviews/", keeping.reviews, name="reviews"),
    path("reviews/<uuid:pk>/propose/", keeping.propose_erasure, name="propose_erasure"),
    path("reviews/<uuid:pk>/approve/", keeping.approve_erasure, name="approve_erasure"),
    path("reviews/<uuid:pk>/keep/", keeping.keep, name="keep"),
    path("<uuid:pk>/", include(PERSON)),
]
