"""What those who work with people are shown of what came from the person, and of who is on call."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from checkups import own_messages, questions, reaching, returning
from checkups.actions.answering import may_have_form
from checkups.models import CallRequest, CheckUp, OnCall, SelfCompletion, UrgentFlag
from checkups.notifications import route_of
from rosc.access import Permission
from rosc.accounts.models import Membership, Organisation, User
from rosc.people import actions as people
from rosc.people.models import ContactRoute, Person
from rosc.people.notifications import ask_to_ring

P = Permission
WHY = {**dict(questions.RISKS), "unsafe": "I may not be safe right now"}


def opened(person: Person, user: User) -> None:
    people.opened(person=person, by=user, what="form")


# --- One thing that came from the person --------------------------------------------------------
def _about(person: Person, user: User) -> dict[str, Any]:
    """How to reach them, with what they said about it: as much as ringing them takes."""
    now = timezone.now()
    return {
        "person": person,
        "routes": [(one, one.is_safe_at(now)) for one in _routes(person)],
        "ask_to_ring": ask_to_ring(person),
        "may_open_record": Person.objects.visible_to(user).filter(pk=person.pk).exists(),
        "may_write": user.may(P.REFERRAL_SEND, person.organisation),
    }


def _routes(person: Person) -> QuerySet[ContactRoute]:
    return person.routes.safe().order_by("-is_preferred", "created_at", "pk")


def page_of_request(found: CallRequest, user: User) -> dict[str, Any]:
    about = _about(found.person, user)
    draft = found.led_to if about["may_open_record"] and about["may_write"] else None
    return {**about, "asked": found, "draft": draft}


def page_of_form(found: SelfCompletion, user: User) -> dict[str, Any]:
    said = found.answers
    rows = [
        (one.asked, questions.in_words(one.slug, said[one.slug]), one.slug in ("use", "risk"))
        for one in questions.QUESTIONS
        if one.slug in said
    ]
    checkup = found.checkup
    return {
        **_about(checkup.plan.person, user),
        "form_of": found,
        "said": rows,
        "reasons": returning.reasons_of(checkup) if checkup.offered_on is None else [],
        "checkup": checkup,
    }


def page_of_flag(flag: UrgentFlag, user: User) -> dict[str, Any]:
    told = User.objects.filter(pk__in=flag.told).order_by("name", "pk")
    return {
        **_about(flag.person, user),
        "flag": flag,
        "why": [WHY.get(one, one) for one in flag.why],
        "told": told,
        "is_mine": flag.opened_by_id == user.pk,
    }


def page_of_sending(checkup: CheckUp) -> dict[str, Any]:
    """Whether a form can be sent, and if not, what to agree on first."""
    person, now = checkup.plan.person, timezone.now()
    has_way = route_of(checkup.plan) is not None
    can = has_way and checkup.can_be_held and may_have_form(checkup, now)
    return {"person": person, "checkup": checkup, "can": can, "sample": own_messages.FORM.sample}


def offers_of(checkups: Iterable[CheckUp]) -> list[tuple[CheckUp, list[str]]]:
    """Each with why."""
    return [(one, returning.reasons_of(one)) for one in checkups]


# --- On call ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class PlaceOnCall:
    """Who can be rung at one organisation, now and later."""

    organisation: Organisation
    now: list[OnCall]
    later: list[tuple[OnCall, bool]]
    empty_days: list[date]
    is_peer_alone: bool


def to_put_down(user: User) -> tuple[list[Organisation], QuerySet[User]]:
    """Where, and whom: themselves, and for whoever leads their colleagues too."""
    there = user.organisations_with(P.ON_CALL)
    led = [one.pk for one in user.organisations_with(P.SCHEDULE_CHANGE)]
    held = Membership.objects.active().filter(organisation__in=led, role__in=reaching.HOLDS)
    members = User.objects.filter(pk__in=held.values("user"), is_active=True)
    members |= User.objects.filter(pk=user.pk, is_active=True)
    rows = Organisation.objects.filter(pk__in=[one.pk for one in there]).order_by("name")
    return rows, members.distinct().order_by("name", "pk")  # type: ignore[return-value]


def places_on_call(user: User, now: datetime) -> list[PlaceOnCall]:
    places = user.organisations_with(P.ON_CALL)
    rows = OnCall.objects.visible_to(user).coming(now).select_related("user", "organisation")
    by_place: dict[Any, list[OnCall]] = defaultdict(list)
    for one in rows:
        by_place[one.organisation_id].append(one)
    return [_place(place, by_place[place.pk], user, now) for place in places]


def _place(place: Organisation, rows: list[OnCall], user: User, now: datetime) -> PlaceOnCall:
    there = [one for one in rows if one.starts_at <= now]
    later = [(one, _may(one, user, place)) for one in rows]
    alone = bool(there) and all(reaching.is_peer_only(one.user, place) for one in there)
    days = reaching.hours_without_anybody(place, now)
    return PlaceOnCall(place, there, later, days, alone)


def _may(row: OnCall, user: User, place: Organisation) -> bool:
    return row.user_id == user.pk or user.may(P.SCHEDULE_CHANGE, place)
