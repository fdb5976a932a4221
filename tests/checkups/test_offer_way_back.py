"""Offering a way back: the reasons are shown, a human offers it, the person decides."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from checkups import actions
from checkups.models import CallRequest, CheckUp
from checkups.returning import measures_of, ways_of
from checkups.views import way_back
from referrals.models import Referral
from rosc.audit.models import AuditEvent
from tests.checkups.makers import again, first_of, make_plan, make_tries
from tests.checkups.own import ask
from tests.conftest import signed_in
from tests.directory.makers import make_service
from tests.people.makers import make_person

pytestmark = pytest.mark.django_db
TREATS = ("community-treatment",)
PAGE = "/check-ups/way-back/"


@pytest.fixture
def service(treatment):
    return make_service("Prescribing", organisation=treatment, kinds=TREATS)


def held(plan, keyworker, **said) -> CheckUp:
    checkup = first_of(plan)
    pace = said.pop("pace", None)
    actions.hold(checkup=checkup, by=keyworker, said=said, pace=pace)
    return again(checkup)


def url_of(checkup) -> str:
    return reverse("checkups:offer_way_back", args=[checkup.pk])


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"next": ["treatment"]}, "They asked for it"),
        ({"use": "a-little"}, "Use that worries them"),
        ({"risk": ["nowhere"]}, "Something puts them at risk"),
    ],
)
def test_each_reason_is_shown(plan, keyworker, said, reason):
    held(plan, keyworker, **said)
    page = signed_in(keyworker).get(PAGE).content.decode()
    assert reason in page
    assert "Robin" in page


def test_the_pages_of_the_plan_and_the_check_up_lead_to_offering_it(plan, keyworker):
    checkup = held(plan, keyworker, next=["treatment"])
    client = signed_in(keyworker)
    for one in (plan, checkup):
        assert url_of(checkup) in client.get(one.get_absolute_url()).content.decode()
    client.post(url_of(checkup), {"offer": "no"})
    assert url_of(checkup) not in client.get(plan.get_absolute_url()).content.decode()


def test_two_step_ups_in_a_row_and_two_not_reached(plan, keyworker):
    actions.change_pace(plan=plan, pace=30, by=keyworker)
    held(plan, keyworker, pace=14)
    assert "More calls were wanted" not in signed_in(keyworker).get(PAGE).content.decode()
    held(plan, keyworker, pace=7)
    assert "More calls were wanted twice" in signed_in(keyworker).get(PAGE).content.decode()
    for number in range(2):
        checkup = first_of(plan)
        make_tries(checkup, by=keyworker)
        actions.could_not_reach(checkup=checkup, by=keyworker)
        page = signed_in(keyworker).get(PAGE).content.decode()
        assert ("could not be reached twice" in page) == bool(number)


def test_nothing_follows_by_itself(plan, keyworker, service):
    held(plan, keyworker, use="yes", risk=["overdose"])
    assert not Referral.objects.unscoped_for("test").exists()


def test_a_yes_begins_an_introduction(plan, robin, keyworker, service):
    checkup = held(plan, keyworker, use="yes")
    client = signed_in(keyworker)
    page = client.get(url_of(checkup)).content.decode()
    assert "Use that worries them" in page
    assert "a no takes nothing away" in page
    said = {"offer": "yes", "service": str(service.pk)}
    assert client.post(url_of(checkup), said).status_code == 302
    checkup = again(checkup)
    draft = Referral.objects.unscoped_for("test").get()
    assert (checkup.offer, checkup.led_to) == ("yes", draft)
    assert (draft.type, draft.timing, draft.started_by) == ("re-engagement", "soon", keyworker)
    assert AuditEvent.objects.get(verb="checkup.offer_way_back").details["offer"] == "yes"
    assert client.post(url_of(checkup), said).status_code == 409
    assert Referral.objects.unscoped_for("test").count() == 1


def test_a_yes_says_where_to(plan, keyworker, service, treatment):
    """With more than one place, none is chosen for them."""
    make_service("Day programme", organisation=treatment, kinds=TREATS)
    checkup = held(plan, keyworker, use="yes")
    client = signed_in(keyworker)
    assert "checked" not in client.get(url_of(checkup)).content.decode()
    page = client.post(url_of(checkup), {"offer": "yes"}).content.decode()
    assert "Choose where they would like to go" in page
    assert again(checkup).offered_on is None


@pytest.mark.parametrize("offer", ["no", "not-now"])
def test_a_no_begins_nothing_and_takes_nothing_away(plan, keyworker, service, offer):
    checkup = held(plan, keyworker, use="yes")
    signed_in(keyworker).post(url_of(checkup), {"offer": offer, "service": str(service.pk)})
    assert again(checkup).offer == offer
    assert not Referral.objects.unscoped_for("test").exists()
    assert again(plan).status == "active"
    assert (
        "Use that worries them"
        not in (signed_in(keyworker).get(PAGE).content.decode().partition("How it goes")[0])
    )


def test_without_a_place_a_yes_is_not_lost(plan, keyworker):
    checkup = held(plan, keyworker, use="yes")
    page = signed_in(keyworker).post(url_of(checkup), {"offer": "yes"})
    assert page.status_code == 200
    assert again(checkup).offered_on is None


def test_who_may(plan, keyworker, colleague, outsider, lero_leader, peer):
    checkup = held(plan, keyworker, use="yes")
    for user, status in ((colleague, 403), (outsider, 404), (lero_leader, 404), (peer, 404)):
        assert signed_in(user).get(url_of(checkup)).status_code == status
        assert signed_in(user).post(url_of(checkup), {"offer": "no"}).status_code == status
    for user in (outsider, lero_leader, peer):
        assert "Robin" not in signed_in(user).get(PAGE).content.decode()
    assert again(checkup).offered_on is None


def test_it_is_measured_in_days(plan, robin, keyworker, service):
    checkup = held(plan, keyworker, use="yes")
    actions.offer_way_back(checkup=checkup, by=keyworker, offer="yes", service=service)
    asked = ask(robin, plan, what="treatment")
    today = timezone.localdate()
    rows = CheckUp.objects.unscoped_for("test").filter(pk=checkup.pk)
    rows.update(prompted_on=today - timedelta(days=9), offered_on=today - timedelta(days=6))
    Referral.objects.unscoped_for("test").filter(pk=again(checkup).led_to_id).update(
        met_on=today - timedelta(days=2)
    )
    now = timezone.now()
    CallRequest.objects.filter(pk=asked.pk).update(asked_at=now - timedelta(days=1), done_at=now)
    by_reason = {one.reasons[0]: one for one in ways_of(keyworker, today - timedelta(days=9))}
    first = by_reason["Use that worries them"]
    assert (first.days_to_offer, first.days_to_arrival, first.days_in_all) == (3, 4, 7)
    second = by_reason["Help me get into treatment"]
    assert (second.days_to_offer, second.days_to_arrival) == (1, None)
    measures = measures_of([first, second])
    assert (measures["days_to_offer"].middle, measures["days_to_offer"].count) == (2, 2)
    assert (measures["days_in_all"].middle, measures["days_in_all"].count) == (7, 1)
    assert "7 days" in signed_in(keyworker).get(PAGE).content.decode()


def test_what_is_long_over_is_left_out(plan, keyworker):
    checkup = held(plan, keyworker, use="yes")
    today = timezone.localdate()
    rows = CheckUp.objects.unscoped_for("test").filter(pk=checkup.pk)
    rows.update(prompted_on=today - timedelta(days=9))
    assert ways_of(keyworker, today - timedelta(days=9))
    assert ways_of(keyworker, today - timedelta(days=8)) == []


def test_many_are_shown_in_pages(plan, treatment, keyworker, monkeypatch):
    monkeypatch.setattr(way_back, "OFFERS", 1)
    monkeypatch.setattr(way_back, "PER_PAGE", 2)
    held(plan, keyworker, use="yes")
    for number in range(2):
        other = make_plan(treatment, keyworker, person=make_person(treatment, f"Sam {number}"))
        held(other, keyworker, use="yes")
    client = signed_in(keyworker)
    first, second = (client.get(PAGE, {"page": n}).content.decode() for n in (1, 2))
    assert "And 2 more" in first
    assert first.count('scope="row"') == 2
    assert second.count('scope="row"') == 1


def test_as_many_queries_for_many(
    plan, treatment, keyworker, django_assert_num_queries, django_assert_max_num_queries
):
    held(plan, keyworker, use="yes")
    client = signed_in(keyworker)
    with django_assert_max_num_queries(30) as seen:
        client.get(PAGE)
    for number in range(8):
        other = make_plan(treatment, keyworker, person=make_person(treatment, f"Sam {number}"))
        held(other, keyworker, use="yes")
    with django_assert_num_queries(len(seen)):
        html = client.get(PAGE).content.decode()
    assert all(f"Sam {number}" in html for number in range(8))
