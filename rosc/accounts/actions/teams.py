"""Teams: people of one organisation who share work."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from rosc.access import Actor, Permission
from rosc.accounts.actions.checks import check_may
from rosc.accounts.models import Membership, Organisation, Team
from rosc.audit.actions import record


@transaction.atomic
def create_team(*, organisation: Organisation, name: str, by: Actor) -> Team:
    """Raises ValidationError when there is a team of that name."""
    check_may(by, Permission.TEAM_CHANGE, organisation)
    team = Team(organisation=organisation, name=name)
    _save(team)
    record(by=by, verb="team.create", subject=team, organisation=organisation)
    return team


@transaction.atomic
def rename_team(*, team: Team, name: str, by: Actor) -> Team:
    """Raises ValidationError when there is a team of that name."""
    check_may(by, Permission.TEAM_CHANGE, team.organisation)
    team.name = name
    _save(team)
    record(by=by, verb="team.rename", subject=team, organisation=team.organisation)
    return team


@transaction.atomic
def remove_team(*, team: Team, by: Actor) -> None:
    """The team goes; its people stay."""
    check_may(by, Permission.TEAM_CHANGE, team.organisation)
    record(by=by, verb="team.remove", subject=team, organisation=team.organisation)
    team.delete()


@transaction.atomic
def add_to_team(*, team: Team, membership: Membership, by: Actor) -> Team:
    """Raises ValidationError for somebody of another organisation."""
    check_may(by, Permission.TEAM_CHANGE, team.organisation)
    if membership.organisation_id != team.organisation_id or membership.ended_at:
        raise ValidationError("Only people of this organisation can join its teams.")
    membership.teams.add(team)
    _record_member(team, membership, "team.add", by)
    return team


@transaction.atomic
def remove_from_team(*, team: Team, membership: Membership, by: Actor) -> Team:
    check_may(by, Permission.TEAM_CHANGE, team.organisation)
    membership.teams.remove(team)
    _record_member(team, membership, "team.take_out", by)
    return team


def _record_member(team: Team, membership: Membership, verb: str, by: Actor) -> None:
    record(
        by=by,
        verb=verb,
        subject=team,
        organisation=team.organisation,
        details={"membership": membership.pk},
    )


def _save(team: Team) -> None:
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError:
        raise ValidationError("There is a team of that name already.") from None
