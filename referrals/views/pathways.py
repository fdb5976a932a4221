"""Agreed pathways: the list, one of them, and what either side does with it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from referrals import actions
from referrals import missing_pathways as gaps
from referrals import pathway_measures as measures
from referrals import pathways as ways
from referrals.forms.pathways import AgreeForm, ChangeForm, ReviewForm, TermsForm
from referrals.models import AgreedPathway, Side
from referrals.views.pages import looked_for
from rosc.access import Permission, SomebodyGotThereFirst, require
from rosc.accounts.forms import ConfirmForm
from rosc.accounts.models import Organisation
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import find, form_page, page_of

READS, CHANGES = Permission.REFERRAL_SEND, Permission.PATHWAY_CHANGE
MOST_FOUND = 20


def find_pathway(request: SignedInRequest, pk: UUID) -> AgreedPathway:
    """One of the reader's organisations', or 404."""
    rows = AgreedPathway.objects.visible_to(request.user).for_pages()
    return get_object_or_404(rows, pk=pk)


def _to_change(request: SignedInRequest, pk: UUID) -> tuple[AgreedPathway, str]:
    """The same with the side the reader may act for; else 403, or 409 once it has ended."""
    found = find_pathway(request, pk)
    side = ways.side_of(found, request.user, CHANGES)
    if side == Side.NOBODY:
        raise PermissionDenied(CHANGES)
    _need(found.ended_on is None, found)
    return found, side


def _need(is_possible: bool, pathway: AgreedPathway) -> None:
    if not is_possible:
        error = SomebodyGotThereFirst()
        error.back_url = pathway.get_absolute_url()
        raise error


def _page(
    request: SignedInRequest,
    verb: str,
    found: AgreedPathway,
    form: BaseForm,
    *,
    act: Callable[..., Any],
    done: str,
) -> HttpResponse:
    return form_page(
        request,
        form,
        f"referrals/{verb}.html",
        act=lambda data: act(pathway=found, by=request.user, **data),
        done=done,
        to=found.get_absolute_url(),
        pathway=found,
    )


@require(READS)
def pathways(request: SignedInRequest) -> HttpResponse:
    """Those of one's own organisations, and for treatment those that are missing."""
    today = timezone.localdate()
    leads = request.user.organisations_with(CHANGES)
    treatment = [one for one in leads if "treatment" in one.kinds]
    context = {
        "page": page_of(request, AgreedPathway.objects.visible_to(request.user).open().for_pages()),
        "waiting": {one.pk for one in AgreedPathway.objects.waiting_for([o.pk for o in leads])},
        "missing": gaps.missing_of(treatment, today) if treatment else [],
        "leads": leads,
        "today": today,
    }
    return render(request, "referrals/pathways.html", context)


@require(READS)
def pathway(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found, today = find_pathway(request, pk), timezone.localdate()
    side = ways.side_of(found, request.user, READS)
    if side == Side.NOBODY:
        raise PermissionDenied(READS)
    acts_for = ways.side_of(found, request.user, CHANGES)
    context = {
        "pathway": found,
        "lines": ways.lines_of(found),
        "measure": measures.measured(found, side, today) if _is_used(found) else None,
        "may_change": acts_for != Side.NOBODY and found.ended_on is None,
        "is_mine_to_agree": acts_for == found.waits_for() != Side.NOBODY,
        "is_due": found.is_due(today),
    }
    return render(request, "referrals/pathway.html", context)


def _is_used(pathway: AgreedPathway) -> bool:
    """Whether anybody may have gone along it."""
    return pathway.is_standing or pathway.ended_on is not None


@require(CHANGES)
def propose_pathway(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """With whom, found by name; then which way, and what the two agree to."""
    own = find(request, Organisation.objects.all(), pk, CHANGES)
    way, key = request.GET.get("way", ""), request.GET.get("with", "")
    q = looked_for(request)
    if not key:
        found = ways.partners(own, q)[:MOST_FOUND] if q else []
        context = {"organisation": own, "q": q, "found": found}
        return render(request, "referrals/propose_pathway.html", context)
    other = get_object_or_404(ways.partners(own, ""), pk=_uuid(key))
    side = Side.RECEIVER if way == "in" else Side.SENDER
    sender, receiver = (own, other) if side == Side.SENDER else (other, own)
    return form_page(
        request,
        TermsForm(request.POST or None, receiver=receiver),
        "referrals/propose_pathway.html",
        act=lambda data: actions.propose_pathway(
            sender=sender, receiver=receiver, side=side, by=request.user, **data
        ),
        done=f"It is proposed. {other.name} is asked to agree.",
        to=reverse("referrals:pathways"),
        organisation=own,
        other=other,
        sender=sender,
        receiver=receiver,
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


@require(CHANGES)
def agree_pathway(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found, side = _to_change(request, pk)
    _need(found.waits_for() == side, found)
    form = AgreeForm(request.POST or None, pathway=found)
    act = partial(actions.agree_pathway, side=side)
    done = "You two agree. Whoever introduces somebody sees it from now on."
    return _page(request, "agree_pathway", found, form, act=act, done=done)


@require(CHANGES)
def change_pathway(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found, side = _to_change(request, pk)
    form = ChangeForm(request.POST or None, receiver=found.receiver, pathway=found)
    act = partial(actions.change_pathway, side=side)
    return _page(request, "change_pathway", found, form, act=act, done="It is saved.")


@require(CHANGES)
def review_pathway(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found, side = _to_change(request, pk)
    _need(found.is_standing, found)
    form = ReviewForm(request.POST or None, pathway=found)
    act = partial(actions.review_pathway, side=side)
    return _page(request, "review_pathway", found, form, act=act, done="Thank you. It stands.")


@require(CHANGES)
def end_pathway(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found, side = _to_change(request, pk)
    form = ConfirmForm(request.POST or None, label="End it")
    act = partial(actions.end_pathway, side=side)
    done = "It is ended. People who are on their way already are answered as before."
    return _page(request, "end_pathway", found, form, act=act, done=done)


@require(Permission.GAPS_READ)
def missing_pathways(request: SignedInRequest) -> HttpResponse:
    """For those who plan for an area: which are missing, and not a word of anybody."""
    page = page_of(request, gaps.providers_of(request.user))
    found = gaps.missing_of(list(page.object_list), timezone.localdate())
    return render(request, "referrals/missing_pathways.html", {"page": page, "missing": found})
