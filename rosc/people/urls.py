"""Pages about people, for those who work with them and for the people themselves."""

from django.urls import URLPattern, URLResolver, include, path

from rosc.people.views import agreements, own_page, records, safe_contact

app_name = "people"

# By the person themselves: a link, then what stands behind the second thing.
OWN = [
    path("", own_page.mine, name="mine"),
    path("agreed/<uuid:pk>/", own_page.mine_withdraw, name="mine_withdraw"),
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
    path("give/", agreements.give, name="give"),
    path("take-back/<uuid:grant_pk>/", agreements.take_back, name="take_back"),
]
urlpatterns = [
    path("", records.people, name="people"),
    path("create/", records.create, name="create"),
    path("basis/<uuid:pk>/", agreements.basis, name="basis"),
    path("mine/", include(OWN)),
    path("mine/<str:token>/", own_page.own_page, name="own_page"),
    path("<uuid:pk>/", include(PERSON)),
]
