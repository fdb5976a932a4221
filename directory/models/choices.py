"""What may be said of a service, in fixed words. "Not stated" is a value, never a guess."""

from collections.abc import Collection
from typing import Any

from django.db import models

from rosc.accounts.models import OrganisationKind

# Spoken by most people in England (census of 2021) or named by services: what can be chosen from.
LANGUAGES = (
    *("Albanian", "Arabic", "Bengali", "British Sign Language", "Bulgarian", "Cantonese", "Dari"),
    *("English", "Farsi", "French", "Greek", "Gujarati", "Hungarian", "Italian", "Jamaican Patois"),
    *("Kurdish", "Lithuanian", "Mandarin", "Pashto", "Polish", "Portuguese", "Punjabi", "Romanian"),
    *("Russian", "Slovak", "Somali", "Spanish", "Tamil", "Turkish", "Ukrainian", "Urdu", "Welsh"),
)


class Stated(models.TextChoices):
    """Yes, no, or nobody has said."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_STATED = "not-stated", "Not stated"


def stated_field(label: str, **options: Any) -> models.CharField:
    return models.CharField(
        label,
        max_length=10,
        choices=Stated.choices,
        default=Stated.NOT_STATED,
        **options,
    )


class Mode(models.TextChoices):
    IN_PERSON = "in-person", "In person"
    ONLINE = "online", "Online"
    PHONE = "phone", "By phone"


class WhoLeads(models.TextChoices):
    """Peer-led only where people with lived experience independently lead (RSS guidance, Part 4).

    A treatment provider's peer project is peer-delivered, whatever its name.
    """

    PEER_LED = "peer-led", "Led by people with lived experience"
    PEER_DELIVERED = (
        "peer-delivered",
        "Given by people with lived experience, led by a service",
    )
    STAFF_LED = "staff-led", "Led by staff"
    MIXED = "mixed", "Staff and people with lived experience together"
    NOT_STATED = "not-stated", "Not stated"


RUN_BY_OTHERS = (OrganisationKind.TREATMENT, OrganisationKind.PARTNERSHIP)


def may_be_peer_led(kinds: Collection[str]) -> bool:
    """Whether what an organisation of these kinds offers can be peer-led.

    Not what a treatment provider or a council runs, unless it is itself a LERO.
    """
    return OrganisationKind.LERO in kinds or set(RUN_BY_OTHERS).isdisjoint(kinds)


class Substances(models.TextChoices):
    ANY = "any", "Alcohol and any drugs"
    ALCOHOL = "alcohol", "Alcohol"
    DRUGS = "drugs", "Drugs"
    NOT_STATED = "not-stated", "Not stated"


class Sobriety(models.TextChoices):
    """What is asked about drinking and using on the day."""

    NO_NEED = "no-need", "No need to have stopped"
    NOT_THAT_DAY = "not-that-day", "Please come without having used that day"
    FREE_PLACE = "free-place", "An alcohol- and drug-free place"
    NOT_STATED = "not-stated", "Not stated"


class Cost(models.TextChoices):
    FREE = "free", "Free"
    DONATION = "donation", "Free, donations welcome"
    BENEFITS = "benefits", "Can be covered by benefits"
    PAID = "paid", "There is a charge"
    NOT_STATED = "not-stated", "Not stated"


class Capacity(models.TextChoices):
    OPEN = "open", "Taking people now"
    WAITING = "waiting", "There is a waiting list"
    FULL = "full", "Full at the moment"
    ASK = "ask", "Ask us"


class ServiceStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    PAUSED = "paused", "Paused"
    CLOSED = "closed", "Closed"


class Accessibility(models.TextChoices):
    STEP_FREE = "step-free", "Step-free"
    TOILET = "accessible-toilet", "Accessible toilet"
    HEARING_LOOP = "hearing-loop", "Hearing loop"
    BSL = "bsl", "British Sign Language"
    PARKING = "parking", "Parking for blue badge holders"
    QUIET_SPACE = "quiet-space", "A quiet space"
    EASY_READ = "easy-read", "Easy-read information"
