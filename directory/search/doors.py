"""The doors of the first page: for whom somebody comes, a few plain questions, and the search that
the answers make. Nothing is kept: the answers are in the address and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from directory.search.words import clean_text

NOT_SURE = "not-sure"
SERVICES, MEETINGS = "services", "meetings"
LONGEST_PLACE = 100  # characters
Search = tuple[tuple[str, str], ...]  # parameters of the address, a name as often as it has values


def kinds(*slugs: str) -> Search:
    return tuple(("kind", slug) for slug in slugs)


@dataclass(frozen=True, slots=True)
class Answer:
    """One choice. `search` is what it adds to the search, `page` where it leads if not to the
    services, `note` something to know at once, said on the next page."""

    slug: str
    label: str
    search: Search = ()
    hint: str = ""
    page: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """`slug` is its name in the address. A question without answers asks for a place."""

    slug: str
    text: str
    answers: tuple[Answer, ...] = ()
    hint: str = ""

    def answer(self, slug: str) -> Answer | None:
        return next((one for one in self.answers if one.slug == slug), None)


@dataclass(frozen=True, slots=True)
class Door:
    slug: str
    label: str
    text: str
    icon: str
    questions: tuple[Question, ...]
    # Answers to the first two questions that together ask for something of their own.
    together: Mapping[tuple[str, str], Search] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Walk:
    """How far somebody has come: what they have said, and the question that is next, if any."""

    door: Door
    said: dict[str, str]
    question: Question | None
    is_unanswered: bool = False  # sent without an answer that we know
    note: str = ""

    @property
    def number(self) -> int:
        return len(self.said) + 1

    @property
    def before(self) -> dict[str, str] | None:
        """What was said before the last answer: where "Back" leads. None at the first question."""
        return dict(list(self.said.items())[:-1]) if self.said else None

    def chosen(self) -> list[Answer]:
        found = (question.answer(self.said[question.slug]) for question in self.door.questions)
        return [answer for answer in found if answer]

    def leads_to(self) -> tuple[str, Search]:
        """The page, and the search that is filled in there."""
        chosen = self.chosen()
        page = next((answer.page for answer in chosen if answer.page), SERVICES)
        asked = [pair for answer in chosen for pair in answer.search]
        slugs = tuple(answer.slug for answer in chosen)
        asked = list(self.door.together.get(slugs, asked))  # type: ignore[arg-type]
        place = self.said.get("postcode", "")
        return page, (*([("postcode", place)] if place else []), *dict.fromkeys(asked))


def walk(door: Door, given: Mapping[str, str]) -> Walk:
    """Follow the answers as far as they go. `asked` in `given` says which question was sent."""
    said: dict[str, str] = {}
    note = ""
    for question in door.questions:
        value = clean_text(given.get(question.slug, ""))[:LONGEST_PLACE]
        is_sent = given.get("asked") == question.slug
        answer = question.answer(value)
        if question.answers and not answer:
            return Walk(door, said, question, is_unanswered=is_sent or bool(value), note=note)
        if not question.answers and not (is_sent or question.slug in given):
            return Walk(door, said, question, note=note)
        said[question.slug] = value
        note = answer.note if answer else ""
    return Walk(door, said, None)


WHERE = Question(
    "postcode",
    "Where should it be near?",
    hint="A postcode, the first half of one, or a town. You can leave it empty.",
)
HOW = Question(
    "how",
    "How would you like to take part?",
    (
        Answer("there", "Go somewhere and meet people", (("how", "in-person"),)),
        Answer(
            "afar", "From where I am, by phone or online", (("how", "online"), ("how", "phone"))
        ),
        Answer(NOT_SURE, "I am not sure, show me both"),
    ),
)
DO_NOT_STOP_SUDDENLY = (
    "If you drink every day, please do not stop suddenly on your own if your body depends on it: "
    "that can be dangerous. Call 111 or speak to a doctor first."
)
ME = Door(
    "me",
    "For me",
    "I want things to be different, or to stay as good as they are.",
    "peer-support",
    (
        Question(
            "need",
            "What would help you most right now?",
            (
                Answer(
                    "talk",
                    "Talking to somebody who has been there",
                    kinds("peer-support", "recovery-community-centre"),
                ),
                Answer(
                    "group",
                    "A group to go to",
                    page=MEETINGS,
                    hint="You can just turn up and listen.",
                ),
                Answer(
                    "change",
                    "Cutting down or stopping",
                    kinds("community-treatment", "detox", "residential-treatment"),
                    note=DO_NOT_STOP_SUDDENLY,
                ),
                Answer(
                    "back",
                    "Getting back on track",
                    kinds("peer-support", "community-treatment", "check-ups"),
                    hint="Things slipped. That happens to most people, and the door is open.",
                ),
                Answer(
                    "safer",
                    "Staying safer for now",
                    kinds("harm-reduction"),
                    hint="You do not need to want to stop.",
                ),
                Answer("home", "Somewhere to live", kinds("recovery-housing", "housing-support")),
                Answer(
                    "life",
                    "Work, money or something to do",
                    kinds(
                        "recovery-community-centre",
                        "employment-support",
                        "employment-training-volunteering",
                        "social-care-welfare",
                    ),
                ),
                Answer(
                    NOT_SURE,
                    "I am not sure",
                    kinds("peer-support", "recovery-community-centre", "community-treatment"),
                    hint="We show you people who will listen and help you work it out.",
                ),
            ),
        ),
        HOW,
        WHERE,
    ),
)

FOR_THEM = kinds("community-treatment", "peer-support", "recovery-community-centre")
FOR_BOTH = kinds("family-support", "community-treatment", "peer-support")
# What stands in the search box then: phrases of the vocabulary, which finds families' help by them.
RELATIONS = {
    "partner": "my husband wife or partner",
    "child": "my son or daughter",
    "parent": "my mum or dad",
    "other": "my relation or friend",
    "died": "bereaved",
    NOT_SURE: "family",
}
SOMEONE = Door(
    "someone",
    "For someone I care about",
    "I worry about somebody. I may need help myself.",
    "family-support",
    (
        Question(
            "who",
            "Who is it about?",
            (
                Answer("partner", "My husband, wife or partner"),
                Answer("child", "My son or daughter", hint="However old they are."),
                Answer("parent", "My mum or dad, or somebody who brought me up"),
                Answer("other", "Another relation, or a friend"),
                Answer("died", "Somebody who has died"),
                Answer(NOT_SURE, "I am not sure, or would rather not say"),
            ),
        ),
        Question(
            "need",
            "What would help most?",
            (
                Answer(
                    "mine",
                    "Help for me",
                    hint="Yours whether or not they want any. They need not know.",
                ),
                Answer(
                    "group",
                    "Meeting others who are going through the same",
                    (("for", "family-and-friends"),),
                    page=MEETINGS,
                ),
                Answer(
                    "theirs",
                    "Help for them",
                    FOR_THEM,
                    note="There is help for you too, whether or not they want any: come back and "
                    "choose “Help for me”.",
                ),
                Answer(NOT_SURE, "Both, or I am not sure", FOR_BOTH),
            ),
        ),
        WHERE,
    ),
    together={
        **{(who, "mine"): (("q", words),) for who, words in RELATIONS.items()},
        **{("died", need): (("q", "bereaved"),) for need in ("theirs", NOT_SURE)},
        ("died", "group"): (("for", "bereaved"),),
    },
)

WORK = Door(
    "work",
    "I work with people",
    "I want to find something for somebody, best of all with them.",
    "employment-support",
    (
        Question(
            "need",
            "What does the person want?",
            (
                Answer(
                    "company",
                    "Company, and people who have been there",
                    kinds("peer-support", "recovery-community-centre"),
                ),
                Answer(
                    "group",
                    "A mutual aid meeting",
                    page=MEETINGS,
                    hint="More people get there, and go again, when somebody goes with them.",
                ),
                Answer("home", "Somewhere to live", kinds("recovery-housing", "housing-support")),
                Answer(
                    "treatment",
                    "Treatment, or to go back to it",
                    kinds("community-treatment", "detox", "residential-treatment"),
                ),
                Answer("after", "Support after treatment", kinds("check-ups", "peer-support")),
                Answer("safer", "To stay safer", kinds("harm-reduction")),
                Answer("family", "Help for their family", kinds("family-support")),
                Answer(
                    "life",
                    "Work, study or volunteering",
                    kinds("employment-support", "education", "employment-training-volunteering"),
                ),
                Answer(
                    NOT_SURE,
                    "We are not sure yet",
                    kinds("peer-support", "recovery-community-centre", "community-treatment"),
                ),
            ),
        ),
        Question(
            "matters",
            "Should it be just for some people?",
            (
                Answer("women", "Women", (("for", "women"),)),
                Answer("young", "Young people", (("for", "young-people"),)),
                Answer("lgbtq", "LGBTQ+ people", (("for", "lgbtq"),)),
                Answer("prison", "People leaving prison", (("for", "prison-leavers"),)),
                Answer("homeless", "People without a settled home", (("for", "homeless"),)),
                Answer("veterans", "People who served in the forces", (("for", "veterans"),)),
                Answer(NOT_SURE, "No, or I am not sure"),
            ),
            hint="What is for everybody is left out if you choose one.",
        ),
        WHERE,
    ),
)
DOORS = {door.slug: door for door in (ME, SOMEONE, WORK)}
