"""The pages of a draft, in the order in which they are asked."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from referrals import actions, questions
from referrals.forms import drafting as forms
from referrals.models import Answers, Referral
from rosc.access import Actor
from rosc.people import actions as people
from rosc.people.models import Detail

Save = Callable[[Referral, Actor, dict[str, Any]], Any]


def _change(referral: Referral, by: Actor, data: dict[str, Any]) -> None:
    actions.change(referral=referral, by=by, **data)


def _reach(referral: Referral, by: Actor, data: dict[str, Any]) -> None:
    if data["value"]:
        first = not referral.person.routes.current().exists()
        people.add_route(person=referral.person, by=by, is_preferred=first, **data)


def _person(referral: Referral, by: Actor, data: dict[str, Any]) -> None:
    people.change(person=referral.person, by=by, **data)


def _share(referral: Referral, by: Actor, data: dict[str, Any]) -> None:
    actions.choose_details(referral=referral, by=by, **data)


def _tell(detail: str, referral: Referral, by: Actor, data: dict[str, Any]) -> None:
    actions.tell(referral=referral, by=by, detail=detail, told=data)


@dataclass(frozen=True, slots=True)
class Step:
    """One page: what it asks, and what becomes of the answer. With a `detail`, it is asked where
    that detail is to be told."""

    slug: str
    title: str
    form: Callable[..., forms.StepForm]
    save: Save
    detail: str = ""


def _of_detail(slug: str, title: str) -> Step:
    form = partial(forms.ItemsForm, detail=slug)
    return Step(slug, title, form, partial(_tell, slug), slug)


STEPS = {
    step.slug: step
    for step in (
        Step("kind", "What kind of introduction", forms.KindForm, _change),
        Step("leaving", "Leaving", forms.LeavingForm, _change),
        Step("needs", "What they would like", forms.NeedsForm, _change),
        Step("about", "A little about them", forms.AboutForm, _change),
        Step("safety", "Keeping everybody safe", forms.SafetyForm, _change),
        Step("reach", "Reaching them safely", forms.ReachForm, _reach),
        Step("person", "Who they are", forms.PersonForm, _person),
        _of_detail(Detail.USE, "What they use or drink"),
        _of_detail(Detail.HEALTH, "Health and medicine"),
        _of_detail(Detail.HOME, "Home, work and family"),
        _of_detail(Detail.OFFENCES, "Court, prison and probation"),
        Step("share", "What may be told", forms.ShareForm, _share),
    )
}


def steps_of(referral: Referral, answers: Answers) -> list[Step]:
    """Those that this draft needs; what may be told is set already, and changed at the end."""
    details = set(answers.details)
    skipped = {"share"}
    if not referral.is_leaving:
        skipped.add("leaving")
    if referral.person.routes.safe().exists():
        skipped.add("reach")
    if not details & set(questions.OF_THE_PERSON):
        skipped.add("person")
    return [
        step
        for step in STEPS.values()
        if step.slug not in skipped and (not step.detail or step.detail in details)
    ]


def following(slug: str, referral: Referral, answers: Answers) -> str:
    """The slug of the next page; nothing after the last."""
    order = list(STEPS)
    later = (s.slug for s in steps_of(referral, answers) if order.index(s.slug) > order.index(slug))
    return next(later, "")


def told_of(step: Step) -> set[str]:
    """The details that a page asks about, for the reasons that a service gives."""
    return set(questions.OF_THE_PERSON) if step.slug == "person" else {step.detail}
