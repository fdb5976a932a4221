"""Over, and nobody is helped: other places are ready, and it stays a task until one says so."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from referrals import actions, timers
from referrals.duties import waiting
from referrals.models import Referral
from rosc.access import SYSTEM, SomebodyGotThereFirst
from rosc.people import actions as people
from tests.conftest import signed_in
from tests.directory.makers import make_service
from tests.factories import OrganisationFactory
from tests.referrals.makers import again, make_accepted, make_sent
from tests.referrals.pages import audited, is_stale, page, refuses

pytestmark = pytest.mark.django_db
TITLE = "Introductions: need a next step"


def task(user) -> int:
    user = type(user).objects.get(pk=user.pk)
    return next((item.count for item in waiting(user) if item.title == TITLE), 0)


def declined(treatment, lero, keyworker, **facts) -> Referral:
    referral = make_sent(treatment, lero, by=keyworker)
    said = {"reason": "no-room", "follows": "elsewhere", **facts}
    actions.decline(referral=referral, by=SYSTEM, **said)
    return again(referral)


@pytest.fixture
def other():
    return make_service("Moorland Walks", organisation=OrganisationFactory(name="Moor Group"))


def test_it_goes_on_to_another_place_with_all_that_was_said(
    treatment, lero, keyworker, lero_leader, other
):
    referral = declined(treatment, lero, keyworker)
    assert (task(keyworker), task(lero_leader)) == (1, 0)
    client = signed_in(keyworker)
    assert page("try_elsewhere", referral) in client.get(page("referral", referral)).text
    url = page("try_elsewhere", referral) + "?q=moor"
    assert "Moor Group" in client.get(url).text
    response = client.post(url, {"service": other.pk})
    draft = Referral.objects.visible_to(keyworker).get(follows_from=referral)
    assert response.url == page("send", draft)
    assert (draft.status, draft.service, draft.needs) == ("draft", other, referral.needs)
    assert [g.text for g in draft.goals.all()] == [g.text for g in referral.goals.all()]
    assert draft.consent is None  # asked anew
    assert task(keyworker) == 0
    is_stale("try_elsewhere", referral, keyworker, service=other.pk)


def test_places_that_offer_the_same_are_ready(treatment, lero, keyworker):
    referral = declined(treatment, lero, keyworker)
    kinds = referral.service.kinds.values_list("pk", flat=True)
    same = OrganisationFactory(name="Same Group")
    make_service("Another ear", organisation=same, kinds=kinds, is_national=True)
    assert (
        "Another ear, Same Group" in signed_in(keyworker).get(page("try_elsewhere", referral)).text
    )


def test_nothing_more_is_needed(treatment, lero, keyworker):
    referral = declined(treatment, lero, keyworker)
    assert signed_in(keyworker).post(page("let_rest", referral), {"sent": "yes"}).status_code == 302
    assert task(keyworker) == 0
    assert audited("let_rest", referral) == 1
    is_stale("let_rest", referral, keyworker)


def test_what_ran_out_is_a_task_and_what_ended_well_is_not(
    treatment, lero, keyworker, lero_leader, time_machine
):
    time_machine.move_to("2026-11-30T10:00:00Z")
    silent = make_sent(treatment, lero, by=keyworker)
    helped = make_accepted(treatment, lero, by=keyworker)
    actions.end(referral=helped, by=lero_leader, reason="moved-on", outcomes={})
    time_machine.move_to("2027-01-04T10:00:00Z")
    timers.sweep(date(2027, 1, 4))
    found = Referral.objects.visible_to(keyworker).to_follow_up([treatment.pk])
    assert list(found) == [again(silent)]
    shown = signed_in(keyworker).get("/referrals/?show=next").context["page"].object_list
    assert [one.pk for one in shown] == [silent.pk]


@pytest.mark.parametrize("why", ["nothing", "died", "withdrawn"])
def test_what_needs_nothing_is_no_task(why, treatment, lero, keyworker):
    referral = declined(
        treatment, lero, keyworker, **({"follows": "nothing"} if why == "nothing" else {})
    )
    if why == "died":
        people.record_death(person=referral.person, on=date(2026, 11, 1), by=keyworker)
    if why == "withdrawn":
        people.withdraw(consent=referral.consent, by=keyworker)
    assert task(keyworker) == 0


@pytest.mark.parametrize("verb", ["try_elsewhere", "let_rest"])
def test_who_may_not(verb, treatment, lero, keyworker, colleague, lero_leader, outsider):
    referral = declined(treatment, lero, keyworker)
    refuses(verb, referral, colleague, lero_leader)
    refuses(verb, referral, outsider, status=404)


def test_the_actions_refuse_too(treatment, lero, keyworker, lero_leader, other):
    referral = declined(treatment, lero, keyworker)
    for act in (
        lambda by: actions.let_rest(referral=referral, by=by),
        lambda by: actions.try_elsewhere(referral=referral, service=other, by=by),
    ):
        with pytest.raises(PermissionDenied):
            act(lero_leader)
    actions.let_rest(referral=referral, by=keyworker)
    with pytest.raises(SomebodyGotThereFirst):
        actions.let_rest(referral=referral, by=keyworker)
    with pytest.raises(SomebodyGotThereFirst):
        actions.try_elsewhere(referral=referral, service=other, by=keyworker)
