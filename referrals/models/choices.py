"""What may be said of an introduction in fixed words."""

from django.db import models


class ReferralType(models.TextChoices):
    """Coming back is a normal type of its own: nobody starts from nothing."""

    NEW = "new", "First time"
    RE_ENGAGEMENT = "re-engagement", "Coming back"
    STEP_ACROSS = "step-across", "From one kind of support to another"
    LEAVING_PRISON = "leaving-prison", "Leaving prison"
    LEAVING_RESIDENTIAL = "leaving-residential", "Leaving hospital or a residential place"
    FAMILY = "family", "A family member, for themselves"


LEAVING = (ReferralType.LEAVING_PRISON, ReferralType.LEAVING_RESIDENTIAL)


class Tier(models.TextChoices):
    SHORT = "short", "Short, for recovery support"
    FULLER = "fuller", "Fuller, for treatment"


class Origin(models.TextChoices):
    """Who started it."""

    WORKER = "worker", "A worker with an account"
    PROFESSIONAL = "professional", "A professional without an account"
    SELF = "self", "The person themselves"
    RELATIVE = "relative", "The person, after somebody close to them asked"


# The receiving organisation holds the record, unseen, until it says yes.
WITHOUT_A_WORKER = (Origin.PROFESSIONAL, Origin.SELF, Origin.RELATIVE)
BY_THEMSELVES = (Origin.SELF, Origin.RELATIVE)


class Source(models.TextChoices):
    """Where the person was known (domain: referral source list)."""

    SELF = "self", "The person themselves"
    FAMILY = "family", "Family or friend"
    GP = "gp", "GP or primary care"
    HOSPITAL = "hospital", "Hospital"
    MENTAL_HEALTH = "mental-health", "Mental health service"
    PRISON = "prison", "Prison"
    PROBATION = "probation", "Probation"
    POLICE = "police", "Police or court"
    SOCIAL_CARE = "social-care", "Social care"
    HOUSING = "housing", "Housing or homelessness service"
    EMPLOYMENT = "employment", "Jobcentre or employment service"
    EDUCATION = "education", "Education"
    PHARMACY = "pharmacy", "Pharmacy"
    TREATMENT = "treatment", "Treatment service"
    PEER_LED = "peer-led", "Peer-led initiative (LERO)"
    PEER_DELIVERED = "peer-delivered", "Peer-delivered project"
    OTHER = "other", "Somewhere else"


SENSITIVE_SOURCES = (Source.PRISON, Source.PROBATION, Source.POLICE)


class AgeBand(models.TextChoices):
    UNDER_18 = "under-18", "Under 18"
    YOUNG = "18-24", "18 to 24"
    MIDDLE = "25-59", "25 to 59"
    OLDER = "60-plus", "60 or over"
    NOT_STATED = "not-stated", "Not stated"


class Timing(models.TextChoices):
    SOON = "soon", "As soon as there is room"
    THIS_WEEK = "this-week", "This week, if at all possible"
    BY_DATE = "by-date", "By the day they leave"
    WHEN_READY = "when-ready", "When they are ready; no hurry"


class SafetyPoint(models.TextChoices):
    """Coded, so that a receiver can judge before accepting without reading somebody's story."""

    NONE_KNOWN = "none-known", "Nothing known"
    MEET_IN_PAIRS = "meet-in-pairs", "Please meet with two workers at first"
    SAFE_PLACE = "safe-place", "Please meet only at a public or staffed place"
    SAFE_ADDRESS = "safe-address", "Never write to or visit the home"
    SPECIFIC_PERSON = "specific-person", "Must not meet a certain person; ask us"
    OVERDOSE = "overdose", "Overdose in the last year"
    WITHDRAWAL = "withdrawal", "May be unwell if they stop suddenly"
    SELF_HARM = "self-harm", "Has thought of harming themselves"
    WOMAN_WORKER = "woman-worker", "Would like a woman to work with"
    MAN_WORKER = "man-worker", "Would like a man to work with"
    ASK_US = "ask-us", "There is something to know; ring us first"


class Whose(models.TextChoices):
    SERVICE = "service", "The service's"
    PERSON = "person", "The person's"
    NEITHER = "neither", "Neither's"


