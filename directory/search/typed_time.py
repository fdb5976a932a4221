"""When somebody means, where they typed it among the words: "AA tonight", "choir on Sunday"."""

import re
from dataclasses import dataclass

from directory.search.when import DAYS

NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONG_NAMES = dict(zip(NAMES, DAYS, strict=True))
WEEKDAYS = {**LONG_NAMES, "tues": "tue", "weds": "wed", "thurs": "thu"}
# Each with the day and the time of day that it means.
SPOKEN = {
    "tonight": ("tonight", ""),
    "this evening": ("today", "evening"),
    "this afternoon": ("today", "afternoon"),
    "this morning": ("today", "morning"),
    "today": ("today", ""),
    "open now": ("now", ""),
    "right now": ("now", ""),
}
BANDS = ("morning", "afternoon", "evening")
SPOKEN_AS = "|".join(phrase.replace(" ", r"\s+") for phrase in SPOKEN)
TIME = re.compile(
    rf"""(?:\b(?:on|for|from|every)\s+)?
    \b(?:(?P<spoken>{SPOKEN_AS})
        | (?P<weekday>{"|".join(WEEKDAYS)})s?(?:\s+(?P<band>{"|".join(BANDS)}|night)s?)?
    )\b(?!['\u2019])""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class TypedTime:
    """`words` as they were typed, what they mean, and what else was typed."""

    words: str
    day: str
    at: str
    rest: str

    @property
    def name(self) -> str:
        """ "Tonight", "Open now", "This evening", "Sunday morning"."""
        if self.day == "today" and self.at:
            return f"This {self.at}"
        days = {"now": "Open now", **{day: name.title() for name, day in LONG_NAMES.items()}}
        return " ".join([days.get(self.day, self.day.title()), *filter(None, [self.at])])


def time_in(text: str) -> TypedTime | None:
    """The day, and the time of day, that the words speak of. None where they speak of none, or of
    several: "Monday or Friday" is no one day, and then words are words."""
    found = list(TIME.finditer(text))
    if len(found) != 1:
        return None
    (part,) = found
    rest = " ".join(f"{text[: part.start()]} {text[part.end() :]}".split())
    if part["spoken"]:
        day, at = SPOKEN[" ".join(part["spoken"].casefold().split())]
    else:
        day = WEEKDAYS[part["weekday"].casefold()]
        band = (part["band"] or "").casefold()
        at = "evening" if band == "night" else band
    return TypedTime(part[0], day, at, rest)
