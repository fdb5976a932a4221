"""What an entry says, in plain words: for checking answers, for comparing, for old versions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from typing import Any

from django.db.models import Model

from directory.actions import entry_facts
from directory.actions.entry_says import Says
from directory.models import (
    Audience,
    Fellowship,
    HousingFacts,
    HousingLevel,
    Intervention,
    Kind,
    LocalAuthority,
    Location,
    Service,
    Session,
)
from directory.models.choices import Accessibility, Mode, Stated
from directory.models.sessions import Weekday
from directory.models.upkeep import Contact, Whose
from directory.models.vocabulary import Wellbeing
from directory.models.words import pounds
from rosc.ui.templatetags.ui import clock


@dataclass(frozen=True, slots=True)
class Line:
    """One thing an entry says. `question` is the page on which it is said."""

    question: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two texts say differently; empty where one says nothing."""

    label: str
    before: str
    after: str


class Words:
    """Says entries in words; reads each table of the vocabulary once, when it is first needed."""

    def lines(self, says: Says) -> list[Line]:
        """Everything it says, in the order of the questions. What is not said is left out."""
        found = []
        for question, label, name, say in _LINES:
            value = says.get(name)
            if value not in (None, "", [], {}, Stated.NOT_STATED):
                found.append(Line(question, label, say(self, value, says)))
        return [*found, *self._housing(says), *self._private(says)]

    def differences(self, before: Says, after: Says) -> list[Difference]:
        """What they say differently, each thing once."""
        one = {line.label: line for line in self.lines(before)}
        other = {line.label: line for line in self.lines(after)}
        labels = dict.fromkeys([*one, *other])
        pairs = [
            (label, one[label].text if label in one else "", getattr(other.get(label), "text", ""))
            for label in labels
        ]
        return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]

    # --- Vocabulary ----------------------------------------------------------------------------
    @cached_property
    def kinds(self) -> dict[str, str]:
        return _names(Kind)

    @cached_property
    def audiences(self) -> dict[str, str]:
        return _names(Audience)

    @cached_property
    def interventions(self) -> dict[str, str]:
        return _names(Intervention)

    @cached_property
    def fellowships(self) -> dict[str, str]:
        return _names(Fellowship)

    @cached_property
    def levels(self) -> dict[str, str]:
        return _names(HousingLevel)

    @cached_property
    def areas(self) -> dict[str, str]:
        return dict(LocalAuthority.objects.values_list("pk", "name"))

    # --- Parts ---------------------------------------------------------------------------------
    def session(self, said: Says, says: Says) -> str:
        places = {place["key"]: place_words(place) for place in says.get("locations", [])}
        parts = [_rule(said)]
        if len(places) > 1 and said.get("location") in places:
            parts.append(f"at {places[said['location']]}")
        if said.get("bank_holidays") in ("runs", "closed"):
            parts.append(str(Session.BankHolidays(said["bank_holidays"]).label).lower())
        for name, word in (("valid_from", "from"), ("valid_to", "until")):
            if said.get(name):
                parts.append(f"{word} {_day(said[name])}")
        if said.get("visitors_welcome") == "yes":
            parts.append("visitors welcome")
        parts += [said[name] for name in ("note", "join_url", "join_phone") if said.get(name)]
        parts += said.get("formats", [])
        parts += [_exception(one) for one in said.get("exceptions", [])]
        return ", ".join(parts)

    def _housing(self, says: Says) -> list[Line]:
        housing = says.get("housing") or {}
        columns: dict[str, Callable[[Any], str]] = {
            "level": lambda value: self.levels.get(value, value),
            "weekly_cost_pence": pounds,
        }
        found = []
        for name in ("level", *entry_facts.HOUSING):
            value = housing.get(name)
            if value not in (None, "", Stated.NOT_STATED):
                field = _HOUSING[name]
                words = str(columns[name](value)) if name in columns else _choice(field, value)
                found.append(Line("housing", f"Living there: {field.verbose_name}", words))
        return found

    def _private(self, says: Says) -> list[Line]:
        private = [one for one in says.get("private", []) if says.get(one)]
        if not private:
            return []
        what = ", ".join(str(Contact(one).label).lower() for one in private)
        whose = Whose(says["whose"]).label if says.get("whose") in Whose.values else "Somebody"
        agreed = f"agreed on {_day(says['agreed_on'])}" if says.get("agreed_on") else "not agreed"
        return [Line("touch", "Private contact", f"{what}: {str(whose).lower()}, {agreed}")]


def place_words(said: Says) -> str:
    """A place as its owners see it, with what is kept from the public."""
    place = Location(**{k: said[k] for k in ("name", "address", "town", "postcode") if k in said})
    words = place.public_address
    return f"{words} (kept private)" if said.get("is_withheld") else words


def _place(said: Says) -> str:
    parts = [place_words(said)]
    parts += [str(Accessibility(need).label) for need in said.get("accessibility", [])]
    parts += [said[name] for name in ("accessibility_note", "directions") if said.get(name)]
    return ". ".join(parts)


def _names(model: type[Model]) -> dict[str, str]:
    rows = model._default_manager.values_list("pk", "plain_name")
    return {str(key): name for key, name in rows}


