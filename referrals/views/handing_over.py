"""A service closes: who is asked where they would like to go, and what they say."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from directory.models import Service
from referrals import actions, links, shown
from referrals import handing_over as reading
from referrals.forms.handing_over import (
    AnswerByFollowing,
    AnswerForThemForm,
    HandOverForm,
    SaidForm,
)
from referrals.models import AnswerLink, HandOver, Side
from referrals.models.answering import LinkPurpose
from referrals.reading import called
from referrals.views.open_pages import busy, find_link, is_too_often, open_page, over
from referrals.views.pages import SENDS, home_of, looked_for
from rosc.access import Permission, SomebodyGotThereFirst, require
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import find, form_page
from rosc.people.models import ConsentMethod
from rosc.people.visits import Me, in_person

HANDS_OVER = Permission.REFERRAL_HAND_OVER


@require(HANDS_OVER)
def hand_over(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """All who are introduced to a service that closes; ask many at once about another."""
    rows = Service.objects.select_related("organisation").prefetch_related("locations")
    service = find(request, rows, pk, HANDS_OVER)
    q = looked_for(request)
    open_ones = reading.rows_of(service, request.user)
    found = reading.successors_of(service, q)
    form = HandOverForm(request.POST or None, rows=open_ones, found=found)
    actions.listed(
        referrals=[row.referral for row in open_ones],
        named=reading.named_in(open_ones),
        by=request.user,
        filters=["hand_over"],
    )
    return form_page(
        request,
        form,
        "referrals/hand_over.html",
        act=lambda data: actions.hand_over(by=request.user, **data),
        done="They are asked, and those who introduced them are told. Nothing moves without a yes.",
        to=reverse("referrals:hand_over", args=[pk]),
        service=service,
        rows=open_ones,
        found=found,
        q=q,
        is_closed=reading.is_closed(service),
    )


@require(SENDS)
def answer_hand_over(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Who introduced them has rung, and notes what they say."""
    asked = get_object_or_404(HandOver.objects.visible_to(request.user).for_pages(), pk=pk)
    referral = asked.referral
    if not request.user.may(SENDS, referral.held_by) or not asked.referral.has_worker:
        raise PermissionDenied(SENDS)
    _need(asked)
    if request.method != "POST":
        what = "answer_hand_over"
        actions.opened(referral=referral, by=request.user, side=Side.SENDER, what=what)
    return form_page(
        request,
        AnswerForThemForm(request.POST or None),
        "referrals/answer_hand_over.html",
        act=lambda data: actions.answer_hand_over(hand_over=asked, by=request.user, **data),
        done="Thank you. It is noted.",
        to=home_of(referral),
        asked=asked,
        called=called(referral, Side.SENDER),
        details=reading.details_of(referral),
        today=timezone.localdate(),
    )


def _need(asked: HandOver) -> None:
    """Raises SomebodyGotThereFirst once they have answered, or it has moved on."""
    if asked.said or not asked.referral.is_open:
        error = SomebodyGotThereFirst()
        error.back_url = home_of(asked.referral)
        raise error


@in_person
def mine_hand_over(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """The person themselves, on their own page."""
    asked = get_object_or_404(reading.asked_of(me.people), pk=pk)
    form = SaidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said: Any = {**form.cleaned_data, "method": ConsentMethod.OWN_LINK}
        try:
            actions.answer_hand_over(hand_over=asked, by=me.actor, **said)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("people:mine")
    context = {
        "form": form,
        "person": me.people[0],
        "asked": asked,
        "details": reading.details_of(asked.referral),
    }
    return render(request, "referrals/mine_hand_over.html", context)


@open_page
def follow_hand_over(request: HttpRequest, token: str) -> HttpResponse:
    """A professional without an account has asked them: page, form, sent."""
    if is_too_often(request):
        return busy(request)
    link, why = find_link(token, LinkPurpose.FOLLOW)
    asked = shown.elsewhere_of(link.referral) if link and not why else None
    if link is None or asked is None:
        return over(request, link, why or "moved_on")
    form = _told(request)
    if form is not None and form.is_bound and form.is_valid():
        try:
            return _do_told(request, link, asked, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        except SomebodyGotThereFirst:
            return over(request, link, "moved_on")
    by = links.actor_of(link)
    actions.opened(referral=link.referral, by=by, side=Side.SENDER, what="follow")
    context = {"form": form, "asked": asked, "standing": shown.standing(link.referral)}
    return render(request, "referrals/follow_hand_over.html", context)


def _told(request: HttpRequest) -> AnswerByFollowing | None:
    """The form, once they have pressed that they were told; bound, once that is sent."""
    if request.POST.get("verb") != "answer":
        return None
    form = AnswerByFollowing(request.POST if "is_sent" in request.POST else None)
    form.initial["verb"] = "answer"
    return form


def _do_told(
    request: HttpRequest, link: AnswerLink, asked: HandOver, data: dict[str, Any]
) -> HttpResponse:
    said = {name: data[name] for name in ("said", "method")}
    actions.answer_hand_over(hand_over=asked, by=links.actor_of(link), **said)
    verb = f"hand_over_{said['said']}"
    return render(request, "referrals/follow_done.html", {"verb": verb})
