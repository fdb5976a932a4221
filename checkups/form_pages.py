"""The pages of a check-up that somebody does on their phone: a few questions each, all optional."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checkups import questions
from checkups.models import Plan, SelfCompletion
from checkups.questions import Question


@dataclass(frozen=True, slots=True)
class FormPage:
    title: str
    asked: tuple[Question, ...]
    is_last: bool = False

    @property
    def is_guarded(self) -> bool:
        """Whether it is said first who sees the answer."""
        return any(one.is_guarded for one in self.asked)


TITLES = (
    ("How are you?", ("how", "how-words")),
    ("What is good", ("good", "people")),
    ("Home and health", ("home", "health")),
    ("Your week", ("fills", "groups")),
    ("Is anything worrying you?", ("use", "risk")),
    ("What would help?", ("next",)),
)


def pages_of(plan: Plan) -> list[FormPage]:
    """Those of this plan: somebody whose check-ups leave out a question is not asked it here."""
    asked = {one.slug: one for one in questions.on_form(about_use=plan.asks_about_use)}
    rows = [
        (title, tuple(asked[slug] for slug in slugs if slug in asked)) for title, slugs in TITLES
    ]
    kept = [(title, found) for title, found in rows if found]
    return [
        FormPage(title, found, is_last=number == len(kept) - 1)
        for number, (title, found) in enumerate(kept)
    ]


def page_now(form: SelfCompletion, sent: str = "") -> tuple[int, FormPage]:
    """The first page that was not sent yet; or the one that is `sent` again, from further back."""
    pages = pages_of(form.checkup.plan)
    number = min(form.step, len(pages) - 1)
    if sent.isdecimal() and int(sent) < number:
        number = int(sent)
    return number, pages[number]


def urgent_in(said: Mapping[str, Any]) -> list[str]:
    """The codes of what cannot wait."""
    risks = said.get("risk")
    return [one for one in risks if one in questions.URGENT] if isinstance(risks, list) else []


def is_in_danger(form: SelfCompletion) -> bool:
    return bool(urgent_in(form.answers))
