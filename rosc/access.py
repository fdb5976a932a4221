"""Who may do what: permissions, the roles that hold them, and who is acting. No models.

Three locks guard a page: signing in (the default), `require` (the permission is held in some
active membership), and `visible_to(user)` on the rows. The object's own organisation is
checked by the action that changes it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, Protocol
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase


class Permission(StrEnum):
    """One thing somebody may do, in some organisation (administrators: in all)."""

    ORGANISATION_READ = "organisation.read"
    ORGANISATION_CREATE = "organisation.create"  # without ORGANISATION_APPROVE: to propose it
    ORGANISATION_CHANGE = "organisation.change"
    ORGANISATION_APPROVE = "organisation.approve"
    MEMBER_READ = "member.read"
    MEMBER_INVITE = "member.invite"
    MEMBER_CHANGE = "member.change"
    SECOND_FACTOR_RESET = "second_factor.reset"
    TEAM_CHANGE = "team.change"
    SERVICE_CHANGE = "service.change"
    STANDARDS_ANSWER = "standards.answer"
    PERSON_READ = "person.read"  # without PERSON_READ_ALL: only whoever was given to them
    PERSON_READ_ALL = "person.read_all"
    PERSON_CHANGE = "person.change"
    PERSON_SAFETY = "person.safety"  # contact, consent and stopping: the person's own as well
    ROUTE_CONFIRM = "route.confirm"  # they said that a way to reach them is still right
    PERSON_EXPORT = "person.export"
    PERSON_GIVE = "person.give"  # to a peer worker; and who may not open a record
    PERSON_ERASE = "person.erase"  # restrict, keep, give out and erase
    PERSON_BREAK_GLASS = "person.break_glass"
    OFFENCE_READ = "offence.read"  # only where the organisation may hold it at all
    SAFEGUARDING_RAISE = "safeguarding.raise"  # and to read what one raised oneself
    SAFEGUARDING_READ = "safeguarding.read"
    DISCLOSURE_APPROVE = "disclosure.approve"  # never what one asked for oneself
    REFERRAL_READ = "referral.read"
    REFERRAL_SEND = "referral.send"
    REFERRAL_ANSWER = "referral.answer"
    REFERRAL_WITHDRAW = "referral.withdraw"
    REFERRAL_HAND_OVER = "referral.hand_over"  # all that is open, when a service closes
    PATHWAY_CHANGE = "pathway.change"
    CHECK_UP_READ = "check_up.read"  # without PERSON_READ_ALL: only the plans given to them
    CHECK_UP_HOLD = "check_up.hold"
    CHECK_UP_MOVE = "check_up.move"  # another day, a pause, an end: the person's own as well
    CHECK_UP_AGREE = "check_up.agree"  # a plan, its pace, and who does it
    SCHEDULE_CHANGE = "schedule.change"
    ON_CALL = "on_call"  # put oneself down to be rung
    GAPS_READ = "gaps.read"
    FIGURES_READ = "figures.read"  # of one's own organisation; never of an area
    REFERENCE_CHANGE = "reference.change"
    AUDIT_READ = "audit.read"
    MESSAGES_READ = "messages.read"
    REPORT_ANSWER = "report.answer"


@dataclass(frozen=True, slots=True)
class Role:
    """A set of permissions with a name people use.

    `is_portal_wide` roles belong to no organisation; `only_in` names the kind of organisation
    a role is limited to.
    """

    slug: str
    label: str
    permissions: frozenset[Permission]
    is_leading: bool = False
    is_portal_wide: bool = False
    only_in: str = ""

    def fits(self, kinds: Iterable[str]) -> bool:
        """Whether an organisation of these kinds has such a role (a LERO leader leads a LERO)."""
        return not self.is_portal_wide and (not self.only_in or self.only_in in kinds)


P = Permission
_PEER = {
    *(P.PERSON_READ, P.ROUTE_CONFIRM, P.REFERRAL_READ, P.SAFEGUARDING_RAISE),
    *(P.CHECK_UP_READ, P.CHECK_UP_HOLD, P.CHECK_UP_MOVE, P.ON_CALL),
}
_PEOPLE = _PEER | {
    P.PERSON_READ_ALL,
    P.PERSON_CHANGE,
    P.PERSON_SAFETY,
    P.PERSON_EXPORT,
    P.OFFENCE_READ,
    P.REFERRAL_SEND,
    P.REFERRAL_ANSWER,
    P.REFERRAL_WITHDRAW,
    P.CHECK_UP_AGREE,
}
_MEMBER = {P.ORGANISATION_READ, P.ORGANISATION_CREATE, P.MEMBER_READ}
_LEADING = {
    P.ORGANISATION_CHANGE,
    P.MEMBER_INVITE,
    P.MEMBER_CHANGE,
    P.SECOND_FACTOR_RESET,
    P.TEAM_CHANGE,
    P.SERVICE_CHANGE,
    P.REPORT_ANSWER,
}
_SAFEGUARDING = {P.SAFEGUARDING_RAISE, P.SAFEGUARDING_READ, P.DISCLOSURE_APPROVE}
_LEADING_PEOPLE = {
    *(P.PERSON_GIVE, P.PERSON_ERASE, P.DISCLOSURE_APPROVE, P.FIGURES_READ),
    *(P.PATHWAY_CHANGE, P.REFERRAL_HAND_OVER, P.SCHEDULE_CHANGE),
}
_NOT_FOR_ADMINISTRATORS = _PEOPLE | _LEADING_PEOPLE | _SAFEGUARDING | {P.STANDARDS_ANSWER}

ROLES: dict[str, Role] = {
    role.slug: role
    for role in (
        Role("keyworker", "Keyworker", frozenset(_MEMBER | _PEOPLE)),
        Role(
            "coordinator",
            "Coordinator",
            frozenset(_MEMBER | _PEOPLE | _LEADING | _LEADING_PEOPLE),
            is_leading=True,
        ),
        Role(
            "lero_leader",
            "LERO leader",
            frozenset(_MEMBER | _PEOPLE | _LEADING | _LEADING_PEOPLE | {P.STANDARDS_ANSWER}),
            is_leading=True,
            only_in="lero",
        ),
        Role(
            "lero_member",
            "LERO member",
            frozenset(_MEMBER | {P.STANDARDS_ANSWER}),
            only_in="lero",
        ),
        Role("board_member", "Board member", frozenset(_MEMBER | {P.STANDARDS_ANSWER})),
        Role("peer_worker", "Peer worker", frozenset(_MEMBER | _PEER)),
        Role(
            "safeguarding_lead",
            "Safeguarding lead",
            frozenset(_MEMBER | _SAFEGUARDING),
        ),
        Role(
            "commissioner",
            "Commissioner",
            frozenset(_MEMBER | {P.GAPS_READ}),
            only_in="partnership",
        ),
        Role(
            "administrator",
            "Administrator",
            frozenset(set(Permission) - _NOT_FOR_ADMINISTRATORS),
            is_portal_wide=True,
        ),
    )
}
ROLE_CHOICES = [(role.slug, role.label) for role in ROLES.values()]
# Whoever can open a person's record proves it with a second factor.
SECOND_FACTOR_ROLES = {
    r.slug
    for r in ROLES.values()
    if r.permissions & {P.PERSON_READ, P.SAFEGUARDING_READ, P.PERSON_BREAK_GLASS}
}


class SomebodyGotThereFirst(Exception):
    """What was to be changed is no longer as the page showed it; answered by a 409 page.

    `back_url`, where a page sets it, is where it can be seen as it is now; `words`, where an
    action sets them, say what was in the way.
    """

    back_url = ""
    words = ""


class Actor(Protocol):
    """Who does something: a User, a Link (somebody answering without an account) or SYSTEM."""

    @property
    def actor_kind(self) -> str: ...

    @property
    def actor_id(self) -> UUID | None: ...

    def may(self, permission: Permission, organisation: Any = None) -> bool:
        """Whether the permission is held, in `organisation` if one is given, else in any."""
        ...


@dataclass(frozen=True, slots=True)
class System:
    """The portal itself, at work on a schedule. It may do whatever its own code asks of it."""

    actor_kind: str = "system"
    actor_id: UUID | None = None

    def may(self, permission: Permission, organisation: Any = None) -> bool:
        return True


SYSTEM = System()


@dataclass(frozen=True, slots=True)
class Anybody:
    """Somebody without an account, of whom nothing is known. They hold no permission."""

    actor_kind: str = "anonymous"
    actor_id: UUID | None = None

    def may(self, permission: Permission, organisation: Any = None) -> bool:
        return False


ANYBODY = Anybody()


@dataclass(frozen=True, slots=True)
class Link:
    """Somebody who answers by a link, without an account: one thing, in one organisation."""

    actor_id: UUID
    permission: Permission
    organisation_id: UUID
    actor_kind: str = "link"

    def may(self, permission: Permission, organisation: Any = None) -> bool:
        is_there = organisation is not None and organisation.pk == self.organisation_id
        return is_there and permission == self.permission


ONES_OWN = {
    Permission.PERSON_SAFETY,
    Permission.REFERRAL_WITHDRAW,
    Permission.CHECK_UP_MOVE,
}


@dataclass(frozen=True, slots=True)
class Oneself:
    """The person whom records are about, on their own page. Theirs are `person_ids`, one for each
    organisation that holds a record of them."""

    actor_id: UUID
    person_ids: frozenset[UUID]
    organisation_ids: frozenset[UUID]
    actor_kind: str = "person"

    def may(self, permission: Permission, organisation: Any = None) -> bool:
        is_there = organisation is not None and organisation.pk in self.organisation_ids
        return is_there and permission in ONES_OWN


@dataclass(frozen=True, slots=True)
class Portal:
    """Where a right is asked for when what it is about is no organisation's: nobody has a role
    there but administrators, who have theirs everywhere. (None would mean: anywhere.)"""

    pk: None = None


PORTAL = Portal()

View = Callable[..., HttpResponseBase]


def require(permission: Permission) -> Callable[[View], View]:
    """Let a view be opened only by somebody who holds `permission` in an active membership.

    Raises PermissionDenied (403). The permission is left on the view for tests to read.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated or not request.user.may(permission):
                raise PermissionDenied(permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def own_account(view: View) -> View:
    """Mark a view that needs no permission because it shows and changes only what is one's own."""
    view.is_own_account = True  # type: ignore[attr-defined]
    return view
