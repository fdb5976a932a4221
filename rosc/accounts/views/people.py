"""People who work here, and their roles."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from rosc.access import Permission, require
from rosc.accounts import actions
from rosc.accounts.filters import MemberFilter
from rosc.accounts.forms import ResetSecondFactorForm, RoleForm
from rosc.accounts.models import Membership, User
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import (
    confirm_page,
    find,
    form_page,
    home_of,
    page_of,
    recently_proved,
)


@require(Permission.MEMBER_READ)
def members(request: SignedInRequest) -> HttpResponse:
    rows = User.objects.visible_to(request.user).order_by("name", "pk")
    narrowed = MemberFilter(request.GET, queryset=rows, request=request)
    held = Membership.objects.current().visible_to(request.user).select_related("organisation")
    roles = Prefetch("memberships", held.order_by("organisation__name", "pk"), to_attr="held_here")
    page = page_of(request, narrowed.qs.prefetch_related(roles))
    return render(request, "accounts/members.html", {"filter": narrowed, "page": page})


@require(Permission.MEMBER_READ)
def member(request: SignedInRequest, pk: UUID) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    held = person.memberships.current().select_related("organisation")
    context = {
        "person": person,
        "memberships": held.visible_to(request.user).order_by("organisation__name", "pk"),
        "may": {right.name for right in Permission if _may_for(request.user, person, right)},
    }
    return render(request, "accounts/member.html", context)


@require(Permission.MEMBER_CHANGE)
@recently_proved
def change_role(request: SignedInRequest, pk: UUID) -> HttpResponse:
    membership = _find_membership(request, pk)
    form = RoleForm(request.POST or None, by=request.user, membership=membership)
    return form_page(
        request,
        form,
        "accounts/change_role.html",
        act=lambda data: actions.change_role(membership=membership, by=request.user, **data),
        done=f"{membership.user.name} has a new role.",
        to=home_of(membership, reverse("accounts:member", args=[membership.user_id])),
        membership=membership,
    )


@require(Permission.MEMBER_CHANGE)
@recently_proved
def end_membership(request: SignedInRequest, pk: UUID) -> HttpResponse:
    membership = _find_membership(request, pk)
    return confirm_page(
        request,
        "accounts/end_membership.html",
        "End the role",
        act=lambda: actions.end_membership(membership=membership, by=request.user),
        done=f"{membership.user.name} no longer has that role.",
        to=home_of(membership, reverse("accounts:member", args=[membership.user_id])),
        membership=membership,
    )


@require(Permission.MEMBER_CHANGE)
@recently_proved
def deactivate(request: SignedInRequest, pk: UUID) -> HttpResponse:
    person = _find_person(request, pk, Permission.MEMBER_CHANGE)
    return confirm_page(
        request,
        "accounts/deactivate.html",
        "Close the account",
        act=lambda: actions.deactivate(user=person, by=request.user),
        done=f"{person.name} can no longer sign in.",
        to=reverse("accounts:member", args=[pk]),
        person=person,
    )


@require(Permission.MEMBER_CHANGE)
@recently_proved
def reactivate(request: SignedInRequest, pk: UUID) -> HttpResponse:
    person = _find_person(request, pk, Permission.MEMBER_CHANGE)
    return confirm_page(
        request,
        "accounts/reactivate.html",
        "Open the account again",
        is_warning=False,
        act=lambda: actions.reactivate(user=person, by=request.user),
        done=f"{person.name} can sign in again.",
        to=reverse("accounts:member", args=[pk]),
        person=person,
    )


@require(Permission.SECOND_FACTOR_RESET)
@recently_proved
def reset_second_factor(request: SignedInRequest, pk: UUID) -> HttpResponse:
    person = _find_person(request, pk, Permission.SECOND_FACTOR_RESET)
    return form_page(
        request,
        ResetSecondFactorForm(request.POST or None),
        "accounts/reset_second_factor.html",
        act=lambda data: actions.reset_second_factor(user=person, by=request.user, **data),
        done=f"{person.name} can now set up a new second step. We have told them by e-mail.",
        to=reverse("accounts:member", args=[pk]),
        person=person,
    )


def _find_membership(request: SignedInRequest, pk: UUID) -> Membership:
    """One that is held; of a form sent too late, also one that has ended, which the action says."""
    rows = Membership.objects.select_related("user", "organisation")
    if request.method != "POST":
        rows = rows.current()
    return find(request, rows, pk, Permission.MEMBER_CHANGE)


def _find_person(request: SignedInRequest, pk: UUID, permission: Permission) -> User:
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if person == request.user or not _may_for(request.user, person, permission):
        raise PermissionDenied(permission)
    return person


def _may_for(user: User, person: User, permission: Permission) -> bool:
    """Whether `user` holds the permission in one of the organisations the person works for."""
    if user.is_administrator:
        return user.may(permission)
    held = person.memberships.current().select_related("organisation")
    return any(user.may(permission, one.organisation) for one in held if one.organisation)
