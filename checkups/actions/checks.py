"""What every action on a plan asks first."""

from datetime import date, time, timedelta

from django.core.exceptions import PermissionDenied, ValidationError

from checkups.models import Plan
from checkups.schedule import is_waking
from rosc.access import Actor, Oneself, Permission
from rosc.accounts.models import Organisation, OrganisationKind, Team, User
from rosc.people.models import Person

FURTHEST = timedelta(days=366)  # so far off a check-up may be put
# Of these kinds are those that people turn to about alcohol and drugs. A supporting service may be
# a landlord, probation or a social worker, and stays that whatever else it is.
ABOUT_USE = {OrganisationKind.TREATMENT, OrganisationKind.RSS, OrganisationKind.LERO}


def need(by: Actor, permission: Permission, plan: Plan) -> None:
    """Raises PermissionDenied unless `by` may, where the plan is. A peer worker may for the plans
    they do themselves; the person, for their own."""
    if isinstance(by, Oneself) and plan.person_id not in by.person_ids:
        raise PermissionDenied(permission)
    sees_all = not isinstance(by, User) or by.may(Permission.PERSON_READ_ALL, plan.organisation)
    if not sees_all and plan.worker_id != by.actor_id:
        raise PermissionDenied(permission)
    if not by.may(permission, plan.organisation):
        raise PermissionDenied(permission)


def may_be_asked(person: Person) -> None:
    """Raises ValidationError for somebody who is not to be contacted."""
    if person.died_on or person.is_stopped or person.is_restricted or person.is_hidden:
        raise ValidationError(
            "This person is not to be contacted, or the record is set aside.", code="aside"
        )


def may_do_it(person: Person, worker: User | None, team: Team | None) -> None:
    """Raises ValidationError unless whoever is to do it can open the record, and works there."""
    if worker is None and team is None:
        raise ValidationError({"worker": "Choose who keeps in touch"})
    if team is not None and team.organisation_id != person.organisation_id:
        raise ValidationError({"team": "That team works somewhere else"})
    if worker is not None and not is_open_to(person, worker):
        raise ValidationError(
            {"worker": f"{worker.name} cannot open this record. A peer worker is given it first."}
        )


def is_open_to(person: Person, worker: User) -> bool:
    """Whether `worker` may hold check-ups with the person, by their role and the record."""
    fresh = User.objects.get(pk=worker.pk)  # memberships are read once for each user object
    there = fresh.may(Permission.CHECK_UP_HOLD, person.organisation)
    return there and Person.objects.visible_to(fresh).filter(pk=person.pk).exists()


def asks_about_use(organisation: Organisation) -> bool:
    """Whether a check-up there asks about alcohol and drugs, unless the person says otherwise: a
    supporting service does not, nor what is a council or a group in the community alone."""
    kinds = set(organisation.kinds)
    return bool(kinds & ABOUT_USE) and OrganisationKind.SUPPORTING not in kinds


def day_and_time(on: date, at: time, today: date) -> None:
    """Raises ValidationError for a day that is past or more than a year off, and for an hour in
    which nobody is rung."""
    if not today <= on <= today + FURTHEST:
        raise ValidationError({"on": "Enter today, or a day that is still to come, within a year"})
    if not is_waking(at):
        raise ValidationError({"at": "Enter a time from 8 in the morning to before 8 at night"})
