"""What a person sees and does on their own page, at every organisation that knows them."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rosc.access import SYSTEM
from rosc.audit.models import AuditEvent
from rosc.people import actions, records
from rosc.people.models import PersonVisit
from rosc.people.records import PersonRecord
from tests.conftest import signed_in
from tests.people.makers import again, make_person, make_route
from tests.people.pages import visit
from tests.referrals.makers import make_accepted

pytestmark = pytest.mark.django_db
PAGES = ("mine", "reach_me_by", "stop_everywhere", "contact_me_again", "end_visit")
REACH = {"kind": "text", "value": "07700 900456", "wording": "neutral", "is_only": "yes"}


@pytest.fixture
def person(treatment):
    found = make_person(treatment, "Robin", notes="What she said", address="4 Mill Lane")
    actions.choose_second_factor(person=found, kind="word", word="lantern", by=SYSTEM)
    make_route(found)
    return found


@pytest.fixture
def me(person):
    return visit(person)


@pytest.fixture
def theirs(person, lero):
    """The record that another organisation has of the same person."""
    return make_accepted(person.organisation, lero, person=person).received_person


def page(client, name="mine", *args, **data):
    url = reverse(f"people:{name}", args=args)
    return client.post(url, data) if data else client.get(url)


def words(client, name="mine", *args) -> str:
    answer = page(client, name, *args)
    assert answer.status_code == 200
    return answer.content.decode()


def test_nothing_saved_is_shown_through_the_link(me, person, theirs):
    make_route(theirs, value="07700 900789")
    for name in PAGES[:-1]:
        said = words(me, name)
        for secret in ("900123", "900789", "What she said", "Mill Lane", "lantern"):
            assert secret not in said, name


def test_what_they_agreed_to_reads_as_they_would_say_it(me, theirs):
    said = " ".join(words(me).split())
    assert "They may be told: how to reach me safely, what I like to be called, " in said
    assert "what I would like help with. You said so on" in said


def test_it_is_kept_by_no_browser_and_no_search_engine(me):
    for name in PAGES[:-1]:
        answer = page(me, name)
        assert "no-store" in answer.headers["Cache-Control"]
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert settings.SESSION_COOKIE_NAME not in me.cookies


def test_without_a_visit_there_is_nothing(person, theirs):
    consent = person.consents.first()
    for name in (*PAGES, "mine_withdraw"):
        more = [consent.pk] if name == "mine_withdraw" else []
        assert page(Client(), name, *more).status_code == 410, name
        assert page(Client(), name, *more, submit="yes").status_code == 410, name
    assert AuditEvent.objects.filter(verb="person.link_refused").count() == 12
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


def test_a_made_up_or_foreign_cookie_opens_nothing(me):
    other = Client()
    for value in ("made-up", "x" * 43, me.cookies[settings.VISIT_COOKIE_NAME].value[:-1]):
        other.cookies[settings.VISIT_COOKIE_NAME] = value
        assert page(other).status_code == 410


def test_a_visit_lasts_half_an_hour(me, time_machine):
    time_machine.move_to(timezone.now() + timedelta(minutes=31))
    assert page(me).status_code == 410


def test_a_new_word_ends_every_visit(me, person):
    actions.choose_second_factor(person=person, kind="word", word="another", by=SYSTEM)
    assert page(me).status_code == 410


def test_leaving_quickly_ends_it_on_the_server_too(me):
    key = me.cookies[settings.VISIT_COOKIE_NAME].value
    me.get(reverse("directory:leave"))
    assert not PersonVisit.objects.exists()
    back = Client()
    back.cookies[settings.VISIT_COOKIE_NAME] = key
    assert page(back).status_code == 410


def test_the_page_is_closed_by_a_press_and_by_nothing_else(me):
    assert page(me, "end_visit").status_code == 302
    assert page(me).status_code == 200
    assert page(me, "end_visit", submit="yes").status_code == 200
    assert page(me).status_code == 410


def test_a_worker_who_is_signed_in_does_not_get_in_by_that(keyworker, person):
    assert page(signed_in(keyworker)).status_code == 410


# --- Where things stand, and who looked -----------------------------------------------------------
def test_every_part_of_the_portal_says_where_things_stand(me, person, theirs, monkeypatch):
    monkeypatch.setattr(records, "_records", dict(records._records))
    drawn = PersonRecord(
        "example",
        (),
        own_panel="components/notice.html",
        own_panel_context=lambda people: {"ids": [one.pk for one in people]},
    )
    records.register(drawn)
    ids = [person.pk, theirs.pk]
    panels = records.own_panels([again(person), again(theirs)])
    assert {"template": drawn.own_panel, "context": {"ids": ids}} in panels


def test_every_place_that_knows_them_is_named(me, theirs):
    said = words(me)
    assert "Bridge Street Service" in said
    assert "Tideway Together" in said


def test_who_looked_is_a_day_a_place_and_a_role(me, person, theirs, keyworker, lero_leader):
    for user, record in ((keyworker, person), (keyworker, person), (lero_leader, theirs)):
        signed_in(user).get(record.get_absolute_url())
    said = words(me)
    today = f"{timezone.localdate():%-d %B %Y}"
    assert said.count(f"{today}: Keyworker, Bridge Street Service") == 1
    assert f"{today}: LERO leader, Tideway Together" in said
    for user in (keyworker, lero_leader):
        assert user.name not in said


def test_who_opened_an_introduction_is_among_them(me, person, lero, lero_leader):
    from rosc.audit.actions import record

    referral = make_accepted(person.organisation, lero, person=person)
    record(by=lero_leader, verb="referral.open", subject=referral, organisation=lero)
    assert "LERO leader, Tideway Together" in words(me)


def test_their_own_opening_is_on_record_and_not_in_the_list(me, person):
    said = words(me)
    event = AuditEvent.objects.filter(verb="person.open").get()
    assert (event.actor_kind, event.subject_id) == ("person", person.pk)
    assert "Nobody has opened" in said


# --- What they do ---------------------------------------------------------------------------------
def test_they_take_back_what_they_agreed_to(me, person, theirs):
    consent = person.consents.get()
    assert reverse("people:mine_withdraw", args=[consent.pk]) in words(me)
    assert "Take it back?" in words(me, "mine_withdraw", consent.pk)
    answer = page(me, "mine_withdraw", consent.pk, submit="yes")
    assert answer.url == "/people/mine/?done=withdrawn"
    consent.refresh_from_db()
    assert (consent.withdrawn_by_kind, consent.withdrawn_by_id) == ("person", person.pk)
    assert "You have taken it back" in me.get(answer.url).content.decode()
    assert "Tideway Together" not in words(me).partition("Who knows you")[2]


def test_a_press_on_a_stale_page_is_told(me, person, theirs):
    consent = person.consents.get()
    actions.withdraw(consent=consent, by=SYSTEM)
    assert page(me, "mine_withdraw", consent.pk, submit="yes").status_code == 404


def test_nobody_elses_agreement_is_found(me, treatment):
    other = make_person(treatment, "Wren")
    consent = actions.agree(person=other, purpose="trusted", method="phone", by=SYSTEM)
    assert page(me, "mine_withdraw", consent.pk, submit="yes").status_code == 404
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


def test_they_change_how_they_are_reached_everywhere(me, person, theirs):
    answer = page(me, "reach_me_by", **REACH)
    assert answer.status_code == 302
    for record in (person, theirs):
        route = record.routes.current().get()
        assert (route.value, route.is_safe, route.is_preferred) == ("07700 900456", True, True)
        assert route.confirmed_on == timezone.localdate()
    assert "900456" not in me.get(answer.url).content.decode()


def test_they_can_keep_the_ways_they_had(me, person):
    page(me, "reach_me_by", **{**REACH, "is_only": "no"})
    assert person.routes.current().count() == 2
    assert person.routes.current().filter(is_preferred=True).count() == 1


def test_a_number_that_is_none_is_said(me, person):
    answer = page(me, "reach_me_by", **{**REACH, "value": "nobody"})
    assert "Enter a phone number" in answer.content.decode()
    assert person.routes.current().get().value == "07700 900123"


def test_they_stop_all_contact_everywhere(me, person, theirs):
    page(me, "stop_everywhere", why="asked")
    assert [again(one).contact_stopped_why for one in (person, theirs)] == ["asked", "asked"]
    event = AuditEvent.objects.get(verb="person.stop_contact", subject_id=person.pk)
    assert event.actor_kind == "person"
    assert "You have stopped all contact" in words(me)


def test_where_it_is_not_safe_the_page_closes_as_well(me, person):
    answer = page(me, "stop_everywhere", why="unsafe")
    assert "All contact is stopped" in answer.content.decode()
    assert again(person).contact_stopped_why == "unsafe"
    assert page(me).status_code == 410


def test_they_begin_again(me, person, theirs):
    page(me, "stop_everywhere", why="asked")
    answer = page(me, "contact_me_again", submit="yes")
    assert answer.status_code == 302
    assert [again(one).is_stopped for one in (person, theirs)] == [False, False]


def test_a_stop_for_safety_is_not_lifted_by_the_page(me, theirs, person):
    page(me, "stop_everywhere", why="asked")
    actions.contact_again(person=again(theirs), by=SYSTEM)
    actions.stop_contact(person=again(theirs), why="unsafe", by=SYSTEM)
    page(me, "contact_me_again", submit="yes")
    assert again(theirs).contact_stopped_why == "unsafe"


def test_what_goes_wrong_says_no_more_than_the_page_does(me, person):
    """A page that is not there, and a form that is too old."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = me.cookies
    answers = {
        404: page(me, "mine_withdraw", person.pk),
        403: page(strict, "reach_me_by", submit="yes"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        said = answer.content.decode()
        assert "Go back to your page" in said
        for word in ("support", "recovery", "alcohol", "drug", "treatment"):
            assert word not in said.lower(), (status, word)


def test_nothing_happens_without_the_forms_own_token(me, person):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = me.cookies
    for name in ("reach_me_by", "stop_everywhere", "contact_me_again", "end_visit"):
        assert page(strict, name, submit="yes", why="asked").status_code == 403, name
    assert not again(person).is_stopped
