"""What the two forms ask: the short one of everybody, the fuller one for treatment.

A service of the short form may ask for single details of the fuller one (`AskedItem`), each with
its reason. Nobody has to answer; the fields follow what referral forms in England ask.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from directory.models import Service
from referrals.models.choices import Tier
from rosc.people.models import Detail


@dataclass(frozen=True, slots=True)
class Item:
    """One question, answered in words."""

    slug: str
    label: str
    hint: str = ""


ALWAYS = (Detail.NAME, Detail.CONTACT, Detail.NEED, Detail.SAFETY)
OF_THE_PERSON = (Detail.FULL_NAME, Detail.BIRTH, Detail.ADDRESS, Detail.NEEDS)
ITEMS: dict[str, tuple[Item, ...]] = {
    Detail.USE: (
        Item("what", "What do they use or drink, and how much?", "In the last four weeks."),
        Item("how_long", "Since when, and how has it changed?"),
        Item("injecting", "Have they injected, now or before?"),
        Item("before", "What help have they had before, and what worked?"),
    ),
    Detail.HEALTH: (
        Item("gp", "Who is their GP?", "The surgery is enough."),
        Item("medicine", "What medicine do they take?", "A prescription from a service, too."),
        Item("fits", "Have they had fits, or been very unwell, on stopping?"),
        Item("overdose", "Have they had an overdose in the last year?"),
        Item("pregnancy", "Are they pregnant, or might they be?"),
        Item("mind", "How is their mental health?"),
        Item("body", "How is their physical health?"),
    ),
    Detail.HOME: (
        Item("housing", "Where do they live at the moment, and is it safe?"),
        Item("work", "Work, benefits, training"),
        Item("children", "Are there children they look after or see?", "Ages are enough."),
        Item("family", "Who else matters to them?"),
        Item("forces", "Have they served in the armed forces?"),
    ),
    Detail.SAFETY: (
        Item("worries", "What keeps them and others safe?", "They read this before it goes."),
    ),
    Detail.OFFENCES: (
        Item("justice", "Court, prison or probation: what does this service need to know?"),
    ),
}
FULLER = (*ALWAYS, *OF_THE_PERSON, Detail.USE, Detail.HEALTH, Detail.HOME)
ASKABLE = (*OF_THE_PERSON, Detail.USE, Detail.HEALTH, Detail.HOME)
LABELS = {item.slug: item.label for items in ITEMS.values() for item in items}


def tier_of(service: Service) -> Tier:
    """Fuller for a treatment organisation; short for everybody else."""
    return Tier.FULLER if "treatment" in service.organisation.kinds else Tier.SHORT


def details_for(tier: str, asked: Iterable[str]) -> list[str]:
    """What is told unless the person chooses otherwise, in the order of the list of details."""
    wanted = set(FULLER if tier == Tier.FULLER else ALWAYS) | set(asked)
    return [detail for detail in Detail.values if detail in wanted]


def may_share_offences(*organisations: object) -> bool:
    """Whether each of them has said that it may hold anything about convictions."""
    bases = [getattr(one, "lawful_basis", None) for one in organisations]
    return all(basis is not None and basis.holds_offences for basis in bases)
