"""Once it is under way: contacts, meeting, words, pauses, and how it ends."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone

from referrals import actions, clock, reading
from referrals.forms.moves import (
    AnswerBothForm,
    AnswerForm,
    ContactForm,
    EndForm,
    MeetingForm,
    PauseForm,
    SayForm,
    WithdrawForm,
)
from referrals.models import Referral, Side
from referrals.views.pages import (
    ANSWERS,
    SENDS,
    find_either,
    find_own,
    need,
    side_of,
    verb_page,
)
from referrals.workflow import UNANSWERED, UNDER_WAY
from rosc.access import Permission, require
from rosc.accounts.forms import ConfirmForm
from rosc.accounts.request import SignedInRequest

# Either side's worker: those who send are those who answer (`rosc.access.ROLES`).
EITHER = SENDS


def _seen(request: SignedInRequest, referral: Referral) -> reading.Seen:
    return reading.seen_by(referral, request.user, timezone.localdate())


@require(SENDS)
def answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_own(request, pk, SENDS)
    return verb_page(
        request,
        found,
        AnswerForm(request.POST or None),
        "answer",
        act=lambda data: actions.answer(referral=found, by=request.user, **data),
        done="Your answer is with them.",
    )


@require(Permission.REFERRAL_WITHDRAW)
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_own(request, pk, Permission.REFERRAL_WITHDRAW)
    return verb_page(
        request,
        found,
        WithdrawForm(request.POST or None),
        "withdraw",
        act=lambda data: actions.withdraw(referral=found, by=request.user, **data),
        done="It is withdrawn, and the other side is told.",
    )


@require(EITHER)
def record_contact(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_either(request, pk)
    need(_seen(request, found).may_contact, found)
    is_receiver = side_of(request, found) == Side.RECEIVER
    form = ContactForm(request.POST or None, referral=found, is_receiver=is_receiver)
    return verb_page(
        request,
        found,
        form,
        "record_contact",
        act=lambda data: actions.record_contact(referral=found, by=request.user, **data),
        done="It is noted.",
    )


@require(ANSWERS)
def confirm_meeting(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_own(request, pk, ANSWERS)
    return verb_page(
        request,
        found,
        MeetingForm(request.POST or None),
        "confirm_meeting",
        act=lambda data: actions.confirm_meeting(referral=found, by=request.user, **data),
        done="You met. That is the part that matters most.",
    )


@require(EITHER)
def confirm(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_either(request, pk)
    need(_seen(request, found).may_confirm, found)
    return verb_page(
        request,
        found,
        AnswerBothForm(request.POST or None),
        "confirm",
        act=lambda data: actions.confirm(referral=found, by=request.user, **data),
        done="It is noted beside what the others say.",
    )


@require(ANSWERS)
def end(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_own(request, pk, ANSWERS)
    return verb_page(
        request,
        found,
        EndForm(request.POST or None, referral=found),
        "end",
        act=lambda data: actions.end(referral=found, by=request.user, **data),
        done="The introduction is closed. The support may go on.",
    )


@require(EITHER)
def pause(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_either(request, pk)
    need(found.status in UNDER_WAY and not found.is_paused, found)
    today = timezone.localdate()
    last = clock.last_day_of_a_pause(found, today)
    return verb_page(
        request,
        found,
        PauseForm(request.POST or None, last=max(last, today)),
        "pause",
        too_late=last <= today,
        most_days=clock.MOST_DAYS_HELD,
        is_unanswered=found.status in UNANSWERED,
        act=lambda data: actions.pause(referral=found, by=request.user, **data),
        done="It is paused, and the other side is told. Its days move by as long.",
    )


@require(EITHER)
def resume(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_either(request, pk)
    need(found.is_paused, found)
    today = timezone.localdate()
    return verb_page(
        request,
        found,
        ConfirmForm(request.POST or None, label="Go on with it", is_warning=False),
        "resume",
        act=lambda data: actions.resume(referral=found, by=request.user, today=today),
        done="It goes on.",
    )


@require(EITHER)
def settle(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_either(request, pk)
    need(found.needs_check, found)
    return verb_page(
        request,
        found,
        ConfirmForm(request.POST or None, label="We have looked at it", is_warning=False),
        "settle",
        act=lambda data: actions.settle(referral=found, by=request.user),
        done="It is off the list. What each side said stays as it was said.",
    )


@require(EITHER)
def say(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_either(request, pk)
    need(found.status != "draft" and not found.is_cut_off, found)
    return verb_page(
        request,
        found,
        SayForm(request.POST or None),
        "say",
        act=lambda data: actions.say(referral=found, by=request.user, **data),
        done="It is saved.",
    )
