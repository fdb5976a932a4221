"""Inviting people, and the page their link opens."""

from uuid import UUID

from allauth.account.utils import perform_login
from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from rosc.access import Permission, require
from rosc.accounts import actions
from rosc.accounts.forms import ConfirmForm, InviteForm, JoinForm
from rosc.accounts.models import Invitation, Organisation, User
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import confirm_page, find, form_page, home_of, recently_proved


@require(Permission.MEMBER_INVITE)
@recently_proved
def invite(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find(request, Organisation.objects.all(), pk, Permission.MEMBER_INVITE)
    form = InviteForm(request.POST or None, by=request.user, organisation=found)
    return form_page(
        request,
        form,
        "accounts/invite.html",
        act=lambda data: actions.invite(organisation=found, by=request.user, **data),
        done="The invitation is on its way. It can be used for 7 days.",
        to=reverse("accounts:organisation", args=[pk]),
        organisation=found,
    )


@require(Permission.ORGANISATION_APPROVE)
@recently_proved
def invite_administrator(request: SignedInRequest) -> HttpResponse:
    form = InviteForm(request.POST or None, by=request.user, organisation=None)
    return form_page(
        request,
        form,
        "accounts/invite_administrator.html",
        act=lambda data: actions.invite(organisation=None, by=request.user, **data),
        done="The invitation is on its way. It can be used for 7 days.",
        to="accounts:members",
    )


@require(Permission.MEMBER_INVITE)
def send_again(request: SignedInRequest, pk: UUID) -> HttpResponse:
    invitation = _find_invitation(request, pk)
    return confirm_page(
        request,
        "accounts/send_again.html",
        "Send it again",
        is_warning=False,
        act=lambda: actions.send_again(invitation=invitation, by=request.user),
        done="A new link is on its way. The old one no longer works.",
        to=home_of(invitation, reverse("accounts:members")),
        invitation=invitation,
    )


@require(Permission.MEMBER_INVITE)
def withdraw_invitation(request: SignedInRequest, pk: UUID) -> HttpResponse:
    invitation = _find_invitation(request, pk)
    return confirm_page(
        request,
        "accounts/withdraw_invitation.html",
        "Withdraw the invitation",
        act=lambda: actions.withdraw_invitation(invitation=invitation, by=request.user),
        done="The invitation was withdrawn. Its link no longer works.",
        to=home_of(invitation, reverse("accounts:members")),
        invitation=invitation,
    )


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def accept_invitation(request: SignedInRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing; only sending the form does."""
    limited = consume_or_429(request, action="invitation")
    if limited:
        return limited
    invitation = Invitation.objects.open_by(token, timezone.now())
    if invitation is None:
        return render(request, "accounts/invitation_closed.html", status=410)
    if User.objects.with_address(invitation.email).exists():
        return _accept_as_member(request, invitation)
    return _join(request, invitation)


def _join(request: SignedInRequest, invitation: Invitation) -> HttpResponse:
    form = JoinForm(request.POST or None, email=invitation.email)
    if not request.user.is_authenticated and request.method == "POST" and form.is_valid():
        user = actions.join(invitation=invitation, **form.cleaned_data)
        return perform_login(request, user, email_verification="none")
    context = {"form": form, "invitation": invitation}
    return render(request, "accounts/accept_invitation.html", context)


def _accept_as_member(request: SignedInRequest, invitation: Invitation) -> HttpResponse:
    form = ConfirmForm(request.POST or None, label="Accept", is_warning=False)
    is_theirs = request.user.is_authenticated and request.user.email == invitation.email
    if is_theirs and request.method == "POST":
        actions.accept_invitation(invitation=invitation, by=request.user)
        messages.success(request, "You have a new role.")
        return redirect("accounts:desk")
    context = {"form": form, "invitation": invitation, "is_theirs": is_theirs, "is_known": True}
    return render(request, "accounts/accept_invitation.html", context)


def _find_invitation(request: SignedInRequest, pk: UUID) -> Invitation:
    """One that waits; of a form sent too late, also one that is settled, which the action says."""
    rows = Invitation.objects.select_related("organisation")
    if request.method != "POST":
        rows = rows.pending()
    return find(request, rows, pk, Permission.MEMBER_INVITE)
