"""What the pages of those who look after entries show, read in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from directory.actions.entry_changes import merged, missing_in, moved_since, needs_approval, seen_of
from directory.actions.entry_facts import LOCATION, held
from directory.actions.entry_says import Says, as_json, from_kept, says_of
from directory.actions.entry_versions import read_service
from directory.actions.entry_words import Difference, Line, Words, place_words
from directory.forms.housing import HousingQuestion
from directory.forms.questions import (
    HOUSING,
    AboutQuestion,
    AreaQuestion,
    CostQuestion,
    JoiningQuestion,
    KindQuestion,
    LeadingQuestion,
    NameQuestion,
    OffersQuestion,
    PeopleQuestion,
    Question,
    TouchQuestion,
    WelcomeQuestion,
    WhenQuestion,
    WhereQuestion,
)
from directory.models import ContactAgreement, EntryChange, EntryVersion, Location, Service
from directory.models.choices import ServiceStatus
from directory.workflow import OPEN_CHANGES
from rosc.access import Actor, Permission
from rosc.accounts.models import Organisation, User
from rosc.audit.names import names_of

NOBODY = UUID(int=0)
EIGHT: tuple[type[Question], ...] = (
    *(NameQuestion, KindQuestion, AboutQuestion, PeopleQuestion),
    *(WhereQuestion, WhenQuestion, TouchQuestion, CostQuestion),
)
MORE: tuple[type[Question], ...] = (
    *(LeadingQuestion, WelcomeQuestion, JoiningQuestion, OffersQuestion),
    *(AreaQuestion, HousingQuestion),
)
QUESTIONS = {question.slug: question for question in (*EIGHT, *MORE)}


@dataclass(frozen=True)
class Draft:
    """An entry with the change that somebody is at work on, if there is one."""

    service: Service
    change: EntryChange | None
    says: Says

    @property
    def is_new(self) -> bool:
        """Whether nobody has seen the entry yet."""
        return self.service.status == ServiceStatus.DRAFT

    @property
    def answered(self) -> list[str]:
        return self.change.answered if self.change else []

    def seen(self, question: str) -> str:
        return seen_of(self.service, self.change, question)

    def number_of(self, question: str) -> int:
        """Which of the eight it is; 0 for one that may be left out."""
        slugs = [one.slug for one in EIGHT]
        return slugs.index(question) + 1 if question in slugs else 0

    def next_question(self, after: str) -> str:
        """The next of the eight without an answer; empty where all have, or it is no new one."""
        if not self.is_new or not self.number_of(after):
            return ""
        slugs = [one.slug for one in EIGHT]
        later = slugs[slugs.index(after) :] + slugs
        return next((slug for slug in later if slug not in self.answered), "")

    @property
    def sections(self) -> list[tuple[type[Question], list[Line]]]:
        """Each question with what was answered; of the ones left out, only the eight."""
        lines = Words().lines(self.says)
        by_question = {
            slug: [line for line in lines if line.question == slug] for slug in QUESTIONS
        }
        return [
            (QUESTIONS[slug], found)
            for slug, found in by_question.items()
            if found or QUESTIONS[slug] in EIGHT
        ]

    @property
    def more(self) -> list[type[Question]]:
        """The questions nobody has answered that may be left out."""
        said = {question.slug for question, _ in self.sections}
        is_house = HOUSING in self.says.get("kinds", [])
        return [q for q in MORE if q.slug not in said and (q is not HousingQuestion or is_house)]

    @property
    def missing(self) -> list[type[Question]]:
        return [QUESTIONS[slug] for slug in missing_in(self.says)]

    def theirs(self) -> list[Difference]:
        """What has changed in the entry since the draft was begun: as it was, as it is now."""
        if self.change is None or self.change.base == self.service.version:
            return []
        return Words().differences(*moved_since(self.change, self.service))

    def needs_approval(self, by: Actor) -> bool:
        return needs_approval(self.service.organisation, by)

    def places(self) -> list[tuple[str, str]]:
        return [(one["key"], place_words(one)) for one in self.says.get("locations", [])]

    def times(self) -> list[tuple[str, str]]:
        words = Words()
        slots = sorted(
            self.says.get("sessions", []), key=lambda one: (one["weekday"], str(one["starts_at"]))
        )
        return [(one["key"], words.session(one, self.says)) for one in slots]


def draft_of(found: Service) -> Draft:
    """The draft of an entry that was found among those the reader may see."""
    service = read_service(found.pk)
    change = service.unsettled_change
    if change is None:
        says = {"name": service.name} if service.status == ServiceStatus.DRAFT else says_of(service)
        return Draft(service, None, says)
    return Draft(service, change, merged(change, service))


def current_lines(service: Service) -> list[Line]:
    """What the public is told now."""
    return Words().lines(says_of(read_service(service.pk)))


def review_of(change: EntryChange) -> tuple[Draft, list[Difference]]:
    """A change that waits, and what it does to the entry: before and after."""
    draft = draft_of(change.service)
    before = {} if draft.is_new else says_of(draft.service)
    return draft, Words().differences(before, draft.says)


def places_elsewhere(draft: Draft) -> list[Location]:
    """The organisation's other places, to be taken over with one press; each address once."""
    there = {
        (one.get("address", ""), one.get("postcode", "")) for one in draft.says.get("locations", [])
    }
    found: dict[Any, Location] = {}
    for place in Location.objects.filter(organisation=draft.service.organisation).order_by("pk"):
        key = (place.address, place.postcode)
        if key not in there:
            found.setdefault(key, place)
    return list(found.values())[:10]


def place_says(place: Location) -> Says:
    """A stored place as another entry says it."""
    said: Says = as_json(held(LOCATION, place))
    return said


def agreements_of(service: Service) -> list[tuple[ContactAgreement, str]]:
    """Whose private contacts are shown, and who recorded that they have agreed."""
    live = [one for one in service.agreements.all() if one.ended_at is None]
    names = names_of(("accounts.user", one.recorded_by_id) for one in live)
    return [(one, names.get(one.recorded_by_id or NOBODY, "the portal")) for one in live]


def told_by(versions: Iterable[EntryVersion]) -> list[tuple[EntryVersion, str]]:
    """Each version with whoever made it."""
    found = list(versions)
    names = names_of(
        ("accounts.user" if one.actor_kind == "user" else "", one.actor_id) for one in found
    )
    return [(one, names.get(one.actor_id or NOBODY, "the portal")) for one in found]


def version_of(service: Service, version: EntryVersion) -> tuple[list[Line], list[Difference]]:
    """What a version said, and what putting it back would change."""
    words, then = Words(), from_kept(service, version.says)
    now = says_of(read_service(service.pk))
    return words.lines(then), words.differences(now, then)


def entries_of(user: User) -> QuerySet[Service]:
    """The entries `user` may work on; not those begun and thrown away."""
    worked_on = EntryChange.objects.filter(service=OuterRef("pk"), status__in=OPEN_CHANGES)
    rows = Service.objects.visible_to(user).for_owners()
    if not user.is_administrator:
        rows = rows.filter(organisation__in=user.organisations_with(Permission.SERVICE_CHANGE))
    return rows.filter(~Q(status=ServiceStatus.DRAFT) | Exists(worked_on)).order_by("name", "pk")


def organisations_for(user: User) -> list[Organisation]:
    """Those `user` may add entries to."""
    own = user.organisations_with(Permission.SERVICE_CHANGE)
    if own or not user.is_administrator:
        return own
    return list(Organisation.objects.approved().order_by("name"))
