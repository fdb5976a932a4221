"""Organisations: found, proposed, approved, changed, led and closed."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from rosc.access import Permission, require
from rosc.accounts import actions, pages_of_organisation, reading
from rosc.accounts.filters import OrganisationFilter
from rosc.accounts.forms import (
    ChangeOrganisationForm,
    HandOverForm,
    OrganisationForm,
)
from rosc.accounts.models import Organisation
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import confirm_page, find, form_page, page_of, recently_proved


@require(Permission.ORGANISATION_READ)
def organisations(request: SignedInRequest) -> HttpResponse:
    rows = Organisation.objects.visible_to(request.user).order_by("name", "pk")
    narrowed = OrganisationFilter(request.GET, queryset=rows)
    context = {"filter": narrowed, "page": page_of(request, narrowed.qs)}
    return render(request, "accounts/organisations.html", context)


@require(Permission.ORGANISATION_READ)
def organisation(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find(request, Organisation.objects.all(), pk, Permission.ORGANISATION_READ)
    context = {
        "organisation": found,
        "may": reading.rights_in(request.user, found),
        "moves": found.moves(request.user),
        "members": reading.members_of(found),
        "teams": reading.teams_of(found),
        "invitations": reading.invitations_of(found),
        "pages": pages_of_organisation.offered(request.user, found),
        "is_second_factor_required": settings.SECOND_FACTOR_REQUIRED,
    }
    return render(request, "accounts/organisation.html", context)


@require(Permission.ORGANISATION_CREATE)
def create_organisation(request: SignedInRequest) -> HttpResponse:
    is_approving = request.user.may(Permission.ORGANISATION_APPROVE)
    form = OrganisationForm(request.POST or None)
    return form_page(
        request,
        form,
        "accounts/create_organisation.html",
        act=lambda data: actions.create_organisation(by=request.user, **data),
        done=(
            "The organisation is ready. Invite the person who leads it."
            if is_approving
            else "Thank you. An administrator will look at it and be in touch."
        ),
        to="accounts:organisations" if is_approving else "accounts:desk",
        is_approving=is_approving,
    )


@require(Permission.ORGANISATION_CHANGE)
def change_organisation(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find(request, Organisation.objects.all(), pk, Permission.ORGANISATION_CHANGE)
    form = ChangeOrganisationForm(
        request.POST or None,
        organisation=found,
        may_change_kinds=request.user.may(Permission.ORGANISATION_APPROVE),
    )
    return form_page(
        request,
        form,
        "accounts/change_organisation.html",
        act=lambda data: actions.change_organisation(organisation=found, by=request.user, **data),
        done="The organisation was changed.",
        to=reverse("accounts:organisation", args=[pk]),
        organisation=found,
    )


@require(Permission.ORGANISATION_APPROVE)
def approve_organisation(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find(request, Organisation.objects.all(), pk, Permission.ORGANISATION_APPROVE)
    return confirm_page(
        request,
        "accounts/approve_organisation.html",
        "Approve",
        is_warning=False,
        act=lambda: actions.approve_organisation(organisation=found, by=request.user),
        done=f"{found.name} is approved. Invite the person who leads it.",
        to=reverse("accounts:organisation", args=[pk]),
        organisation=found,
    )


@require(Permission.ORGANISATION_APPROVE)
@recently_proved
def close_organisation(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find(request, Organisation.objects.all(), pk, Permission.ORGANISATION_APPROVE)
    return confirm_page(
        request,
        "accounts/close_organisation.html",
        "Close the organisation",
        act=lambda: actions.close_organisation(organisation=found, by=request.user),
        done=f"{found.name} is closed.",
        to="accounts:organisations",
        organisation=found,
        members=reading.members_of(found),
    )


@require(Permission.MEMBER_CHANGE)
@recently_proved
def hand_over(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find(request, Organisation.objects.all(), pk, Permission.MEMBER_CHANGE)
    form = HandOverForm(request.POST or None, organisation=found, by=request.user)
    return form_page(
        request,
        form,
        "accounts/hand_over.html",
        act=lambda data: actions.hand_over(by=request.user, **data),
        done=f"{found.name} has somebody new who leads it.",
        to=reverse("accounts:organisation", args=[pk]),
        organisation=found,
    )
