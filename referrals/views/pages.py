"""What the pages share: finding an introduction on one of its sides, and a verb's page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from directory.search.words import clean_text
from referrals import actions, reading
from referrals.models import Referral
from rosc.access import Permission, SomebodyGotThereFirst
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import form_page
from rosc.workflow import allowed

ANSWERS, SENDS = Permission.REFERRAL_ANSWER, Permission.REFERRAL_SEND


def looked_for(request: HttpRequest) -> str:
    """The name that somebody looks for on a page: one line, of at most 100 characters."""
    return clean_text(request.GET.get("q", ""))[:100]


def find_referral(request: SignedInRequest, pk: UUID) -> Referral:
    """One that the reader may see, or 404."""
    rows = Referral.objects.visible_to(request.user).for_list()
    found: Referral = get_object_or_404(rows, pk=pk)
    return found


def find_own(request: SignedInRequest, pk: UUID, permission: Permission) -> Referral:
    """The same, with the right on the side that the permission belongs to: else 403."""
    found = find_referral(request, pk)
    where = found.receiver if permission == ANSWERS else found.held_by
    if not request.user.may(permission, where):
        raise PermissionDenied(permission)
    return found


def find_either(request: SignedInRequest, pk: UUID) -> Referral:
    """The same, for whoever writes on one of the two sides: else 403."""
    found = find_referral(request, pk)
    if not reading.acts_for(found, request.user):
        raise PermissionDenied(SENDS)
    return found


def home_of(referral: Referral) -> str:
    return reverse("referrals:referral", args=[referral.pk])


def need(is_possible: bool, referral: Referral, words: str = "") -> None:
    """Raises SomebodyGotThereFirst (409): it is no longer as the page that led here showed it;
    `words` say what is in the way."""
    if not is_possible:
        error = SomebodyGotThereFirst()
        error.words = words
        error.back_url = home_of(referral)
        raise error


def verb_page(
    request: SignedInRequest,
    referral: Referral,
    form: BaseForm,
    verb: str,
    *,
    act: Callable[[dict[str, Any]], Any],
    done: str,
    **context: Any,
) -> HttpResponse:
    """The page of one verb: looked at, it says at once where it can no longer be done."""
    if verb in referral.TRANSITIONS:
        need(allowed(referral, verb, request.user), referral)
    seen = reading.seen_by(referral, request.user, timezone.localdate())
    if request.method != "POST" or not form.is_valid():
        actions.opened(referral=referral, by=request.user, side=seen.side, what=verb)
    return form_page(
        request,
        form,
        f"referrals/{verb}.html",
        act=act,
        done=done,
        to=home_of(referral),
        referral=referral,
        seen=seen,
        **context,
    )


def side_of(request: SignedInRequest, referral: Referral) -> str:
    return reading.side_of(referral, request.user)
