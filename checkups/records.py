"""What check-ups hold about people, as `rosc.people.records` asks for it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from checkups import notifications, reading
from checkups.actions.pausing import end
from checkups.models import (
    AgreedAction,
    CallRequest,
    CheckUp,
    CheckUpAnswers,
    EndReason,
    OutsideScore,
    Plan,
    Rating,
    SelfCompletion,
    StrengthsCheck,
    UrgentFlag,
)
from checkups.questions import BY_SLUG, in_words
from rosc.access import SYSTEM, Actor
from rosc.people.models import Consent, Person, Purpose
from rosc.people.records import Exported, PersonRecord

TABLES = ("checkups.Plan", "checkups.CallRequest", "checkups.UrgentFlag")


def of(person: Person) -> list[Plan]:
    """Every plan of one record, the first on top."""
    rows = Plan.objects.unscoped_for("person").select_related("organisation", "worker", "consent")
    return list(rows.filter(person=person).order_by("created_at", "pk"))


def checkups_of(person: Person) -> Any:
    rows = CheckUp.objects.unscoped_for("person").filter(plan__person=person)
    return rows.select_related("plan", "organisation").order_by("due_on", "pk")


def export(person: Person) -> Exported:
    requests = person.call_requests.all()
    return {
        "How we keep in touch": [_plan(one) for one in of(person)],
        "My check-ups": [_checkup(one) for one in checkups_of(person)],
        "What we agreed to do": [
            {"what": one.what, "who": one.get_whose_display(), "by": one.by_on, "done": one.done_on}
            for one in AgreedAction.objects.filter(checkup__plan__person=person)
        ],
        "My strengths, as I rated them": list(_strengths(person)),
        "Scores from elsewhere": [
            {"what": one.name, "on": one.on, "total": str(one.total)}
            for one in OutsideScore.objects.filter(plan__person=person)
        ],
        "What I answered on my phone": [
            {"begun": one.created_at, "finished": one.finished_at, "answers": _said(_raw(one))}
            for one in SelfCompletion.objects.filter(checkup__plan__person=person)
        ],
        "When I asked to be rung": [
            {"on": one.asked_at, "what for": one.get_what_display(), "words": one.words}
            for one in requests
        ],
        "What could not wait": [
            {"on": one.raised_at, "opened": one.opened_at} for one in person.urgent_flags.all()
        ],
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "with": plan.organisation.name,
        "how often": plan.schedule_name,
        "how": plan.get_how_display(),
        "begun": plan.created_at,
        "where it stands": plan.get_status_display(),
        "why it ended": plan.get_end_reason_display(),
    }


def _checkup(checkup: CheckUp) -> dict[str, Any]:
    answers = getattr(checkup, "answers", None)
    return {
        "day": checkup.due_on,
        "what came of it": checkup.get_status_display(),
        "how": checkup.get_how_display(),
        "what I said": _said(answers.said) if answers else None,
    }


def _raw(one: SelfCompletion) -> dict[str, Any]:
    return CheckUpAnswers(sealed=one.raw).said if one.raw else {}


def _said(answers: dict[str, Any]) -> dict[str, str]:
    return {BY_SLUG[slug].asked: in_words(slug, said) for slug, said in answers.items()}


def _strengths(person: Person) -> Iterator[dict[str, Any]]:
    for rating in Rating.objects.filter(check_of__plan__person=person).select_related("check_of"):
        yield {
            "on": rating.check_of.on,
            "what": rating.get_resource_display(),
            "from 0 to 10": rating.score,
            "what would move it up": rating.moves_up,
        }


def anonymise(person: Person) -> None:
    """Every word goes, and every score; that there was a plan, and on which days, stays."""
    close_all(person, EndReason.CONSENT)
    for model, path in (
        (CheckUpAnswers, "checkup__plan__person"),
        (AgreedAction, "checkup__plan__person"),
        (SelfCompletion, "checkup__plan__person"),
        (StrengthsCheck, "plan__person"),
        (OutsideScore, "plan__person"),
        (CallRequest, "person"),
        (UrgentFlag, "person"),
    ):
        model.objects.filter(**{path: person}).delete()
    CheckUp.objects.unscoped_for("person").filter(plan__person=person).update(prompts=[], offer="")


def close_all(person: Person, reason: str) -> None:
    """End the plan that stands, if there is one."""
    for plan in standing_of(person):
        end(plan=plan, reason=reason, by=SYSTEM)


def on_consent_withdrawn(consent: Consent, by: Actor) -> None:
    if consent.purpose != Purpose.CHECK_UP:
        return
    for plan in Plan.objects.unscoped_for("consent").filter(consent=consent):
        if plan.is_standing:
            end(plan=plan, reason=EndReason.CONSENT, by=SYSTEM)


def on_stopped(person: Person, by: Actor) -> None:
    close_all(person, EndReason.STOPPED)
    _close_open(person)


def on_restricted(person: Person, by: Actor) -> None:
    close_all(person, EndReason.SET_ASIDE)
    _close_open(person)


def on_ended(person: Person, by: Actor) -> None:
    """They have died: nobody is to ring, and no form of theirs takes an answer."""
    close_all(person, EndReason.DIED)
    _close_open(person)


def _close_open(person: Person) -> None:
    """Links to forms end, and nobody is to ring who was asked to."""
    now = timezone.now()
    rows = SelfCompletion.objects.filter(checkup__plan__person=person, ended_at=None)
    rows.update(ended_at=now)
    CallRequest.objects.open().filter(person=person).update(done_at=now, updated_at=now)


def subjects(person: Person) -> list[UUID]:
    """The ids by which the audit knows that somebody looked at the person."""
    plans = [plan.pk for plan in of(person)]
    return plans + [checkup.pk for checkup in checkups_of(person)]


def standing_of(person: Person) -> list[Plan]:
    return [plan for plan in of(person) if plan.is_standing]


def workers(person: Person) -> list[UUID]:
    """Who keeps in touch with them."""
    return [pk for plan in standing_of(person) for pk in notifications.whose(plan)]


def keeps_silent(person: Person, now: datetime) -> bool:
    """They are in prison, and whoever holds their phone is somebody else."""
    rows = Plan.objects.unscoped_for("message").standing().filter(person=person)
    return any(plan.keeps_phone_silent(now) for plan in rows)


RECORD = PersonRecord(
    "checkups",
    TABLES,
    place=3,
    export=export,
    anonymise=anonymise,
    on_consent_withdrawn=on_consent_withdrawn,
    on_stopped=on_stopped,
    on_restricted=on_restricted,
    on_ended=on_ended,
    panel="checkups/_panel.html",
    panel_context=reading.panel_of,
    subjects=subjects,
    workers=workers,
    keeps_silent=keeps_silent,
)
