"""Somebody on their own side of check-ups, for tests: their word is "lantern"."""

from datetime import datetime, timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from checkups import actions, form_links
from checkups.models import OnCall, SelfCompletion
from rosc.access import SYSTEM, Oneself
from rosc.measures import LONDON
from rosc.outbox import kinds
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from tests.checkups.makers import first_of, make_plan


def with_a_word(person) -> None:
    people.choose_second_factor(person=person, kind="word", word="lantern", by=SYSTEM)


def plan_with_form(organisation, worker, person, **facts):
    """They agreed to answer on their phone."""
    with_a_word(person)
    return make_plan(organisation, worker, person=person, offers_form=True, **facts)


def form_of(plan) -> SelfCompletion:
    return form_links.make(first_of(plan), timezone.now())


def link_of(form) -> str:
    return reverse("checkups:how_it_is", args=[form_links.token_of(form)])


def in_form(form) -> Client:
    """A browser in which they have just answered."""
    client = Client()
    response = client.post(link_of(form), {"word": "lantern"})
    assert (response.status_code, response.url) == (302, reverse("checkups:say_how_it_is"))
    return client


def mark_in(client) -> str:
    """What the page before them carries; nothing where there is none."""
    form = (client.get(reverse("checkups:say_how_it_is")).context or {}).get("form")
    return form["mark"].value() if form else ""


def send_page(client, **said):
    """The page before them, or with a `mark` one that was left open."""
    said = {"submit": "yes", "mark": said.get("mark") or mark_in(client), **said}
    return client.post(reverse("checkups:say_how_it_is"), said)


def send_all(client, **said) -> None:
    """Every page, with these answers where they are asked."""
    for number in range(6):
        assert send_page(client, page=number, **said).status_code == 302


def oneself(person) -> Oneself:
    return Oneself(person.pk, frozenset([person.pk]), frozenset([person.organisation_id]))


def make_on_call(organisation, user, *, start=None, hours=4) -> OnCall:
    """From now on, unless something else is said."""
    start = start or timezone.now() - timedelta(minutes=5)
    return OnCall.objects.create(
        organisation=organisation,
        user=user,
        starts_at=start,
        ends_at=start + timedelta(hours=hours),
    )


def told(kind: str) -> set[str]:
    """The addresses that such messages would go to now."""
    return {one.address for one in _prepared(kind)}


def texts(kind: str) -> list[str]:
    """What they would say."""
    return [one.text for one in _prepared(kind)]


def _prepared(kind: str) -> list[kinds.Prepared]:
    found = (kinds.get(kind).prepare(row) for row in OutboundMessage.objects.filter(kind=kind))
    return [one for one in found if isinstance(one, kinds.Prepared)]


def local(year, month, day, hour, minute=0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


def ask(person, plan, **facts):
    """Things have slipped, said on their own page."""
    facts = {"what": "slipped", "words": "", "unsafe": False, **facts}
    return actions.ask_for_help(person=person, plan=plan, by=oneself(person), **facts)
