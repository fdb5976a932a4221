"""What an entry says on paper, in a message and in a calendar: as it is, or in neutral words.

Neutral words give nothing away to whoever finds the paper or reads the phone: no kinds of help, no
free text, and no name that says what the place is about. They are a best effort: a name that only
those who know it understand is not in any list of words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from directory.models import Location, Service, Session
from directory.models.choices import Mode
from directory.search.when import Occurrence
from directory.templatetags.directory import timing
from rosc.ui.templatetags.ui import clock

TOPICS = re.compile(
    r"abstain|abstinen|addict|alcohol|anonymous|benzo|booze|cannabis|chems|cocaine|crack|(?<!in)dependen|detox"
    r"|drink|drug|gambl|harm.?reduction|hepatitis|heroin|intoxic|ketamine|lapse|lero\b|lived"
    r".?experience|meth(adone)?\b|misuse|mutual.?aid|naloxone|narcotic|needle|nitazene|opiate|opioid"
    r"|overdose|prescrib|recover|rehab|sober|sobriety|spice|steps?\b|substance|treatment|twelve"
    r"|12.?step|\b(al-?anon|alateen|families anonymous|nar-?anon|smart)\b",
    re.IGNORECASE,
)
# Written in capitals they are fellowships; otherwise they are parts of words and places.
INITIALS = re.compile(r"\b(A\.?A|N\.?A|C\.?A|M\.?A|D\.?A|G\.?A|CMA|HA|ACA|ACOA|SLAA|FA)\b")


def names_topic(text: str) -> bool:
    """Whether somebody who reads this sees what it is about."""
    return bool(TOPICS.search(text) or INITIALS.search(text))


def is_name_kept_back(service: Service) -> bool:
    """Whether neutral wording leaves the name out; a fellowship's own name always tells."""
    return service.is_mutual_aid or names_topic(service.name)


def address_of(place: Location, *, is_neutral: bool) -> str:
    """The address as anybody may see it; in neutral words without the parts that tell."""
    parts = place.public_address.split(", ")
    if is_neutral:
        parts = [part for part in parts if not names_topic(part)]
    return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to be in touch that anybody may see. `href` is "" where there is nothing to press."""

    label: str
    value: str
    href: str = ""


def contacts_of(service: Service, *, is_neutral: bool = False) -> list[Contact]:
    """The contacts that a page, a paper, a file or a message may show: no others exist."""
    found = [
        Contact("Phone", service.phone),
        Contact("Text", service.text_number),
        Contact("E-mail", service.email, f"mailto:{service.email}"),
        Contact("Website", service.website, service.website),
    ]
    return [one for one in found if one.value and not (is_neutral and names_topic(one.value))]


@dataclass(frozen=True, slots=True)
class Said:
    """An entry in words, made for paper: full dates, nothing to press."""

    service: Service
    title: str
    by: str
    whens: list[str]
    following: str
    wheres: list[str]
    contacts: list[Contact]
    is_name_kept_back: bool


def say(
    service: Service,
    coming: Iterable[Occurrence],
    *,
    is_neutral: bool,
    slot: Session | None = None,
) -> Said:
    """The entry in words, or with a `slot` of one of its times alone. `coming`: when it is next
    held. Its rows should be prefetched."""
    wheres = places_of(service, is_neutral=is_neutral, slot=slot)
    is_kept_back = is_neutral and is_name_kept_back(service)
    by = service.organisation.name
    return Said(
        service=service,
        title=_place_as_title(service, wheres, slot) if is_kept_back else service.name,
        by="" if is_neutral or by == service.name else by,
        whens=whens_of(
            service,
            [slot] if slot else service.sessions.all(),
            is_neutral=is_neutral,
            has_words=slot is None,
        ),
        following=next((moment(held) for held in coming), ""),
        wheres=wheres,
        contacts=contacts_of(service, is_neutral=is_neutral) + joins_of(slot, is_neutral),
        is_name_kept_back=is_kept_back,
    )


def moment(held: Occurrence) -> str:
    """A date that is still right when somebody reads it next week: "Friday 27 November, 7pm"."""
    return f"{held.local_start:%A %-d %B}, {clock(held.local_start)}"


def joins_of(slot: Session | None, is_neutral: bool) -> list[Contact]:
    """How to take part in one time from afar."""
    if slot is None:
        return []
    found = [
        Contact("Join online", slot.join_url, slot.join_url),
        Contact("Join by phone", slot.join_phone),
    ]
    return [one for one in found if one.value and not (is_neutral and names_topic(one.value))]


def places_held(service: Service, slot: Session | None = None) -> list[Location]:
    """Where it is held: one time of it where that is, and nowhere if it is not in person."""
    if slot is None:
        return list(service.locations.all())
    modes = slot.modes or service.modes
    if modes and Mode.IN_PERSON not in modes:
        return []
    return [slot.location] if slot.location else list(service.locations.all())


def places_of(service: Service, *, is_neutral: bool, slot: Session | None = None) -> list[str]:
    places = places_held(service, slot)
    found = [address_of(place, is_neutral=is_neutral) for place in places]
    modes = (slot and slot.modes) or service.modes
    ways = [str(Mode(mode).label) for mode in modes if mode != Mode.IN_PERSON]
    return list(dict.fromkeys([place for place in found if place] + ways))


def whens_of(
    service: Service,
    sessions: Iterable[Session],
    *,
    is_neutral: bool = False,
    has_words: bool = True,
) -> list[str]:
    """When these sessions are, days with the same times together: "Mondays to Fridays, 9am to
    5pm"; then (`has_words`) what the service says of its times in words."""
    alike: dict[Any, list[Session]] = {}
    for one in sorted(sessions, key=lambda one: (one.weekday, one.starts_at)):
        times = (one.starts_at, one.ends_at, one.bank_holidays)
        name = "" if is_neutral else one.name
        alike.setdefault((one.pk if one.weeks else times, name), []).append(one)
    said = [_when(together, is_neutral) for together in alike.values()]
    if has_words and service.opening_text and not is_neutral:
        said.append(service.opening_text)
    return list(dict.fromkeys(said))


def _when(together: list[Session], is_neutral: bool) -> str:
    session = together[0]
    days = list(dict.fromkeys(str(one.get_weekday_display()) + "s" for one in together))
    words = timing(session)
    if len(days) == 7:
        words = words.replace(days[0], "Every day", 1)
    elif len(days) > 2 and together[-1].weekday - session.weekday == len(days) - 1:
        words = words.replace(days[0], f"{days[0]} to {days[-1]}", 1)
    elif len(days) > 1:
        words = words.replace(days[0], f"{', '.join(days[:-1])} and {days[-1]}", 1)
    return words if is_neutral or not session.name else f"{session.name}: {words}"


def _place_as_title(service: Service, wheres: list[str], slot: Session | None) -> str:
    if not wheres:
        return "Please ring"
    place = next(iter(places_held(service, slot)), None)
    if place is None or address_of(place, is_neutral=True) != wheres[0]:
        return wheres[0]
    return f"{'In' if wheres[0] == place.town else 'At'} {wheres[0]}"
