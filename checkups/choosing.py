"""What a worker chooses from when a plan is agreed: schedules, and who keeps in touch."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from checkups.actions import Chosen
from checkups.models import ScheduleCopy
from checkups.models.plans import SEES_ALL
from checkups.schedule import LEAVING, Pattern
from checkups.shipped import USUALLY_SHOWN, Schedule, all_shipped, for_leaving, usual_for
from rosc.access import ROLES, Permission
from rosc.accounts.models import Membership, Organisation, Team, User
from rosc.people.models import Person

OWN = "own"  # days that somebody writes themselves
HOLDS = [r.slug for r in ROLES.values() if Permission.CHECK_UP_HOLD in r.permissions]


@dataclass(frozen=True, slots=True)
class Offered:
    """One schedule to choose, as the form shows it. `key`: its slug, or the id of a copy."""

    key: str
    slug: str
    name: str
    about: str
    source: str
    pattern: Pattern

    @property
    def is_thin(self) -> bool:
        return self.pattern.is_thin()


def _shipped(one: Schedule) -> Offered:
    return Offered(one.slug, one.slug, one.name, one.about, one.source, one.pattern)


def _copy(one: ScheduleCopy) -> Offered:
    source = all_shipped()[one.based_on].source if one.based_on in all_shipped() else ""
    source = source or "Made here. It is not from a trial."
    return Offered(str(one.pk), one.based_on, one.name, one.about, source, one.pattern)


def shown_at(organisation: Organisation) -> list[Offered]:
    """The three that the organisation uses; where it chose none, the three that are usual."""
    own = [_copy(one) for one in organisation.schedules.shown()]
    return own or [_shipped(all_shipped()[slug]) for slug in USUALLY_SHOWN]


def offered_at(organisation: Organisation, kind: str = "") -> tuple[list[Offered], list[Offered]]:
    """Those, with the one that is usual for this beginning; and every other."""
    shown = shown_at(organisation)
    usual = usual_for(kind) if kind else None
    if usual and usual.slug not in {one.slug for one in shown}:
        shown = [*shown, _shipped(usual)]
    names = {one.slug for one in shown}
    rest = [_shipped(one) for one in all_shipped().values() if one.slug not in names]
    hidden = organisation.schedules.current().filter(is_shown=False)
    return shown, [_copy(one) for one in hidden] + rest


def proposed(shown: list[Offered], kind: str) -> Offered:
    """The one to propose first: the usual one for this beginning."""
    usual = usual_for(kind).slug
    return next((one for one in shown if one.slug == usual), shown[0])


def chosen_of(offered: Offered, kind: str, *, is_alone: bool) -> Chosen:
    """What is agreed: after leaving treatment, a thin one is joined by the light contacts of the
    first 90 days, unless the person chose otherwise."""
    pattern = offered.pattern
    if kind in LEAVING and not is_alone:
        pattern = for_leaving(pattern)
    return Chosen(offered.slug or OWN, offered.name, pattern)


def own_days(days: tuple[int, ...], step: int | None) -> Chosen:
    return Chosen(OWN, "Days of their own", Pattern(days, step))


# --- Who keeps in touch ---------------------------------------------------------------------------
def members_for(person: Person) -> list[User]:
    """Who may hold check-ups with the person: those who work with everybody there, and the peer
    workers whom the person was given to."""
    there = Membership.objects.active().filter(organisation=person.organisation_id, role__in=HOLDS)
    given = set(person.grants.to_support().filter(ended_at=None).values_list("user_id", flat=True))
    kept = set(person.kept_from.values_list("pk", flat=True))
    rows = there.select_related("user").order_by("user__name", "pk")
    found = {
        one.user_id: one.user
        for one in rows
        if (one.role in SEES_ALL and not person.is_closed) or one.user_id in given
    }
    return [user for pk, user in found.items() if pk not in kept]


def who_choices(person: Person) -> list[tuple[str, str]]:
    """Everybody, and each team, by a key that `read_who` takes."""
    people = [(f"user:{one.pk}", one.name) for one in members_for(person)]
    teams = Team.objects.filter(organisation=person.organisation_id).order_by("name", "pk")
    return people + [(f"team:{one.pk}", f"The team {one.name}") for one in teams]


def read_who(key: str) -> dict[str, Any]:
    """The worker or the team that a key names."""
    kind, _, pk = key.partition(":")
    user = User.objects.filter(pk=UUID(pk)).first() if kind == "user" else None
    team = Team.objects.filter(pk=UUID(pk)).first() if kind == "team" else None
    return {"worker": user, "team": team}