class Reason(models.TextChoices):
    """Why it was declined, withdrawn or ended. Each says whose reason it is (`WHOSE`)."""

    NO_ROOM = "no-room", "There is no room at the moment"
    OUTSIDE_AREA = "outside-area", "They live outside our area"
    OUTSIDE_AGE = "outside-age", "They are outside our age range"
    NOT_PROVIDED = "not-provided", "We do not offer this"
    NOT_SAFE_HERE = "not-safe-here", "We cannot do this safely here"
    WRONG_DETAILS = "wrong-details", "What we were told was not right"
    SERVICE_CLOSED = "service-closed", "The service has closed"
    CHANGED_MIND = "changed-mind", "They chose something else"
    NOT_NOW = "not-now", "They would rather not just now"
    GOT_WHAT_WAS_WANTED = "got-what-was-wanted", "They have what they came for"
    MOVED_ON = "moved-on", "They moved on to something else"
    MOVED_AWAY = "moved-away", "They moved away"
    NOT_REACHED = "not-reached", "We could not reach them"
    DUPLICATE = "duplicate", "It had been sent already"
    CONSENT_WITHDRAWN = "consent-withdrawn", "They took back their agreement"
    DIED = "died", "They have died"


_SERVICES = (
    *(Reason.NO_ROOM, Reason.OUTSIDE_AREA, Reason.OUTSIDE_AGE, Reason.NOT_PROVIDED),
    *(Reason.NOT_SAFE_HERE, Reason.WRONG_DETAILS, Reason.SERVICE_CLOSED),
)
_PERSONS = (
    *(Reason.CHANGED_MIND, Reason.NOT_NOW, Reason.GOT_WHAT_WAS_WANTED, Reason.MOVED_ON),
    *(Reason.MOVED_AWAY, Reason.CONSENT_WITHDRAWN),
)
WHOSE = {
    **dict.fromkeys(_SERVICES, Whose.SERVICE),
    **dict.fromkeys(_PERSONS, Whose.PERSON),
    Reason.NOT_REACHED: Whose.NEITHER,
    Reason.DUPLICATE: Whose.NEITHER,
    Reason.DIED: Whose.NEITHER,
}
WHEN_DECLINING = (*_SERVICES[:6], Reason.NOT_NOW, Reason.CHANGED_MIND, Reason.DUPLICATE)
WHEN_WITHDRAWING = (
    *(Reason.CHANGED_MIND, Reason.NOT_NOW, Reason.MOVED_AWAY, Reason.WRONG_DETAILS),
    *(Reason.DUPLICATE, Reason.NOT_REACHED),
)
WHEN_ENDING = (
    *(Reason.GOT_WHAT_WAS_WANTED, Reason.MOVED_ON, Reason.NOT_NOW, Reason.CHANGED_MIND),
    *(Reason.MOVED_AWAY, Reason.NOT_REACHED, Reason.NO_ROOM),
)
# What a decline or a silence says about the area, and goes to the gap reports without a name.
SHOWS_UNMET_NEED = (
    *(Reason.NO_ROOM, Reason.OUTSIDE_AREA, Reason.OUTSIDE_AGE, Reason.NOT_PROVIDED),
)


class Follows(models.TextChoices):
    TRY_AGAIN = "try-again", "Try again"
    WAIT = "wait", "Wait"
    ELSEWHERE = "elsewhere", "Look somewhere else"
    NOTHING = "nothing", "Nothing more for now; the door stays open"


class Outcome(models.TextChoices):
    """Of one goal, as the person sees it."""

    ACHIEVED = "achieved", "Yes, that worked"
    PARTLY = "partly", "Partly"
    NOT_THIS_TIME = "not-this-time", "Not this time"
    NOT_KNOWN = "not-known", "We do not know"


class Handling(models.TextChoices):
    """What a group that accepted by its link chose to be told."""

    BRINGS = "brings", "They are brought to us; we keep a first name at most"
    IDENTITY_PAGE = "identity-page", "Show us the name and how to reach them, once"
    SIGNED_IN = "signed-in", "We sign in"
