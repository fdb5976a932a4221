"""What a plan and a check-up can say, in words that a person would use of themselves."""

from django.db import models

from checkups.schedule import AnchorKind

ANCHORS = [
    (AnchorKind.TREATMENT.value, "The day they left treatment"),
    (AnchorKind.RESIDENTIAL.value, "The day they left residential treatment"),
    (AnchorKind.HOSPITAL.value, "The day they left hospital"),
    (AnchorKind.RELEASE.value, "The day they are released from prison"),
    (AnchorKind.AGREEMENT.value, "The day we agreed it"),
]


class How(models.TextChoices):
    IN_PERSON = "in-person", "In person"
    PHONE = "phone", "By phone"
    ONLINE = "online", "Online"


class Pace(models.IntegerChoices):
    """How many days lie between two check-ups, where it is not as the schedule says."""

    TWICE_A_WEEK = 3, "Twice a week"
    WEEKLY = 7, "Every week"
    FORTNIGHTLY = 14, "Every two weeks"
    MONTHLY = 30, "Every month"
    QUARTERLY = 91, "Every three months"


class Step(models.TextChoices):
    UP = "up", "More often from now on"
    DOWN = "down", "Less often from now on"


class PauseReason(models.TextChoices):
    ASKED = "asked", "They asked for a pause"
    AWAY = "away", "They are away"
    IN_HOSPITAL = "in-hospital", "They are in hospital"
    IN_TREATMENT = "in-treatment", "They are in residential treatment"
    INSIDE = "inside", "They are in prison"
    OTHER = "other", "Another reason"


class EndReason(models.TextChoices):
    COMPLETE = "complete", "It has run its course, and they want no more"
    ASKED = "asked", "They asked to stop"
    MOVED_AWAY = "moved-away", "They have moved away"
    HANDED_OVER = "handed-over", "Somebody else keeps in touch now"
    IN_TREATMENT = "in-treatment", "They are in treatment, which keeps in touch"
    CONSENT = "consent", "They took their agreement back"
    STOPPED = "stopped", "All contact was stopped"
    SET_ASIDE = "set-aside", "The record is kept and not used"
    DIED = "died", "They have died"


# What somebody who works with the person may choose; the others come by themselves.
WHEN_ENDING = (
    *(EndReason.COMPLETE, EndReason.ASKED, EndReason.MOVED_AWAY, EndReason.HANDED_OVER),
    EndReason.IN_TREATMENT,
)


class MoveReason(models.TextChoices):
    ASKED = "asked", "The person asked for another day"
    BY_LINK = "by-link", "Moved by the person, from a reminder"
    NOT_FREE = "not-free", "They could not talk freely"
    WORKER = "worker", "We could not do that day"


class Prompt(models.TextChoices):
    """Why it may be time to offer a way back. Shown to people; nothing follows by itself."""

    ASKED = "asked", "They asked for it"
    USE = "use", "Use that worries them"
    RISK = "risk", "Something puts them at risk"
    STEP_UPS = "step-ups", "More calls were wanted twice in a row"
    NOT_REACHED = "not-reached", "They could not be reached twice in a row"


class Offer(models.TextChoices):
    """What the person said when they were offered a way back into treatment."""

    YES = "yes", "Yes"
    NOT_NOW = "not-now", "Not now"
    NO = "no", "No"


class Whose(models.TextChoices):
    PERSON = "person", "They do it"
    WORKER = "worker", "We do it"
    TOGETHER = "together", "Together"


class Resource(models.TextChoices):
    """Six resources of recovery (RSS guidance, 6.2.1), under its three forms of recovery capital;
    ratings of the same words may be added, nine at most."""

    HOME = "home", "A home"
    HEALTH = "health", "Health and wellbeing"
    LEARNING = "learning", "Learning"
    WORK = "work", "Work and money"
    PEOPLE = "people", "Family and friends"
    COMMUNITY = "community", "Community and culture"
    HOPE = "hope", "Hope for what comes"
    DAYS = "days", "Days with something in them"
    GROUPS = "groups", "People who know recovery"


FORMS = (
    ("Personal", (Resource.HOME, Resource.HEALTH, Resource.LEARNING, Resource.WORK, Resource.HOPE)),
    ("Social", (Resource.PEOPLE, Resource.GROUPS)),
    ("Community", (Resource.COMMUNITY, Resource.DAYS)),
)


class WantedCall(models.TextChoices):
    """What somebody asked for from their own page or a link."""

    RING_ME = "ring-me", "Ring me when I can talk"
    SLIPPED = "slipped", "Things have slipped, or I am worried they might"
    MORE_CALLS = "more-calls", "More calls for a while"
    COME_WITH_ME = "come-with-me", "Somebody to come with me"
    TREATMENT = "treatment", "Help me get into treatment"
    ONLY_TO_SAY = "only-to-say", "I only wanted to say"
