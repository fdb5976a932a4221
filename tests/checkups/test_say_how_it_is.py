"""A check-up on somebody's own phone: who gets in, what is kept, and what never comes back."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from checkups import actions, form_links
from checkups.models import CallRequest, SelfCompletion, UrgentFlag
from rosc.access import SYSTEM, SomebodyGotThereFirst
from rosc.accounts.models import Membership
from rosc.audit.models import AuditEvent
from rosc.outbox import kinds
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from tests.browser.checks import TOPICS
from tests.checkups.makers import again, first_of
from tests.checkups.own import (
    form_of,
    in_form,
    link_of,
    local,
    mark_in,
    plan_with_form,
    send_all,
    send_page,
    told,
)
from tests.conftest import signed_in
from tests.people.makers import make_person
from tests.people.pages import visit

pytestmark = pytest.mark.django_db
PAGE = "/check-ups/how-it-is/"
WORD = {"word": "lantern"}


@pytest.fixture
def plan(treatment, keyworker, robin):
    return plan_with_form(treatment, keyworker, robin)


@pytest.fixture
def form(plan):
    return form_of(plan)


def rows():
    """All that looking or a first press could have changed."""
    return [
        list(SelfCompletion.objects.values("pk", "tries", "step", "visit_hash", "updated_at")),
        OutboundMessage.objects.count(),
    ]


# --- The first page -------------------------------------------------------------------------------
def test_it_says_nothing_of_anybody_and_a_scanner_changes_nothing(client, form, treatment):
    before = rows()
    for _ in range(4):
        page = client.get(link_of(form))
        client.head(link_of(form))
        client.post(link_of(form))
        client.post(link_of(form), {"submit": "Go on"})
    assert rows() == before
    said = page.content.decode()
    for words in ("Robin", treatment.name, "check-up", form_links.token_of(form)):
        assert words not in said
    assert not TOPICS.search(said.replace("app.css", ""))
    assert "no-store" in page.headers["Cache-Control"]
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert settings.VISIT_COOKIE_NAME not in client.cookies


def test_five_wrong_answers_end_the_link(client, form):
    for _ in range(4):
        assert client.post(link_of(form), {"word": "wrong-word"}).status_code == 200
    assert client.post(link_of(form), {"word": "wrong-word"}).status_code == 410
    assert client.post(link_of(form), WORD).status_code == 410
    assert AuditEvent.objects.filter(verb="checkup.wrong_answer").count() == 5


def test_after_five_wrong_answers_a_new_link_goes_on_from_where_it_was(client, form):
    send_page(in_form(form), page=0, how=4)
    for _ in range(5):
        client.post(link_of(form), {"word": "wrong-word"})
    new = form_links.make(form.checkup, timezone.now())
    assert new != form
    assert link_of(new) != link_of(form)
    assert (new.answers, new.step, new.tries) == ({"how": 4}, 1, 0)
    form.refresh_from_db()
    assert form.ended_at is not None
    assert form.raw is None  # kept once
    assert client.post(link_of(form), WORD).status_code == 410
    later = in_form(new)
    assert "Page 2 of 6" in later.get(PAGE).content.decode()
    assert form_links.make(form.checkup, timezone.now()) == new


def test_what_is_under_way_is_not_saved_into_a_form_that_was_ended(form):
    before = SelfCompletion.objects.for_list().get(pk=form.pk)  # read a moment before
    SelfCompletion.objects.filter(pk=form.pk).update(tries=5)
    new = form_links.make(form.checkup, timezone.now())
    with pytest.raises(SomebodyGotThereFirst):
        actions.save_answers(form=before, page=0, said={"how": 4}, by=SYSTEM)
    assert not SelfCompletion.objects.filter(raw__isnull=False).exists()
    assert form_links.find(form_links.token_of(form)).ended_at is not None
    assert new.ended_at is None


def test_each_sending_gives_a_week(form):
    later = timezone.now() + timedelta(days=5)
    assert form_links.make(form.checkup, later).expires_at == later + timedelta(days=7)
    form.refresh_from_db()
    assert form.expires_at == later + timedelta(days=7)


def test_nobody_gets_past_the_second_thing(form):
    assert Client().get(PAGE).status_code == 410
    client = Client()
    client.cookies[settings.VISIT_COOKIE_NAME] = "x" * 43
    assert client.get(PAGE).status_code == 410
    assert client.post(PAGE, {"page": "0", "how": "3"}).status_code == 410


def ended(form):
    SelfCompletion.objects.update(ended_at=timezone.now())


def too_old(form):
    SelfCompletion.objects.update(expires_at=timezone.now())


def unsafe(form):
    people.stop_contact(person=form.checkup.plan.person, why="unsafe", by=SYSTEM)


def stopped(form):
    actions.end(plan=form.checkup.plan, reason="asked", by=SYSTEM)


def inside(form):
    actions.recall(plan=form.checkup.plan, by=SYSTEM)


def held(form):
    actions.hold(checkup=form.checkup, by=form.checkup.plan.worker)


@pytest.mark.parametrize("shut", [ended, too_old, unsafe, stopped, inside, held])
def test_a_link_that_is_over_leads_nowhere_and_so_does_the_visit(form, shut):
    client = in_form(form)
    shut(form)
    pages = [client.get(link_of(form)), Client().post(link_of(form), WORD), client.get(PAGE)]
    assert [page.status_code for page in pages] == [410, 410, 410]
    assert client.post(PAGE, {"page": "0", "how": "3"}).status_code == 410
    assert SelfCompletion.objects.get().raw is None


def test_a_link_opens_its_own_form_alone(treatment, keyworker, form):
    sam = make_person(treatment, "Sam")
    other = form_of(plan_with_form(treatment, keyworker, sam))
    client = in_form(other)
    send_page(client, page=0, how=9)
    form.refresh_from_db()
    assert form.raw is None
    assert client.get(reverse("people:mine")).status_code == 410  # and no page beside it


def test_a_page_left_open_is_not_saved_into_somebody_elses_form(treatment, keyworker, form):
    client = in_form(form)
    left_open = mark_in(client)
    sam = make_person(treatment, "Sam")
    other = form_of(plan_with_form(treatment, keyworker, sam))
    client.post(link_of(other), WORD)  # the same browser
    assert send_page(client, mark=left_open, page=0, how=1).status_code == 410
    assert client.post(PAGE, {"page": "0", "how": "1"}).status_code == 410
    assert not SelfCompletion.objects.filter(raw__isnull=False).exists()
    assert not SelfCompletion.objects.exclude(step=0).exists()
    assert send_page(client, page=0, how=9).status_code == 302
    other.refresh_from_db()
    assert other.answers == {"how": 9}


# --- Answering ------------------------------------------------------------------------------------
def test_each_page_is_saved_and_never_shown_again(form):
    client = in_form(form)
    send_page(client, page=0, **{"how": 4, "how-words": "Zanzicanary"})
    form.refresh_from_db()
    assert form.answers == {"how": 4, "how-words": "Zanzicanary"}
    later = in_form(form)  # by the same link, on another day
    page = later.get(PAGE).content.decode()
    assert "Page 2 of 6" in page
    send_all(later, good="The garden")
    for seen in (later.get(PAGE), Client().get(link_of(form))):
        assert "Zanzicanary" not in seen.content.decode()
        assert "garden" not in seen.content.decode()
    form.refresh_from_db()
    assert form.answers["good"] == "The garden"
    assert "Zanzicanary" not in str(list(SelfCompletion.objects.values("pk", "token_hash")))


def test_a_page_that_is_sent_again_keeps_what_was_said_before(form):
    client = in_form(form)
    send_page(client, page=0, how=4)
    send_page(client, page=1, good="Tea")
    send_page(client, page=0, **{"how-words": "More"})  # by the browser's own "back"
    form.refresh_from_db()
    assert form.answers == {"how": 4, "how-words": "More", "good": "Tea"}
    assert form.step == 2


def test_no_page_is_skipped_and_no_other_question_is_answered(form):
    client = in_form(form)
    send_page(client, page=5, next="treatment")
    send_page(client, page=0, use="yes")
    form.refresh_from_db()
    assert "use" not in form.answers
    assert "next" not in form.answers


def test_nobody_is_asked_about_abuse_but_can_be_rung(form):
    client = in_form(form)
    for number in range(5):
        if number == 4:
            said = client.get(PAGE).content.decode()
            assert "Who sees your answers" in said
            assert "I might overdose" in said
            assert "hurts or frightens me" not in said
        send_page(client, page=number, risk="abuse")
    form.refresh_from_db()
    assert form.step == 4  # the page says what is wrong with it: nobody can choose it
    send_page(client, page=4)
    send_page(client, page=5, ring_me="on", when="Monday after 2")
    asked = CallRequest.objects.get()
    assert (asked.what, asked.words) == ("ring-me", "Monday after 2")
    assert "We ring you as you asked" in client.get(PAGE).content.decode()


def test_a_plan_that_leaves_out_use_asks_nothing_about_it(treatment, keyworker):
    person = make_person(treatment, "Sam")
    form = form_of(plan_with_form(treatment, keyworker, person, asks_about_use=False))
    client = in_form(form)
    for number in range(4):
        send_page(client, page=number)
    said = client.get(PAGE).content.decode()
    assert "alcohol or drugs that worry" not in said
    assert "putting you at risk" in said


# --- What follows ---------------------------------------------------------------------------------
def test_a_human_replies_by_the_next_working_day_and_it_is_not_held(form, keyworker):
    checkup = form.checkup
    with time_machine.travel(local(2026, 11, 28, 15), tick=False):  # a Saturday
        SelfCompletion.objects.update(expires_at=local(2026, 12, 5, 12))
        client = in_form(form)
        first = client.get(PAGE).content.decode()
        assert "Nobody reads this before 9am on Monday 30 November" in first
        send_all(client, how=3)
        last = client.get(PAGE).content.decode()
        assert "Nobody reads this before 9am on Monday 30 November" in last
        assert "116 123" in last
    form.refresh_from_db()
    assert form.reply_by.isoformat() == "2026-11-30"
    assert again(checkup).status == "planned"
    assert told("checkups.form_answered") == {keyworker.email}


def test_in_working_hours_it_promises_no_more_than_it_can(form):
    with time_machine.travel(local(2026, 11, 26, 11), tick=False):
        SelfCompletion.objects.update(expires_at=local(2026, 12, 3, 12))
        said = in_form(form).get(PAGE).content.decode()
    assert "It may be some hours before somebody reads this" in said
    assert "by the end of Friday 27 November" in said


def test_finished_it_is_over(form):
    client = in_form(form)
    send_all(client)
    assert client.get(PAGE).status_code == 200  # says what comes next
    assert client.get(link_of(form)).status_code == 410
    SelfCompletion.objects.update(visit_until=timezone.now())
    assert client.get(PAGE).status_code == 410


def test_an_urgent_answer_is_told_at_once_and_the_numbers_come_first(form, keyworker):
    client = in_form(form)
    for number in range(4):
        send_page(client, page=number)
    send_page(client, page=4, risk=["overdose", "no-naloxone"])
    flag = UrgentFlag.objects.get()  # before the last page is sent
    assert flag.why == ["overdose"]
    assert told("checkups.urgent") == {keyworker.email}
    page = client.get(PAGE).content.decode()
    assert page.index("If you are not safe, ring now") < page.index("What would help next?")
    assert "Nobody is on call" in page
    send_page(client, page=4, risk=["overdose"])  # sent again: one flag
    assert UrgentFlag.objects.count() == 1


def test_where_nobody_can_be_told_the_page_says_so(form, keyworker):
    client = in_form(form)
    Membership.objects.update(ended_at=timezone.now())
    for number in range(4):
        send_page(client, page=number)
    send_page(client, page=4, risk=["overdose"])
    assert told("checkups.urgent") == set()
    page = client.get(PAGE).content.decode()
    assert "We could not tell anybody" in page
    assert "We have told" not in page


def test_what_was_said_is_a_reason_to_offer_a_way_back(form, keyworker):
    send_all(in_form(form), use="yes", next="treatment")
    checkup = again(form.checkup)
    assert checkup.prompts == ["asked", "use"]
    assert checkup.prompted_on == timezone.localdate()
    actions.hold(checkup=checkup, by=keyworker, said={"how": 7})
    assert again(checkup).prompts == ["asked", "use"]  # until it was offered


def test_the_worker_reads_it_and_replies(form, keyworker, colleague, outsider, lero_leader):
    send_all(in_form(form), good="The garden", use="a-little")
    url = reverse("checkups:answer_form", args=[form.pk])
    page = signed_in(keyworker).get(url).content.decode()
    assert "The garden" in page
    assert "A little" in page
    form.refresh_from_db()
    assert form.read_at is not None
    for user, status in ((colleague, 403), (outsider, 404), (lero_leader, 404)):
        assert signed_in(user).get(url).status_code == status
        assert signed_in(user).post(url, {"result": "spoke"}).status_code == status
    signed_in(keyworker).post(url, {"result": "tried"})
    form.refresh_from_db()
    assert form.replied_at is None
    assert signed_in(keyworker).post(url, {"result": "spoke"}).status_code == 302
    form.refresh_from_db()
    assert form.replied_by == keyworker
    assert again(form.checkup).status == "planned"
    assert signed_in(keyworker).post(url, {"result": "spoke"}).status_code == 409
    assert AuditEvent.objects.filter(verb="checkup.answer_form").count() == 2


# --- Getting it -----------------------------------------------------------------------------------
def test_a_link_is_sent_by_the_safe_route(plan, keyworker, colleague, outsider):
    checkup = first_of(plan)
    url = reverse("checkups:send_form", args=[checkup.pk])
    for user, status in ((colleague, 403), (outsider, 404)):
        assert signed_in(user).post(url).status_code == status
    assert "Send the link" in signed_in(keyworker).get(url).content.decode()
    assert not OutboundMessage.objects.exists()
    signed_in(keyworker).post(url)
    message = OutboundMessage.objects.get()
    sent = kinds.get("checkups.form").prepare(message)
    form = SelfCompletion.objects.get()
    assert form_links.token_of(form) in sent.text
    assert not TOPICS.search(sent.text)
    # a second one leads to what was saved
    assert form_links.make(checkup, timezone.now() + timedelta(days=2)) == form
    actions.pause(plan=plan, until=timezone.localdate() + timedelta(days=9), by=keyworker)
    assert isinstance(kinds.get("checkups.form").prepare(message), kinds.Skip)


def test_it_is_sent_to_nobody_who_did_not_agree_to_it(plan, keyworker):
    actions.change_plan(plan=plan, by=keyworker, offers_form=False)
    url = reverse("checkups:send_form", args=[first_of(plan).pk])
    assert "cannot be sent just now" in signed_in(keyworker).get(url).content.decode()
    assert signed_in(keyworker).post(url).status_code == 409
    assert not OutboundMessage.objects.exists()


def test_it_is_begun_from_ones_own_page(plan, robin, treatment):
    checkup = first_of(plan)
    actions.move(checkup=checkup, on=timezone.localdate() + timedelta(days=1), by=SYSTEM)
    checkup = first_of(plan)
    client = visit(robin)
    url = reverse("checkups:start_how_it_is", args=[checkup.pk])
    assert url in client.get(reverse("people:mine")).content.decode()
    assert client.get(url).status_code == 200
    assert not SelfCompletion.objects.exists()
    assert client.post(url).url == PAGE
    assert "Page 1 of 6" in client.get(PAGE).content.decode()
    send_page(client, page=0, how=5)
    assert json.loads(SelfCompletion.objects.get().raw) == {"how": 5}
    other = make_person(treatment, "Sam")
    people.choose_second_factor(person=other, kind="word", word="lantern", by=SYSTEM)
    assert visit(other).post(url).status_code == 404
    assert visit(other).get(PAGE).status_code == 410


def test_leaving_quickly_ends_it_in_the_browser(form):
    client = in_form(form)
    client.post(reverse("directory:leave"))
    assert client.get(PAGE).status_code == 410
