"""Things have slipped, or might: what is promised, what follows, and what is never promised."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from checkups import actions
from checkups.models import CallRequest, UrgentFlag
from checkups.reaching import promise_for
from referrals.models import Referral
from rosc.access import SYSTEM
from rosc.audit.models import AuditEvent
from rosc.people import actions as people
from tests.checkups.own import ask, local, make_on_call, oneself, plan_with_form, told, with_a_word
from tests.conftest import member, signed_in
from tests.directory.makers import make_service
from tests.people.makers import make_basis, make_person, make_route
from tests.people.pages import visit
from tests.referrals.makers import make_accepted, make_peer

pytestmark = pytest.mark.django_db
TREATS = ("community-treatment",)
PAGE = "/check-ups/mine/slipped/"
SATURDAY = local(2026, 11, 28, 15)


@pytest.fixture
def plan(treatment, keyworker, robin):
    return plan_with_form(treatment, keyworker, robin)


def drafts() -> list[Referral]:
    rows = Referral.objects.unscoped_for("test").select_related("service", "held_by")
    return list(rows.filter(status="draft"))


# --- The call -------------------------------------------------------------------------------------
def test_without_anybody_on_call_no_call_today_is_promised(plan, robin):
    with time_machine.travel(SATURDAY, tick=False):
        client = visit(robin)
        page = client.get(PAGE).content.decode()
        assert "Nobody is on call" in page
        assert "we ring you on Monday 30 November, from 9am" in page
        assert "rings you today" not in page
        done = client.post(PAGE, {"what": "slipped"}, follow=True).content.decode()
    assert "We ring you on Monday 30 November, from 9am" in done
    asked = CallRequest.objects.get()
    assert (asked.caller, asked.promised_on.isoformat()) == (None, "2026-11-30")
    assert asked.answer_by.isoformat() == "2026-11-30"


def test_in_working_hours_nobody_has_promised_today_either(plan, robin):
    with time_machine.travel(local(2026, 11, 26, 11), tick=False):
        promise = promise_for(robin, plan, timezone.now())
    assert (promise.caller, promise.at) == (None, local(2026, 11, 27, 9))


def test_while_somebody_is_on_call_they_are_named(plan, robin, keyworker, treatment):
    with time_machine.travel(SATURDAY, tick=False):
        row = make_on_call(treatment, keyworker)
        row.number = "07700 900456"
        row.save()
        client = visit(robin)
        page = client.get(PAGE).content.decode()
        assert "Kay Worker rings you today, before 6:55pm" in page
        done = client.post(PAGE, {"what": "slipped"}, follow=True).content.decode()
        assert "Kay Worker rings you before 6:55pm" in done
        assert told("checkups.call_text") == {"07700 900456"}
    asked = CallRequest.objects.get()
    assert (asked.caller, asked.answer_by.isoformat()) == (keyworker, "2026-11-28")


def test_over_midnight_the_same_hour_is_said_before_and_after(plan, robin, keyworker, treatment):
    with time_machine.travel(SATURDAY, tick=False):
        make_on_call(treatment, keyworker, hours=10)
        client = visit(robin)
        before = client.get(PAGE).content.decode()
        after = client.post(PAGE, {"what": "slipped"}, follow=True).content.decode()
    assert "Kay Worker rings you tonight, before 12:55am" in before
    assert "Kay Worker rings you before 12:55am on" in after


def test_hours_to_come_are_said_by_day_and_time(plan, robin, keyworker, treatment):
    make_on_call(treatment, keyworker, start=local(2026, 11, 29, 18))
    with time_machine.travel(SATURDAY, tick=False):
        page = visit(robin).get(PAGE).content.decode()
    assert "we ring you on Sunday 29 November, from 6pm" in page


def test_hours_that_were_called_off_or_are_over_promise_nothing(plan, robin, keyworker, treatment):
    with time_machine.travel(SATURDAY, tick=False):
        row = make_on_call(treatment, keyworker)
        actions.call_off(row=row, by=keyworker)
        make_on_call(treatment, keyworker, start=local(2026, 11, 28, 8), hours=2)
        assert not promise_for(robin, plan, timezone.now()).is_now


def test_nobody_is_named_who_may_not_ring(plan, robin, treatment, lero, peer, colleague):
    kept = member("Kept Away", ("keyworker", treatment))
    people.keep_from(person=robin, user=kept, by=SYSTEM)
    unready = member("Una Ready", ("peer_worker", treatment))
    gone = member("Gone Away", ("keyworker", treatment))
    gone.memberships.update(ended_at=timezone.now())
    for user in (kept, unready, gone, peer, colleague):
        make_on_call(treatment, user)
    assert not promise_for(robin, plan, timezone.now()).is_now


def test_a_peer_worker_who_is_ready_rings_and_sees_that_one_request_alone(plan, robin, treatment):
    sam = member("Sam Peer", ("peer_worker", treatment))
    make_peer(sam, treatment)
    make_on_call(treatment, sam)
    asked = ask(robin, plan, words="A hard week")
    assert asked.caller == sam
    client = signed_in(sam)
    page = client.get(reverse("checkups:answer_request", args=[asked.pk])).content.decode()
    assert "A hard week" in page
    assert "07700 900123" in page
    assert client.get(robin.get_absolute_url()).status_code == 404
    other = CallRequest.objects.create(
        person=robin, what="slipped", asked_at=timezone.now(), answer_by=timezone.localdate()
    )
    assert client.get(reverse("checkups:answer_request", args=[other.pk])).status_code == 404
    assert "Open the record" not in page
    people.keep_from(person=robin, user=sam, by=SYSTEM)
    assert client.get(reverse("checkups:answer_request", args=[asked.pk])).status_code == 404


def test_who_was_named_sees_it_until_a_day_after_it_is_done(plan, robin, treatment, keyworker):
    sam = member("Sam Peer", ("peer_worker", treatment))
    make_peer(sam, treatment)
    make_on_call(treatment, sam)
    asked = ask(robin, plan)
    url = reverse("checkups:answer_request", args=[asked.pk])
    now = timezone.now()
    with time_machine.travel(now + timedelta(days=30), tick=False):
        assert signed_in(sam).get(url).status_code == 200  # it is open still
    actions.answer_request(request=asked, by=sam, result="spoke")
    for hours, status in ((23, 200), (25, 404)):
        with time_machine.travel(now + timedelta(hours=hours), tick=False):
            assert signed_in(sam).get(url).status_code == status
            assert signed_in(keyworker).get(url).status_code == 200


def test_only_to_say_asks_for_nothing(plan, robin, keyworker):
    done = visit(robin).post(PAGE, {"what": "only-to-say", "words": "It was hard"}, follow=True)
    assert "Nobody rings you because of it" in done.content.decode()
    assert CallRequest.objects.get().promised_on is None
    assert told("checkups.call_wanted") == {keyworker.email}


def test_without_a_plan_whoever_leads_is_told(robin, treatment, coordinator, keyworker):
    with_a_word(robin)
    visit(robin).post(PAGE, {"what": "more-calls"})
    assert told("checkups.call_wanted") == {coordinator.email}


def test_whoever_stopped_contact_is_asked_first(plan, robin):
    people.stop_contact(person=robin, why="asked", by=SYSTEM)
    client = visit(robin)
    page = client.get(PAGE).content.decode()
    assert "You have stopped all contact" in page
    assert "116 123" in page
    client.post(PAGE, {"what": "slipped"})
    assert not CallRequest.objects.exists()


def test_nobody_asks_for_somebody_else(plan, robin, treatment):
    sam = make_person(treatment, "Sam")
    with pytest.raises(PermissionDenied):
        actions.ask_for_help(person=robin, plan=plan, by=oneself(sam), what="slipped", unsafe=False)
    asked = ask(robin, plan)
    with_a_word(sam)
    assert visit(sam).get(reverse("checkups:slipped_done", args=[asked.pk])).status_code == 404


def test_not_safe_goes_to_a_human_at_once(plan, robin, keyworker):
    done = visit(robin).post(PAGE, {"what": "slipped", "unsafe": "on"}, follow=True)
    said = done.content.decode()
    assert said.index("If you are not safe, ring now") < said.index("Thank you for telling us")
    assert "Nobody is on call" in said
    assert UrgentFlag.objects.get().why == ["unsafe"]
    assert told("checkups.urgent") == {keyworker.email}


def test_whoever_says_only_that_they_are_not_safe_is_not_sent_back(plan, robin, keyworker):
    done = visit(robin).post(PAGE, {"unsafe": "on"}, follow=True).content.decode()
    assert "If you are not safe, ring now" in done
    assert told("checkups.urgent") == {keyworker.email}
    assert CallRequest.objects.get().what == "slipped"


def test_who_says_nothing_is_asked_what_would_help_and_keeps_their_words(plan, robin):
    page = visit(robin).post(PAGE, {"words": "A hard week"}).content.decode()
    assert "There is a problem" in page
    assert "A hard week" in page
    assert not CallRequest.objects.exists()


# --- A way back -----------------------------------------------------------------------------------
def test_help_me_back_drafts_an_introduction_and_sends_nothing(plan, robin, keyworker, treatment):
    service = make_service("Prescribing", organisation=treatment, kinds=TREATS)
    client = visit(robin)
    assert "Help me get back into treatment" in client.get(PAGE).content.decode()
    done = client.post(PAGE, {"what": "treatment"}, follow=True).content.decode()
    assert "Nothing is sent before we have talked about it and you say yes" in done
    [draft] = drafts()
    asked = CallRequest.objects.get()
    assert (draft.service, draft.type, draft.started_by) == (service, "re-engagement", keyworker)
    assert asked.led_to == draft
    assert draft.consent is None
    assert "hand over warmly" in draft.answers.notes
    page = signed_in(keyworker).get(reverse("checkups:answer_request", args=[asked.pk]))
    assert draft.get_absolute_url() in page.content.decode()


def test_back_to_where_they_were_before(robin, treatment, lero, keyworker, plan):
    make_service("A call to see how you are", organisation=treatment, kinds=("check-ups",))
    make_service("Alpha", organisation=treatment, kinds=TREATS)
    before = make_service("Zeta", organisation=treatment, kinds=TREATS)
    referral = make_accepted(treatment, treatment, person=robin, service=before)
    Referral.objects.unscoped_for("test").filter(pk=referral.pk).update(met_on=timezone.localdate())
    ask(robin, plan, what="treatment")
    assert [one.service for one in drafts()] == [before]


def test_only_a_place_in_treatment_is_written_to(robin, treatment, plan):
    make_service("A call to see how you are", organisation=treatment, kinds=("check-ups",))
    ask(robin, plan, what="treatment")
    assert drafts() == []
    make_service("Zeta at home", organisation=treatment, kinds=TREATS)
    make_service("Alpha ward", organisation=treatment, kinds=("detox",))
    ask(robin, plan, what="treatment", words="Again")
    assert [one.service.name for one in drafts()] == ["Zeta at home"]


def test_somebody_who_never_was_in_treatment_reads_no_back(lero, lero_leader):
    make_basis(lero)
    person = make_person(lero, "Sam")
    make_route(person)
    with_a_word(person)
    page = visit(person).get(PAGE).content.decode()
    assert "Help me get into treatment" in page
    done = visit(person).post(PAGE, {"what": "treatment"}, follow=True).content.decode()
    assert "We look for a place with you" in done
    assert drafts() == []
    assert told("checkups.call_wanted") == {lero_leader.email}


# --- Answering ------------------------------------------------------------------------------------
def test_it_stays_open_until_a_human_has_spoken(plan, robin, keyworker, colleague, outsider):
    asked = ask(robin, plan)
    url = reverse("checkups:answer_request", args=[asked.pk])
    for user, status in ((colleague, 403), (outsider, 404)):
        assert signed_in(user).get(url).status_code == status
        assert signed_in(user).post(url, {"result": "spoke"}).status_code == status
    client = signed_in(keyworker)
    desk = client.get(reverse("accounts:desk")).content.decode()
    assert "Would like to hear from you" in desk
    client.post(url, {"result": "tried"})
    assert CallRequest.objects.open().exists()
    client.post(url, {"result": "spoke"})
    asked.refresh_from_db()
    assert asked.done_by == keyworker
    assert client.post(url, {"result": "spoke"}).status_code == 409
    assert told("checkups.call_wanted") == set()
    verbs = AuditEvent.objects.filter(verb="call.answer")
    assert [one.details["result"] for one in verbs.order_by("id")] == ["tried", "spoke"]


def test_the_audit_holds_no_word_of_it(plan, robin):
    ask(robin, plan, words="Zanzicanary", unsafe=True)
    assert "Zanzicanary" not in str(list(AuditEvent.objects.values()))
    assert "unsafe" not in str(list(AuditEvent.objects.values("details")))


def test_who_leads_hears_once_when_it_is_late(plan, robin, coordinator):
    from checkups.own_timers import sweep

    asked = ask(robin, plan)
    now = timezone.now()
    assert sweep(now)["late"] == 0
    after = now + timedelta(days=(asked.answer_by - timezone.localdate()).days + 1)
    assert sweep(after)["late"] == 1
    assert sweep(after)["late"] == 0
    assert told("checkups.call_late") == {coordinator.email}


def test_a_death_settles_it(plan, robin):
    asked = ask(robin, plan, unsafe=True)
    people.record_death(person=robin, on=timezone.localdate(), by=SYSTEM)
    asked.refresh_from_db()
    assert asked.done_at is not None
    assert not UrgentFlag.objects.unopened().exists()
    assert told("checkups.urgent") == told("checkups.call_wanted") == set()
