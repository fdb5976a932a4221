"""Addresses of check-ups."""

from django.urls import path

from checkups import own_urls
from checkups.views import day, holding, plans, reminding, schedules, strengths

app_name = "checkups"
ONE = "<uuid:pk>"
PLAN = f"plans/{ONE}/"
urlpatterns = [
    *own_urls.urlpatterns,
    path("", day.people_i_support, name="people_i_support"),
    # Schedules
    path("schedules/", schedules.schedules, name="schedules"),
    path(f"schedules/at/{ONE}/copy/", schedules.copy_schedule, name="copy_schedule"),
    path(f"schedules/{ONE}/change/", schedules.change_copy, name="change_copy"),
    path(f"schedules/{ONE}/end/", schedules.end_copy, name="end_copy"),
    # Plans
    path(f"people/{ONE}/agree/", plans.agree, name="agree"),
    path(PLAN, plans.plan, name="plan"),
    path(f"{PLAN}change/", plans.change_plan, name="change_plan"),
    path(f"{PLAN}pace/", plans.change_pace, name="change_pace"),
    path(f"{PLAN}pause/", plans.pause, name="pause"),
    path(f"{PLAN}resume/", plans.resume, name="resume"),
    path(f"{PLAN}end/", plans.end, name="end"),
    path(f"{PLAN}hand-over/", plans.hand_over, name="hand_over"),
    path(f"{PLAN}reanchor/", plans.reanchor, name="reanchor"),
    path(f"{PLAN}recall/", plans.recall, name="recall"),
    path(f"{PLAN}strengths/", strengths.rate_strengths, name="rate_strengths"),
    path(f"{PLAN}trend/", strengths.trend, name="trend"),
    path(f"{PLAN}outside-score/", strengths.add_outside_score, name="add_outside_score"),
    # Check-ups
    path(f"{ONE}/", holding.checkup, name="checkup"),
    path(f"{ONE}/hold/", holding.hold, name="hold"),
    path(f"{ONE}/record-attempt/", holding.record_attempt, name="record_attempt"),
    path(f"{ONE}/could-not-reach/", holding.could_not_reach, name="could_not_reach"),
    path(f"{ONE}/move/", holding.move, name="move"),
    path(f"{ONE}/remind-again/", reminding.remind_again, name="remind_again"),
    path(f"{ONE}/actions/<uuid:action>/settle/", holding.settle_action, name="settle_action"),
]
