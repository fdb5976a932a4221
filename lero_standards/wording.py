"""What the codes of the standards are called on pages and in files."""

from django.db import models


class Said(models.TextChoices):
    """What a group says of a statement; nothing is said where it has not answered."""

    IN_PLACE = "in-place", "In place"
    PARTLY = "partly", "Partly in place"
    NOT_YET = "not-yet", "Not yet"
    DOES_NOT_APPLY = "does-not-apply", "Does not apply to us"


class Progress(models.TextChoices):
    """How far the talk about a statement is: never part of the answer."""

    TALKING = "talking", "We are still talking about it"
    SETTLED = "settled", "Settled for now"


class Voice(models.TextChoices):
    """Whose reading an answer is. The default is one sitting, all together."""

    TOGETHER = "together", "All together"
    LEADER = "leader", "The leader"
    MEMBERS = "members", "Members"
    BOARD = "board", "The board or committee"
    VOLUNTEERS = "volunteers", "Volunteers"


class PlanStatus(models.TextChoices):
    TO_DO = "to-do", "To do"
    UNDER_WAY = "under-way", "Under way"
    DONE = "done", "Done"
    LET_GO = "let-go", "Let go"


OPEN_PLANS = (PlanStatus.TO_DO, PlanStatus.UNDER_WAY)
NOT_ANSWERED = "Not answered"
NOT_FOR_THIS_TYPE = "Not for your type of LERO"
# The order of a result: strengths before what is still to come.
ORDER = (Said.IN_PLACE, Said.PARTLY, Said.NOT_YET, "", Said.DOES_NOT_APPLY)
HEADINGS = {
    Said.IN_PLACE: "In place",
    Said.PARTLY: "Partly in place",
    Said.NOT_YET: "Not yet: what could come next",
    "": "Not answered yet",
    Said.DOES_NOT_APPLY: "Does not apply",
}
# A mark beside the words, told apart by its shape; the words say it all.
MARKS = {
    Said.IN_PLACE: "●",
    Said.PARTLY: "◐",
    Said.NOT_YET: "○",
    "": "–",
    Said.DOES_NOT_APPLY: "×",
}


def said_in_words(said: str) -> str:
    return str(Said(said).label) if said else NOT_ANSWERED
