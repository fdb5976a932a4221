"""What a person agrees to, who may look, and on what ground an organisation holds records."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from rosc.access import Permission, require
from rosc.accounts.forms import ConfirmForm
from rosc.accounts.models import Organisation
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import find, form_page
from rosc.people import actions, reading
from rosc.people.forms.agreements import AgreeForm, BasisForm, ColleagueForm
from rosc.people.views.pages import find_consent, find_person, home_of

P = Permission


@require(P.PERSON_SAFETY)
def agree(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_SAFETY, what="consent")
    has_offences = reading.has_offences(request.user, found)
    return form_page(
        request,
        AgreeForm(request.POST or None, has_offences=has_offences),
        "people/agree.html",
        act=lambda data: actions.agree(person=found, by=request.user, **data),
        done="It is written down. They can take it back on any day.",
        to=home_of(found),
        person=found,
    )


@require(P.PERSON_SAFETY)
def withdraw(request: SignedInRequest, pk: UUID, consent_pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_SAFETY, what="consent")
    consent = find_consent(request, found, consent_pk)
    return form_page(
        request,
        ConfirmForm(request.POST or None, label="They take it back"),
        "people/withdraw.html",
        act=lambda data: actions.withdraw(consent=consent, by=request.user),
        done="It is taken back, from this moment on.",
        to=home_of(found),
        person=found,
        consent=consent,
    )


@require(P.PERSON_CHANGE)
def keep_from(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_CHANGE, what="access")
    offered = reading.members_to_keep_out(found)
    is_oneself = request.POST.get("user") == str(request.user.pk)
    return form_page(
        request,
        ColleagueForm(request.POST or None, offered=offered, label="Keep them out"),
        "people/keep_from.html",
        act=lambda data: actions.keep_from(person=found, by=request.user, **data),
        done="They cannot open this record any more.",
        to="people:people" if is_oneself else home_of(found),
        person=found,
    )


@require(P.PERSON_GIVE)
def let_in(request: SignedInRequest, pk: UUID, user_pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_GIVE, what="access")
    rows = reading.members_kept_out(found, is_late=request.method == "POST")
    colleague = get_object_or_404(rows, pk=user_pk)
    return form_page(
        request,
        ConfirmForm(request.POST or None, label="Let them in again"),
        "people/let_in.html",
        act=lambda data: actions.let_in(person=found, user=colleague, by=request.user),
        done=f"{colleague.name} can open this record again.",
        to=home_of(found),
        person=found,
        colleague=colleague,
    )


@require(P.PERSON_GIVE)
def give(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_GIVE, what="access")
    offered = reading.members_to_give_to(found)
    return form_page(
        request,
        ColleagueForm(request.POST or None, offered=offered, label="Let them in"),
        "people/give.html",
        act=lambda data: actions.give(person=found, by=request.user, **data),
        done="They can open this record now.",
        to=home_of(found),
        person=found,
    )


@require(P.PERSON_GIVE)
def take_back(request: SignedInRequest, pk: UUID, grant_pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_GIVE, what="access")
    rows = reading.grants_to_end(found, is_late=request.method == "POST")
    grant = get_object_or_404(rows, pk=grant_pk)
    return form_page(
        request,
        ConfirmForm(request.POST or None, label="Take it back"),
        "people/take_back.html",
        act=lambda data: actions.take_back(grant=grant, by=request.user),
        done=f"{grant.user.name} does not see this record through it any more.",
        to=home_of(found),
        person=found,
        grant=grant,
    )


@require(P.ORGANISATION_CHANGE)
def basis(request: SignedInRequest, pk: UUID) -> HttpResponse:
    organisation = find(request, Organisation.objects.all(), pk, P.ORGANISATION_CHANGE)
    held = reading.basis_of(organisation)
    return form_page(
        request,
        BasisForm(request.POST or None, basis=held),
        "people/basis.html",
        act=lambda data: actions.set_basis(organisation=organisation, by=request.user, **data),
        done="It is saved.",
        to=reverse("accounts:organisation", args=[pk]),
        organisation=organisation,
        basis=held,
    )
