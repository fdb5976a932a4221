"""How long records are kept: the list that two people decide, holds, and setting aside."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from rosc.access import Permission, require
from rosc.accounts.forms import ConfirmForm
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import find, form_page, page_of, recently_proved
from rosc.people import actions
from rosc.people.forms.keeping import EraseForm, HoldForm
from rosc.people.models import Review
from rosc.people.views.finding import find_person

PROPOSED = "It is proposed. Somebody else who may erase records has to approve it."


@require(Permission.PERSON_ERASE)
def reviews(request: SignedInRequest) -> HttpResponse:
    rows = Review.objects.visible_to(request.user).open().for_list(request.user)
    page = page_of(request, rows)
    shown = [review.person for review in page if review.is_readable]
    actions.searched(people=shown, by=request.user)
    return render(request, "people/reviews.html", {"page": page})


@require(Permission.PERSON_ERASE)
@recently_proved
def erase(request: SignedInRequest, pk: UUID) -> HttpResponse:
    person = find_person(request, pk, Permission.PERSON_ERASE, "erase")
    return form_page(
        request,
        EraseForm(request.POST or None),
        "people/erase.html",
        act=lambda data: actions.propose_erasure(person=person, by=request.user, **data),
        done=PROPOSED,
        to=reverse("people:reviews"),
        person=person,
    )


@require(Permission.PERSON_ERASE)
@recently_proved
def propose_erasure(request: SignedInRequest, pk: UUID) -> HttpResponse:
    review = _find_review(request, pk)
    return form_page(
        request,
        EraseForm(request.POST or None, initial={"reason": review.reason}),
        "people/propose_erasure.html",
        act=lambda data: actions.propose_erasure(person=review.person, by=request.user, **data),
        done=PROPOSED,
        to=reverse("people:reviews"),
        review=review,
    )


@require(Permission.PERSON_ERASE)
@recently_proved
def approve_erasure(request: SignedInRequest, pk: UUID) -> HttpResponse:
    review = _find_review(request, pk)
    return form_page(
        request,
        ConfirmForm(request.POST or None, label="Erase the record"),
        "people/approve_erasure.html",
        act=lambda data: actions.approve_erasure(review=review, by=request.user),
        done="The record is erased.",
        to=reverse("people:reviews"),
        review=review,
    )


@require(Permission.PERSON_ERASE)
def keep(request: SignedInRequest, pk: UUID) -> HttpResponse:
    review = _find_review(request, pk)
    return form_page(
        request,
        ConfirmForm(request.POST or None, label="Keep the record", is_warning=False),
        "people/keep.html",
        act=lambda data: actions.keep(review=review, by=request.user),
        done="The record is kept. You are asked again in a year.",
        to=reverse("people:reviews"),
        review=review,
    )


@require(Permission.PERSON_ERASE)
def restrict(request: SignedInRequest, pk: UUID) -> HttpResponse:
    person = find_person(request, pk, Permission.PERSON_ERASE, "restrict")
    return form_page(
        request,
        ConfirmForm(request.POST or None, label="Set the record aside"),
        "people/restrict.html",
        act=lambda data: actions.restrict(person=person, by=request.user),
        done="The record is set aside. It is kept, and used for nothing.",
        to=person.get_absolute_url(),
        person=person,
    )


@require(Permission.PERSON_ERASE)
def use_again(request: SignedInRequest, pk: UUID) -> HttpResponse:
    person = find_person(request, pk, Permission.PERSON_ERASE, "use_again")
    return form_page(
        request,
        ConfirmForm(request.POST or None, label="Use the record again", is_warning=False),
        "people/use_again.html",
        act=lambda data: actions.use_again(person=person, by=request.user),
        done="The record is used again.",
        to=person.get_absolute_url(),
        person=person,
    )


@require(Permission.PERSON_ERASE)
def hold(request: SignedInRequest, pk: UUID) -> HttpResponse:
    person = find_person(request, pk, Permission.PERSON_ERASE, "hold")
    return form_page(
        request,
        HoldForm(request.POST or None),
        "people/hold.html",
        act=lambda data: actions.hold(person=person, by=request.user, **data),
        done="The record is kept, whatever the years say.",
        to=person.get_absolute_url(),
        person=person,
    )


@require(Permission.PERSON_ERASE)
def release(request: SignedInRequest, pk: UUID) -> HttpResponse:
    person = find_person(request, pk, Permission.PERSON_ERASE, "release")
    return form_page(
        request,
        ConfirmForm(request.POST or None, label="Lift the legal reason", is_warning=False),
        "people/release.html",
        act=lambda data: actions.release(person=person, by=request.user),
        done="The legal reason is lifted.",
        to=person.get_absolute_url(),
        person=person,
    )


def _find_review(request: SignedInRequest, pk: UUID) -> Review:
    """One that waits; of a form sent too late, also one that is settled, which the action says."""
    rows = Review.objects.visible_to(request.user).for_list(request.user)
    if request.method == "POST":
        return find(request, rows, pk, Permission.PERSON_ERASE)
    review = find(request, rows.open(), pk, Permission.PERSON_ERASE)
    if review.is_readable:
        actions.opened(person=review.person, by=request.user, what="review")
    return review
