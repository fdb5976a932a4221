"""Going along with somebody: for those who lead, and for those who go."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from referrals import actions, buddies
from referrals.forms.buddies import MetTogetherForm, PairForm, PreparePeerForm
from referrals.models import Pairing
from rosc.access import Permission, own_account, require
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import confirm_page, find, form_page, page_of
from rosc.people import actions as people
from rosc.people.views.pages import find_person, home_of

P = Permission


# --- For those who lead ---------------------------------------------------------------------------
@require(P.PERSON_GIVE)
def peers(request: SignedInRequest) -> HttpResponse:
    page = page_of(request, buddies.peers_led_by(request.user))
    waiting = list(buddies.wanting_somebody(request.user))
    people.searched(people=waiting, by=request.user, filters=["wanting"])
    context = {
        "page": page,
        "rows": buddies.rows_of(list(page.object_list)),
        "waiting": waiting,
        "is_of_several": len(buddies.led_by(request.user)) > 1,
    }
    return render(request, "referrals/peers.html", context)


@require(P.PERSON_GIVE)
def prepare_peer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find(request, buddies.peers(), pk, P.PERSON_GIVE)
    peer = buddies.peer_of(found)
    supervisors = buddies.supervisors_for(found)
    form = PreparePeerForm(request.POST or None, peer=peer, supervisors=supervisors)
    pairings = buddies.pairings_seen(peer, request.user) if peer else []
    people.searched(people=[one.person for one in pairings], by=request.user, filters=["peer"])
    return form_page(
        request,
        form,
        "referrals/prepare_peer.html",
        act=lambda data: actions.prepare_peer(membership=found, by=request.user, **data),
        done="It is saved.",
        to="referrals:peers",
        membership=found,
        peer=peer,
        pairings=pairings,
    )


@require(P.PERSON_GIVE)
def pair(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_GIVE, what="pairing")
    offered = buddies.peers_for(found, is_late=request.method == "POST")
    form = PairForm(
        request.POST or None,
        peers=offered,
        introductions=buddies.introductions_of(found, request.user),
        chosen=request.GET.get("introduction", ""),
    )
    return form_page(
        request,
        form,
        "referrals/pair.html",
        act=lambda data: actions.pair(person=found, by=request.user, **data),
        done="They are asked to go along, and see this one record.",
        to=home_of(found),
        person=found,
        is_anybody_there=offered.exists(),
    )


@require(P.PERSON_GIVE)
def end_pairing(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    if not request.user.may(P.PERSON_GIVE, found.person.organisation):
        raise PermissionDenied(P.PERSON_GIVE)
    return confirm_page(
        request,
        "referrals/end_pairing.html",
        "End it",
        act=lambda: actions.end_pairing(pairing=found, by=request.user),
        done="It has ended. They see this record no more.",
        to=home_of(found.person),
        pairing=found,
    )


@require(P.PERSON_GIVE)
def see_to(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_person(request, pk, P.PERSON_GIVE, what="pairing")
    return confirm_page(
        request,
        "referrals/see_to.html",
        "Nobody else is needed",
        act=lambda: people.see_to(person=found, by=request.user),
        done="They are off the list.",
        to="referrals:peers",
        is_warning=False,
        person=found,
    )


# --- For those who go along -----------------------------------------------------------------------
@require(P.PERSON_READ)
def going_with(request: SignedInRequest) -> HttpResponse:
    """Whom one goes along with: those alone, and since they are shown, each is written down."""
    rows = list(buddies.own_pairings(request.user))
    people.searched(people=[one.person for one in rows], by=request.user, filters=["going_with"])
    context = {
        "pairings": rows,
        "coming": buddies.coming_pairings(request.user),
        "is_peer": buddies.is_peer(request.user),
        "is_on_break": buddies.is_on_break(request.user),
        "peers": buddies.own_peers(request.user),
    }
    return render(request, "referrals/going_with.html", context)


@require(P.REFERRAL_READ)
def met_together(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = _find(request, pk)
    if not buddies.may_note(found, request.user):
        raise PermissionDenied(P.REFERRAL_ANSWER)
    return form_page(
        request,
        MetTogetherForm(request.POST or None),
        "referrals/met_together.html",
        act=lambda data: actions.met_together(pairing=found, by=request.user, **data),
        done="It is noted. Thank you for going along.",
        to=reverse("referrals:going_with") if _is_own(request, found) else home_of(found.person),
        pairing=found,
        person=found.person,
    )


@require(P.PERSON_READ)
def hand_back(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Pairing.objects.visible_to(request.user).with_peer(request.user)
    found = get_object_or_404(rows.for_list(), pk=pk)
    people.opened(person=found.person, by=request.user, what="pairing")
    return confirm_page(
        request,
        "referrals/hand_back.html",
        "Hand them back",
        act=lambda: actions.hand_back(pairing=found, by=request.user),
        done="They are with those who lead now. Thank you for what you did.",
        to="referrals:going_with",
        pairing=found,
        person=found.person,
    )


@own_account
def take_break(request: SignedInRequest) -> HttpResponse:
    """One press, from the desk or from here; nobody is asked why."""
    if request.method == "POST":
        actions.take_break(by=request.user)
        messages.success(request, "Take your time. Your people are with those who lead now.")
        return redirect("accounts:desk")
    return render(request, "referrals/take_break.html", {"is_peer": buddies.is_peer(request.user)})


@own_account
def come_back(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        actions.come_back(by=request.user)
        messages.success(request, "Good to have you back.")
        return redirect("accounts:desk")
    return render(request, "referrals/come_back.html", {"is_peer": buddies.is_peer(request.user)})


def _find(request: SignedInRequest, pk: UUID) -> Pairing:
    """One of a person whom the reader may see, or 404; it is an opening of their record."""
    rows = Pairing.objects.visible_to(request.user).for_list()
    found: Pairing = get_object_or_404(rows, pk=pk)
    people.opened(person=found.person, by=request.user, what="pairing")
    return found


def _is_own(request: SignedInRequest, pairing: Pairing) -> bool:
    return bool(pairing.peer.user_id == request.user.pk)
