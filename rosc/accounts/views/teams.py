"""Teams of an organisation."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from rosc.access import Permission, require
from rosc.accounts import actions
from rosc.accounts.forms import AddToTeamForm, TeamForm
from rosc.accounts.models import Membership, Organisation, Team
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import confirm_page, find, form_page


@require(Permission.TEAM_CHANGE)
def create_team(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find(request, Organisation.objects.all(), pk, Permission.TEAM_CHANGE)
    return form_page(
        request,
        TeamForm(request.POST or None),
        "accounts/create_team.html",
        act=lambda data: actions.create_team(organisation=found, by=request.user, **data),
        done="The team is ready.",
        to=reverse("accounts:organisation", args=[pk]),
        organisation=found,
    )


@require(Permission.TEAM_CHANGE)
def rename_team(request: SignedInRequest, pk: UUID) -> HttpResponse:
    team = _find_team(request, pk)
    return form_page(
        request,
        TeamForm(request.POST or None, initial={"name": team.name}),
        "accounts/rename_team.html",
        act=lambda data: actions.rename_team(team=team, by=request.user, **data),
        done="The team has a new name.",
        to=reverse("accounts:organisation", args=[team.organisation_id]),
        team=team,
    )


@require(Permission.TEAM_CHANGE)
def remove_team(request: SignedInRequest, pk: UUID) -> HttpResponse:
    team = _find_team(request, pk)
    return confirm_page(
        request,
        "accounts/remove_team.html",
        "Remove the team",
        act=lambda: actions.remove_team(team=team, by=request.user),
        done="The team was removed.",
        to=reverse("accounts:organisation", args=[team.organisation_id]),
        team=team,
    )


@require(Permission.TEAM_CHANGE)
def add_to_team(request: SignedInRequest, pk: UUID) -> HttpResponse:
    team = _find_team(request, pk)
    return form_page(
        request,
        AddToTeamForm(request.POST or None, team=team),
        "accounts/add_to_team.html",
        act=lambda data: actions.add_to_team(team=team, by=request.user, **data),
        done="They have joined the team.",
        to=reverse("accounts:organisation", args=[team.organisation_id]),
        team=team,
    )


@require(Permission.TEAM_CHANGE)
def remove_from_team(request: SignedInRequest, pk: UUID, membership_pk: UUID) -> HttpResponse:
    team = _find_team(request, pk)
    members = Membership.objects.visible_to(request.user).filter(teams=team)
    membership = get_object_or_404(members.select_related("user"), pk=membership_pk)
    return confirm_page(
        request,
        "accounts/remove_from_team.html",
        "Take them out of the team",
        act=lambda: actions.remove_from_team(team=team, membership=membership, by=request.user),
        done=f"{membership.user.name} has left the team.",
        to=reverse("accounts:organisation", args=[team.organisation_id]),
        team=team,
        membership=membership,
    )


def _find_team(request: SignedInRequest, pk: UUID) -> Team:
    rows = Team.objects.select_related("organisation")
    return find(request, rows, pk, Permission.TEAM_CHANGE)
