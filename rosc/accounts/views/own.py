"""What is one's own: the desk, the account, and what was kept of a form."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from rosc.access import Permission, own_account, require
from rosc.accounts import actions, drafts, own_forms
from rosc.accounts import desk as desk_registry
from rosc.accounts.forms import ConfirmForm, NameForm
from rosc.accounts.middleware import has_second_factor
from rosc.accounts.models import FormDraft
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import form_page
from rosc.ui.views import form_too_old

PER_LIST = 10


@own_account
def desk(request: SignedInRequest) -> HttpResponse:
    context = {
        "waiting": desk_registry.waiting_for(request.user),
        "actions": desk_registry.actions_for(request.user),
        "panels": desk_registry.panels_for(request.user),
        "kept": FormDraft.objects.kept_for(request.user, timezone.now()),
        "memberships": request.user.active_memberships,
    }
    return render(request, "accounts/desk.html", context)


@require(Permission.ORGANISATION_APPROVE)
def worklist(request: SignedInRequest) -> HttpResponse:
    """Everything that waits for an administrator, of every part of the portal."""
    waiting = desk_registry.waiting_for(request.user)
    chosen = request.GET.get("what", "")
    shown = [item for item in waiting if item.title == chosen] or waiting
    context = {
        "waiting": waiting,
        "chosen": chosen,
        "groups": [(item, list(item.rows(PER_LIST)) if item.rows else []) for item in shown],
    }
    return render(request, "accounts/worklist.html", context)


@own_account
def my_account(request: SignedInRequest) -> HttpResponse:
    context = {
        "memberships": request.user.active_memberships,
        "has_second_factor": has_second_factor(request.user),
    }
    return render(request, "accounts/my_account.html", context)


@own_account
def change_name(request: SignedInRequest) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    return form_page(
        request,
        form,
        "accounts/change_name.html",
        act=lambda data: actions.change_name(user=request.user, by=request.user, **data),
        done="Your name was changed.",
        to="accounts:my_account",
    )


@own_account
def sign_out_everywhere(request: SignedInRequest) -> HttpResponse:
    def leave(_: dict[str, Any]) -> None:
        actions.sign_out_everywhere(user=request.user, by=request.user)
        logout(request)  # this session has just ended too; it cannot be written to any more

    form = ConfirmForm(request.POST or None, label="Sign out everywhere")
    return form_page(
        request,
        form,
        "accounts/sign_out_everywhere.html",
        act=leave,
        done="You are signed out everywhere. Sign in again to go on.",
        to="account_login",
    )


@own_account
def kept(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What was typed, to read and copy, should the form itself be gone."""
    rows = FormDraft.objects.kept_for(request.user, timezone.now())
    draft = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        drafts.clear(request.user, draft.path)
        messages.success(request, "What you had typed was thrown away.")
        return redirect("accounts:desk")
    form = ConfirmForm(label="Throw it away")
    typed = drafts.values_of(draft)
    fields = {name.replace("_", " ").capitalize(): values for name, values in typed.items()}
    context = {"draft": draft, "fields": fields, "form": form}
    return render(request, "accounts/kept.html", context)


@login_not_required
def stale_form(request: SignedInRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: a form from before signing in again is kept and shown once more.

    Nothing that the form asks for is done. Only a form that the browser says came from the
    portal's own page is kept, so that nobody else can put words into it. It is kept for whoever
    had the page open, who may have left it to the one who signed in after them.
    """
    user = request.late_user or request.user
    owner = own_forms.owner_of(request) or user
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    is_kept = is_ours and user.is_authenticated and drafts.keep(request, owner)
    if not is_kept or owner != user:
        return form_too_old(request, reason)
    messages.info(request, "We kept what you typed. Check it, then send it once more.")
    return redirect(drafts.page_of(request))
