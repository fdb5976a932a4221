"""Addresses of what comes from the person, and of what answers it."""

from django.urls import path

from checkups.views import answering, on_call, own, own_form, way_back

ONE = "<uuid:pk>"
# By those without an account.
OPEN = [
    path("how-it-is/", own_form.say_how_it_is, name="say_how_it_is"),
    path("how-it-is/<str:token>/", own_form.how_it_is, name="how_it_is"),
    path("mine/slipped/", own.slipped, name="slipped"),
    path(f"mine/slipped/{ONE}/", own.slipped_done, name="slipped_done"),
    path(f"mine/{ONE}/start/", own_form.start_how_it_is, name="start_how_it_is"),
    path(f"mine/{ONE}/move/", own.move_mine, name="move_mine"),
    path(f"mine/{ONE}/pause/", own.pause_mine, name="pause_mine"),
    path(f"mine/{ONE}/go-on/", own.resume_mine, name="resume_mine"),
    path(f"mine/{ONE}/stop/", own.stop_mine, name="stop_mine"),
    path(f"mine/{ONE}/strengths/", own.strengths_mine, name="strengths_mine"),
]
urlpatterns = [
    *OPEN,
    path("on-call/", on_call.on_call, name="on_call"),
    path(f"on-call/{ONE}/call-off/", on_call.call_off, name="call_off"),
    path(f"urgent/{ONE}/", answering.urgent_flag, name="urgent_flag"),
    path(f"urgent/{ONE}/pass-on/", answering.pass_on_urgent, name="pass_on_urgent"),
    path(f"calls/{ONE}/", answering.answer_request, name="answer_request"),
    path(f"forms/{ONE}/", answering.answer_form, name="answer_form"),
    path(f"{ONE}/send-form/", answering.send_form, name="send_form"),
    path("way-back/", way_back.way_back, name="way_back"),
    path(f"{ONE}/offer/", way_back.offer_way_back, name="offer_way_back"),
]
