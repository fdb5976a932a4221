"""What is asked at a check-up: plain words of our own, all optional. Data only.

Built on what recovery check-ups are to do (NIHR HTA brief 23/159) and on the resources of recovery
(RSS guidance, 6.2.1). Answers are kept by slug, and codes for those with choices.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """`asked`: as the worker reads it out. `on_phone`: asked in a phone check-up; `on_form`: on the
    person's own phone. `is_guarded`: who sees the answer is said first. `many`: several choices."""

    slug: str
    asked: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    many: bool = False
    is_scale: bool = False
    on_phone: bool = True
    on_form: bool = True
    is_guarded: bool = False


USE_ANSWERS = (
    ("no", "No"),
    ("a-little", "A little"),
    ("yes", "Yes"),
    ("rather-not", "I would rather not say"),
)
RISKS = (
    ("overdose", "I might overdose"),
    ("no-naloxone", "I have no naloxone, and might need it"),
    ("self-harm", "I might hurt myself, or do not want to live"),
    ("abuse", "Somebody hurts or frightens me"),
    ("nowhere", "I have nowhere to stay tonight"),
    ("none", "None of these"),
)
HELPS = (
    ("nothing", "Nothing more for now"),
    ("more-calls", "More calls for a while"),
    ("buddy", "Somebody to come with me"),
    ("group", "A group or meeting"),
    ("rss", "Recovery support"),
    ("treatment", "Treatment"),
)
FILLS = (
    ("groups", "Groups and being with others"),
    ("helping", "Helping somebody out"),
    ("volunteering", "Volunteering"),
    ("learning", "A course or training"),
    ("work", "Paid work"),
)
GROUPS = (("been", "I have been"), ("want", "I want to go"), ("with", "I want somebody to come"))
SETTLED = (("yes", "Yes"), ("not-quite", "Not quite"), ("no", "No"))

# Asked where somebody else may read or hear it, abuse can add to the danger.
NOT_ON_A_FORM = {"abuse"}
URGENT = {"overdose", "self-harm", "abuse", "nowhere"}

QUESTIONS = (
    Question(
        "how",
        "How have things been since we last spoke?",
        "0 is very hard, 10 is very good",
        is_scale=True,
    ),
    Question("how-words", "Say more, if you like", on_phone=False),
    Question("good", "What is going well?"),
    Question("people", "Who is in your corner? Is there anybody new?"),
    Question("home", "Is where you live settled and safe?", choices=SETTLED),
    Question("health", "How are your health, your mood and your sleep?"),
    Question("fills", "What fills your week?", choices=FILLS, many=True, on_phone=False),
    Question("groups", "Groups and meetings", choices=GROUPS, many=True),
    Question(
        "use",
        "Any alcohol or drugs that worry you, or were not in your plan?",
        choices=USE_ANSWERS,
        is_guarded=True,
    ),
    Question(
        "use-words",
        "Only if you want to say: what?",
        on_phone=False,
        on_form=False,
        is_guarded=True,
    ),
    Question(
        "risk", "Is anything putting you at risk now?", choices=RISKS, many=True, is_guarded=True
    ),
    Question("next", "What would help next?", choices=HELPS, many=True),
)
BY_SLUG = {one.slug: one for one in QUESTIONS}
ABOUT_USE = {"use", "use-words"}


def asked(*, on_phone: bool, about_use: bool) -> list[Question]:
    """Those of a check-up held by a worker, in order; shorter on the phone."""
    return [
        one
        for one in QUESTIONS
        if (one.on_phone or not on_phone) and (about_use or one.slug not in ABOUT_USE)
    ]


def on_form(*, about_use: bool) -> list[Question]:
    """Those that somebody answers by themselves."""
    return [one for one in QUESTIONS if one.on_form and (about_use or one.slug not in ABOUT_USE)]


def in_words(slug: str, answer: object) -> str:
    """An answer as it is read: labels in the place of codes."""
    question = BY_SLUG.get(slug)
    labels = dict(question.choices) if question else {}
    values = answer if isinstance(answer, list) else [answer]
    return "; ".join(labels.get(str(one), str(one)) for one in values if one not in ("", None))
