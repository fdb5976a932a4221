"""What the pages about people show, read in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from rosc.access import ROLES, Permission
from rosc.accounts.models import Membership, Organisation, User
from rosc.accounts.reading import rights_in
from rosc.audit.models import AuditEvent
from rosc.outbox import kinds
from rosc.people import notifications, records, safe_times
from rosc.people.models import Consent, ContactRoute, Grant, LawfulBasis, Person, RouteKind, Wording
from rosc.people.models.consents import ConsentQuerySet

MOST_LOOKS = 1000  # rows of the audit; of each day, place and role one line is shown


def page_of_person(person: Person, user: User) -> dict[str, Any]:
    """All that a worker's page of one person shows."""
    now = timezone.now()
    return {
        "person": person,
        "may": rights_in(user, person.organisation),
        "routes": person.routes.current(),
        "consents": consents_for(user, person).not_in_circle(),
        "grants": person.grants.standing(now).given().select_related("user"),
        "kept_from": person.kept_from.order_by("name", "pk"),
        "panels": records.panels(person, user),
        "ask_to_ring": notifications.ask_to_ring(person),
        "today": timezone.localdate(),
    }


def waits_until(person: Person) -> datetime | None:
    """When the next safe time of the way we would write to them begins; None when it is safe now,
    or there is no such way or time."""
    route, now = notifications.route_for(person), timezone.now()
    moment = route and safe_times.next_moment(route, now, is_unasked=False)
    return timezone.localtime(moment) if moment and moment > now else None


def has_offences(user: User, person: Person) -> bool:
    """Whether `user` may know what concerns convictions: the right, at a place that may hold it."""
    basis = getattr(person.organisation, "lawful_basis", None)
    is_held = bool(basis and basis.holds_offences)
    return is_held and user.may(Permission.OFFENCE_READ, person.organisation)


def consents_for(user: User, person: Person) -> ConsentQuerySet:
    """What they agreed to, as far as `user` may know it."""
    rows = Consent.objects.filter(person=person).select_related("recipient")
    return rows if has_offences(user, person) else rows.without_offences()


def members_to_give_to(person: Person) -> QuerySet[User]:
    """Who works with people there and could be let into this record: for an open record, only
    those who do not see everybody anyway."""
    wide = Permission.PERSON_READ_ALL
    roles = [
        r.slug
        for r in ROLES.values()
        if Permission.PERSON_READ in r.permissions
        if person.is_closed or wide not in r.permissions
    ]
    has_it = person.grants.standing(timezone.now()).given().values("user")
    kept = person.kept_from.values("pk")
    return _members(person, roles).exclude(pk__in=has_it).exclude(pk__in=kept)


def members_to_keep(person: Person) -> QuerySet[User]:
    """Who could keep a colleague's record: whoever writes in records there."""
    roles = [r.slug for r in ROLES.values() if Permission.PERSON_CHANGE in r.permissions]
    return _members(person, roles).exclude(pk__in=person.kept_from.values("pk"))


def members_to_keep_out(person: Person) -> QuerySet[User]:
    roles = [r.slug for r in ROLES.values() if Permission.PERSON_READ in r.permissions]
    return _members(person, roles).exclude(pk__in=person.kept_from.values("pk"))


def members_kept_out(person: Person, *, is_late: bool) -> QuerySet[User]:
    """Those named as kept out; of a form sent too late, anybody who works there."""
    if is_late:
        return _members(person, list(ROLES))
    return User.objects.filter(pk__in=person.kept_from.values("pk"))


def grants_to_end(person: Person, *, is_late: bool) -> QuerySet[Grant]:
    """Those that stand; of a form sent too late, also those that have ended."""
    rows = person.grants.given().select_related("user", "person__organisation")
    return rows if is_late else rows.standing(timezone.now())


def _members(person: Person, roles: list[str]) -> QuerySet[User]:
    held = Membership.objects.active().filter(organisation=person.organisation_id, role__in=roles)
    rows = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return rows.order_by("name", "pk")


def basis_of(organisation: Organisation) -> LawfulBasis | None:
    return LawfulBasis.objects.filter(organisation=organisation).first()


@dataclass(frozen=True, slots=True)
class Sample:
    """One message that may go to a person, in the words of their route."""

    label: str
    text: str
    is_unasked: bool


def samples_for(route: ContactRoute) -> list[Sample]:
    """Every text that may go by this route, as it would go; none where the portal sends nothing."""
    if route.kind not in notifications.CHANNELS:
        return []
    is_open = route.wording == Wording.OPEN
    return [
        Sample(kind.label, kind.sample(is_open), kind.is_unsolicited)
        for kind in kinds.registered()
        if kind.sample
    ]


def said_through(route: ContactRoute) -> str:
    """What is said to somebody whom the person trusts, and nothing else."""
    return notifications.ask_to_ring(route.person) if route.kind == RouteKind.THROUGH else ""


# --- For the person themselves ----------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at what is held about a person: a day, a place and a role, and no name."""

    on: date
    organisation: str
    role: str


def looks_at(people: Iterable[Person]) -> list[Look]:
    """Who opened what is held about them, the latest first, each day, place and role once."""
    ids = [pk for person in people for pk in records.subjects(person)]
    rows = AuditEvent.objects.filter(
        subject_id__in=ids, actor_kind__in=("user", "link"), verb__endswith=".open"
    ).order_by("-id")[:MOST_LOOKS]
    events = list(rows)
    roles = _roles_of({event.actor_id for event in events if event.actor_id})
    names = dict(
        Organisation.objects.filter(
            pk__in={event.organisation_id for event in events if event.organisation_id}
        ).values_list("pk", "name")
    )
    return list(dict.fromkeys(_look(event, roles, names) for event in events))


def _look(
    event: AuditEvent, roles: dict[tuple[UUID, UUID | None], str], names: dict[UUID, str]
) -> Look:
    actor, where = event.actor_id, event.organisation_id
    role = ""
    if actor:
        role = roles.get((actor, where)) or roles.get((actor, None)) or ""
    place = names.get(where, "") if where else ""
    return Look(timezone.localdate(event.at), place, role or "Somebody who worked there")


def _roles_of(actors: set[UUID]) -> dict[tuple[UUID, UUID | None], str]:
    """The role each holds, or held last, at each organisation."""
    rows = Membership.objects.filter(user__in=actors).order_by("created_at", "pk")
    return {(one.user_id, one.organisation_id): one.get_role_display() for one in rows}


def own_consents(people: list[Person]) -> ConsentQuerySet:
    """What the person agreed to and has not taken back, at each organisation that knows them."""
    rows = Consent.objects.not_withdrawn().filter(person__in=[one.pk for one in people])
    return rows.select_related("recipient", "person__organisation")


def own_page_of(people: list[Person]) -> dict[str, Any]:
    """All that a person's own page shows. No number, address or note that is saved."""
    first, today = people[0], timezone.localdate()
    return {
        "person": first,
        "places": [one.organisation for one in people],
        "panels": records.own_panels(people),
        "consents": [one for one in own_consents(people).not_in_circle() if one.stands(today)],
        "routes": ContactRoute.objects.current()
        .filter(person__in=[one.pk for one in people])
        .select_related("person__organisation"),
        "looks": looks_at(people),
        "told": [one for person in people for one in told_without_asking(person)],
    }


def told_without_asking(person: Person) -> QuerySet[Any]:
    """What was passed on without their agreement, unless being told adds to the danger."""
    return person.disclosures.filter(is_kept_from_person=False, approved_at__isnull=False)