def _rule(said: Says) -> str:
    day = str(Weekday(said["weekday"]).label)
    names = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th", -1: "last"}
    weeks = [name for week, name in names.items() if week in said.get("weeks", [])]
    when = f"{' and '.join(weeks)} {day} of the month" if weeks else f"{day}s"
    start = clock(time.fromisoformat(str(said["starts_at"])))
    until = f" to {clock(time.fromisoformat(said['ends_at']))}" if said.get("ends_at") else ""
    modes = " or ".join(str(Mode(mode).label).lower() for mode in said.get("modes", []))
    name = f"{said['name']}: " if said.get("name") else ""
    return f"{name}{when}, {start}{until}" + (f", {modes}" if modes else "")


def _exception(said: Says) -> str:
    if said.get("is_cancelled", True):
        return f"not on {_day(said['on'])}"
    start = clock(time.fromisoformat(str(said["starts_at"])))
    return f"on {_day(said['on'])} at {start}"


def _day(value: Any) -> str:
    on = value if isinstance(value, date) else date.fromisoformat(str(value))
    return f"{on:%-d %B %Y}"


def _choice(field: Any, value: Any) -> str:
    return str(dict(field.flatchoices).get(value, value))


_HOUSING: dict[str, Any] = {column.name: column for column in HousingFacts._meta.concrete_fields}
Say = Callable[[Words, Any, Says], str]


def _plain(words: Words, value: Any, says: Says) -> str:
    return str(value)


def _chosen(name: str) -> Say:
    field = Service._meta.get_field(name)
    return lambda words, value, says: _choice(field, value)


def _slugs(table: str) -> Say:
    def say(words: Words, value: Any, says: Says) -> str:
        names = getattr(words, table)
        slugs = value if isinstance(value, list) else [value]
        return ", ".join(sorted(names.get(slug, slug) for slug in slugs))

    return say


def _listed(words: Words, value: Any, says: Says) -> str:
    return ", ".join(value)


def _modes(words: Words, value: Any, says: Says) -> str:
    return ", ".join(str(mode.label) for mode in Mode if mode in value)


def _ways(words: Words, value: Any, says: Says) -> str:
    return ", ".join(str(way.label) for way in Wellbeing if way in value)


def _places(words: Words, value: Any, says: Says) -> str:
    return "\n".join(sorted(_place(place) for place in value))


def _sessions(words: Words, value: Any, says: Says) -> str:
    in_order = sorted(value, key=lambda one: (one["weekday"], str(one["starts_at"])))
    return "\n".join(words.session(one, says) for one in in_order)


def _links(words: Words, value: Any, says: Says) -> str:
    return "\n".join(f"{one.get('label', '')}: {one.get('url', '')}" for one in value)


def _yes(words: Words, value: Any, says: Says) -> str:
    return "Yes" if value else "No"


_LINES: list[tuple[str, str, str, Say]] = [
    ("name", "Name", "name", _plain),
    ("kind", "Kind of help", "kinds", _slugs("kinds")),
    ("kind", "Mutual aid group", "fellowship", _slugs("fellowships")),
    ("about", "What it is", "description", _plain),
    ("about", "What happens the first time", "what_happens_first", _plain),
    ("people", "Who it is for", "audiences", _slugs("audiences")),
    ("people", "From age", "min_age", _plain),
    ("people", "To age", "max_age", _plain),
    ("where", "How people take part", "modes", _modes),
    ("where", "Places", "locations", _places),
    ("when", "Times", "sessions", _sessions),
    ("when", "Times in words", "opening_text", _plain),
    ("touch", "Phone", "phone", _plain),
    ("touch", "Text messages", "text_number", _plain),
    ("touch", "E-mail", "email", _plain),
    ("touch", "Website", "website", _plain),
    ("cost", "Cost", "cost", _chosen("cost")),
    ("cost", "More about the cost", "cost_note", _plain),
    ("area", "Areas", "areas", _slugs("areas")),
    ("area", "Anywhere in England", "is_national", _yes),
    ("area", "Comes to people within, miles", "reach_miles", _plain),
    ("welcome", "Family welcome", "family_welcome", _chosen("family_welcome")),
    ("welcome", "Help with", "substances", _chosen("substances")),
    ("welcome", "Drinking and using", "sobriety", _chosen("sobriety")),
    ("welcome", "Languages", "languages", _listed),
    ("leading", "Who leads it", "who_leads", _chosen("who_leads")),
    ("leading", "Somebody can go along with you", "goes_along", _chosen("goes_along")),
    ("leading", "Volunteering", "volunteering_offered", _chosen("volunteering_offered")),
    ("joining", "Drop in", "drop_in", _chosen("drop_in")),
    ("joining", "You can get in touch yourself", "self_referral", _chosen("self_referral")),
    ("joining", "How to be introduced", "referral_note", _plain),
    ("joining", "Links", "links", _links),
    ("offers", "What it offers", "interventions", _slugs("interventions")),
    ("offers", "Ways to feel well", "wellbeing", _ways),
    ("offers", "Open to the public", "public_access", _chosen("public_access")),
    ("offers", "Mutual aid meetings there", "hosts_mutual_aid", _chosen("hosts_mutual_aid")),
]
