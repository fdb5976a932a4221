"""The pages of a plan: agreeing, seeing, changing, and what each refuses."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from checkups import actions
from checkups.models import Plan
from rosc.access import SYSTEM
from rosc.audit.models import AuditEvent
from rosc.people.models import Consent
from tests.checkups.makers import again, make_plan, planned
from tests.checkups.pages import day, does, page, refuses, says
from tests.conftest import signed_in
from tests.people.makers import make_person
from tests.referrals.makers import again as referral_again
from tests.referrals.makers import make_accepted

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=21)


def typed(user, **more):
    return {
        "schedule": "first_six_months",
        "anchor_kind": "treatment",
        **day("anchor_on", TODAY),
        "who": f"user:{user.pk}",
        "how": "phone",
        "weekday": "",
        "at": "14:30",
        "reminders": "1",
        "method": "phone",
        **more,
    }


def the_plan() -> Plan:
    return Plan.objects.unscoped_for("test").get()


# --- Agreeing -------------------------------------------------------------------------------------
def test_agree(robin, keyworker):
    does("agree", robin, keyworker, **typed(keyworker))
    plan = the_plan()
    assert (plan.worker, plan.days[:3], f"{plan.at:%H:%M}") == (keyworker, [3, 7, 14], "14:30")
    assert Consent.objects.get(purpose="check-up").method == "phone"
    assert "Light touch for six months" in says("plan", plan, keyworker)
    person_page = signed_in(keyworker).get(robin.get_absolute_url()).content.decode()
    assert "The next is on" in person_page
    assert "Agree check-ups" not in person_page


def test_a_thin_schedule_after_treatment_is_joined(robin, keyworker):
    assert "without light-touch contacts beside it" in says("agree", robin, keyworker)
    does("agree", robin, keyworker, **typed(keyworker, schedule="own", other="quarterly2"))
    assert the_plan().days[:5] == [3, 7, 14, 28, 56]
    assert "Light-touch contacts in the first 90 days" in says("plan", the_plan(), keyworker)


def test_unless_they_choose_otherwise(robin, keyworker):
    data = typed(keyworker, schedule="own", other="quarterly2", is_alone="on")
    does("agree", robin, keyworker, **data)
    assert the_plan().days[0] == 91


def test_days_of_their_own(robin, keyworker):
    data = typed(keyworker, schedule="own", days="30, 3 10", step="30")
    does("agree", robin, keyworker, **data)
    assert (the_plan().days, the_plan().step) == ([3, 10, 30], 30)


@pytest.mark.parametrize("days", ["", "soon", "1,2,3,4", "9999"])
def test_days_that_cannot_be(robin, keyworker, days):
    data = typed(keyworker, schedule="own", days=days)
    response = signed_in(keyworker).post(page("agree", robin), data)
    assert response.context["form"].errors["days"]


def test_from_an_introduction_that_has_ended(treatment, lero, keyworker, lero_leader):
    """The group that took somebody in keeps in touch; the days count from when it ended."""
    from referrals import actions as introductions

    referral = make_accepted(lero, treatment)
    introductions.confirm_meeting(referral=referral, by=SYSTEM, on=TODAY)
    introductions.end(referral=referral, by=SYSTEM, reason="got-what-was-wanted", outcomes={})
    referral = referral_again(referral)
    person = referral.received_person
    url = f"{page('agree', person)}?introduction={referral.pk}"
    shown = signed_in(keyworker).get(reverse("referrals:referral", args=[referral.pk]))
    assert url in shown.content.decode()
    form = signed_in(keyworker).get(url).context["form"]
    assert form.initial["anchor_kind"] == "treatment"
    signed_in(keyworker).post(url, typed(keyworker))
    assert the_plan().referral == referral
    assert signed_in(lero_leader).get(url).status_code == 404


def test_agree_refuses(robin, keyworker, colleague, outsider, peer):
    refuses("agree", robin, colleague, 403)
    refuses("agree", robin, outsider, 404)
    refuses("agree", robin, peer, 403)
    assert not Plan.objects.unscoped_for("test").exists()


def test_agreed_meanwhile(plan, robin, keyworker):
    assert signed_in(keyworker).get(page("agree", robin)).status_code == 409
    assert signed_in(keyworker).post(page("agree", robin), typed(keyworker)).status_code == 409


def test_a_peer_worker_is_offered_once_they_are_given(lero, lero_leader, peer, given):
    other = make_person(lero, "Not given")
    assert f"user:{peer.pk}" in says("agree", given, lero_leader)
    assert f"user:{peer.pk}" not in says("agree", other, lero_leader)


# --- Seeing and changing --------------------------------------------------------------------------
VERBS = {
    "change_plan": ("agree", {"how": "online", "weekday": "3", "at": "16:00", "reminders": "2"}),
    "change_pace": ("hold", {"pace": "14"}),
    "pause": ("move", {**day("until", SOON), "reason": "away"}),
    "end": ("move", {"reason": "complete"}),
    "reanchor": ("agree", {"anchor_kind": "treatment", **day("anchor_on", TODAY)}),
    "recall": ("agree", {"release_on_0": "", "release_on_1": "", "release_on_2": ""}),
}
AFTER = {
    "change_plan": lambda plan: (plan.how, plan.weekday, plan.reminders) == ("online", 3, 2),
    "change_pace": lambda plan: plan.pace == 14,
    "pause": lambda plan: (plan.status, plan.pause_reason) == ("paused", "away"),
    "end": lambda plan: plan.status == "ended" and not planned(plan),
    "reanchor": lambda plan: plan.anchor_kind == "treatment",
    "recall": lambda plan: plan.is_inside and plan.status == "paused",
}


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb(plan, keyworker, colleague, outsider, verb):
    refuses(verb, plan, colleague, 403)
    refuses(verb, plan, outsider, 404)
    does(verb, plan, keyworker, **VERBS[verb][1])
    assert AFTER[verb](again(plan))
    opened = AuditEvent.objects.filter(verb="person.open", details__what="plan")
    assert opened.filter(subject_id=plan.person_id).exists()


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_tells_a_stale_page(plan, keyworker, verb):
    actions.end(plan=plan, reason="complete", by=SYSTEM)
    client = signed_in(keyworker)
    for response in (client.get(page(verb, plan)), client.post(page(verb, plan), VERBS[verb][1])):
        assert response.status_code == 409
        assert page("plan", plan) in response.content.decode()


def test_resume(plan, keyworker, outsider):
    assert signed_in(keyworker).get(page("resume", plan)).status_code == 409
    actions.pause(plan=plan, until=SOON, by=SYSTEM)
    assert "Paused until" in says("plan", plan, keyworker)
    refuses("resume", plan, outsider, 404)
    does("resume", plan, keyworker)
    assert again(plan).is_active


def test_in_prison_without_a_day_of_release(plan, keyworker):
    assert "They are in prison" in says("plan", plan, keyworker)
    does("recall", plan, keyworker)
    body = says("plan", plan, keyworker)
    assert "Not known yet" in body
    assert "They are still in prison, or have a day of release" in body
    assert "Still in prison, or a day of release?" in says("recall", plan, keyworker)


def test_the_plan_says_when_and_how_often_they_are_reminded(plan, keyworker):
    plan.reminders, plan.weekday = 0, 1
    plan.save(update_fields=["reminders", "weekday", "updated_at"])
    body = " ".join(says("plan", plan, keyworker).split())
    assert "Tuesday at 10am" in body
    assert 'Reminders before each</dt> <dd class="govuk-summary-list__value"> None' in body


def test_hand_over(plan, keyworker, coordinator, colleague, outsider):
    refuses("hand_over", plan, colleague, 403)
    refuses("hand_over", plan, outsider, 404)
    assert f"user:{keyworker.pk}" not in says("hand_over", plan, keyworker)
    does("hand_over", plan, keyworker, who=f"user:{coordinator.pk}", method="together")
    assert again(plan).worker == coordinator


def test_a_peer_worker_opens_only_theirs(lero, lero_leader, peer, given):
    mine, theirs = make_plan(lero, peer, person=given), make_plan(lero, lero_leader)
    assert "What comes next" in says("plan", mine, peer)
    assert "Hand over" not in says("plan", mine, peer)
    refuses("plan", theirs, peer, 404)
    refuses("hand_over", mine, peer, 403)
    does("pause", mine, peer, **VERBS["pause"][1])


def test_the_panel_says_where_it_stands(plan, robin, keyworker):
    actions.pause(plan=plan, until=SOON, by=SYSTEM)
    body = signed_in(keyworker).get(robin.get_absolute_url()).content.decode()
    assert f"Paused until {SOON.day} {SOON:%B %Y}" in body
    actions.end(plan=again(plan), reason="complete", by=SYSTEM)
    body = signed_in(keyworker).get(robin.get_absolute_url()).content.decode()
    assert "Agree check-ups" in body
    assert "The earlier plan" in body
