"""Every kind of message to a person is prepared behind one door, and says nothing by itself."""

import ast
import importlib
import inspect
from datetime import date

import pytest
from django.utils import timezone

from checkups import actions as checkups
from rosc.access import SYSTEM
from rosc.outbox import keys, kinds
from rosc.outbox.kinds import Skip
from rosc.outbox.models import OutboundMessage
from rosc.people import actions, notifications
from tests.browser.checks import TOPICS
from tests.checkups.makers import first_of, make_plan
from tests.checkups.own import ask, plan_with_form
from tests.people.makers import make_person, make_route
from tests.referrals.makers import make_accepted, make_hand_over

TO_PEOPLE = [kind for kind in kinds.registered() if kind.is_to_person]


def reaches(function, door="to_person") -> bool:
    """Whether a function of an app's notifications ends at the door, through others of the file."""
    module = importlib.import_module(function.__module__)
    found = {
        node.name: node
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.FunctionDef)
    }
    seen, waiting = set(), [function.__name__]
    while waiting:
        name = waiting.pop()
        if name == door:
            return True
        if name in seen or name not in found:
            continue
        seen.add(name)
        for node in ast.walk(found[name]):
            if isinstance(node, ast.Call):
                waiting.append(getattr(node.func, "attr", getattr(node.func, "id", "")))
    return False


def make_sample_checkup(person, worker, time_machine):
    """On the day of the sample, which is tomorrow."""
    time_machine.move_to("2026-03-02T10:00:00Z")
    plan = make_plan(person.organisation, worker, person=person)
    return checkups.move(checkup=first_of(plan), on=date(2026, 3, 3), by=SYSTEM)


def make_sample_call(person, time_machine):
    """Asked for on the day before the sample, when nobody is on call."""
    time_machine.move_to("2026-03-02T10:00:00Z")
    return ask(person, None)


def test_a_kind_to_a_person_says_so_and_one_that_says_so_goes_through_the_door():
    through = {kind.slug for kind in kinds.registered() if reaches(kind.prepare)}
    assert through == {kind.slug for kind in TO_PEOPLE}
    assert len(through) >= 3


@pytest.mark.django_db
@pytest.mark.parametrize("kind", TO_PEOPLE, ids=lambda kind: kind.slug)
@pytest.mark.parametrize("wording", ["neutral", "open"])
def test_what_goes_is_what_was_shown(kind, wording, treatment, lero, keyworker, time_machine):
    """The text that is prepared is the sample, but for the secret part of the link."""
    person = make_person(treatment)
    actions.choose_second_factor(person=person, kind="word", word="lantern", by=SYSTEM)
    route = make_route(person, wording=wording)
    about = person if kind.slug.startswith("people.") else None
    about = about or make_accepted(treatment, lero, person=person)
    if kind.slug == "referrals.hand_over":
        about = make_hand_over(about)
    if kind.slug == "checkups.form":
        about = first_of(plan_with_form(treatment, keyworker, person))
    if kind.slug in ("checkups.reminder", "checkups.day_changed"):
        about = make_sample_checkup(person, keyworker, time_machine)
    if kind.slug == "checkups.call_changed":
        about = make_sample_call(person, time_machine)
    message = OutboundMessage(
        key=keys.scheduled(kind.slug, about.pk, timezone.localdate(), "text", route.pk),
        kind=kind.slug,
        subject_id=about.pk,
        route_id=route.pk,
        due_at=timezone.now(),
    )
    prepared = kind.prepare(message)
    assert prepared.address == route.value
    words = [line for line in prepared.text.split("\n") if "://" not in line]
    shown = [line for line in kind.sample(wording == "open").split("\n") if "://" not in line]
    assert words == shown
    actions.stop_contact(person=person, why="unsafe", by=SYSTEM)
    assert isinstance(kind.prepare(message), Skip)


@pytest.mark.parametrize("kind", TO_PEOPLE, ids=lambda kind: kind.slug)
def test_neutral_words_name_no_topic(kind):
    assert not TOPICS.search(kind.sample(False))


def test_somebody_trusted_is_told_one_thing(treatment, db):
    assert notifications.ask_to_ring(make_person(treatment)) == "Please ask Robin to ring us."
