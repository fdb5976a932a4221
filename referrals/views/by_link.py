"""Answering, and following, by a link: page, check, submit. Opening it changes nothing, nor does
sending it once."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from referrals import actions, links, open_messages, reaching, shown
from referrals.forms.by_link import (
    AcceptByLink,
    AnswerAgain,
    AskByLink,
    CodeForm,
    ContactByLink,
    DeclineByLink,
    EndByLink,
    MeetByLink,
    SayByLink,
    SayWhetherMet,
    TakeBack,
    WaitByLink,
)
from referrals.forms.open_forms import OpenForm
from referrals.models import AnswerLink, Handling, Question, Referral, Side
from referrals.models.answering import LinkPurpose
from referrals.views.open_pages import busy, find_link, is_too_often, open_page, over
from rosc.access import Link, Permission, SomebodyGotThereFirst
from rosc.workflow import allowed

Data = dict[str, Any]


# --- For the group --------------------------------------------------------------------------------
@open_page
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Exactly what may be seen before saying yes, and once they have, how it goes on."""
    if is_too_often(request):
        return busy(request)
    link, why = find_link(token, LinkPurpose.ANSWER, LinkPurpose.GO_ON)
    if link is None or why:
        return over(request, link, why)
    verb = request.POST.get("verb", "")
    if verb == "identity":
        return _begin_identity(request, link)
    form = _form_of(request, link, verb) if verb in shown.verbs(link) else None
    if form is not None and form.is_bound and form.is_valid():
        try:
            return _do(request, link, verb, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        except SomebodyGotThereFirst:
            return over(request, link, "moved_on")
    return _show(request, link, verb, form)


def _form_of(request: HttpRequest, link: AnswerLink, verb: str) -> OpenForm:
    referral = link.referral
    forms: dict[str, Callable[..., OpenForm]] = {
        "accept": AcceptByLink,
        "ask": AskByLink,
        "wait": WaitByLink,
        "decline": DeclineByLink,
        "record_contact": ContactByLink,
        "confirm_meeting": MeetByLink,
        "end": EndByLink,
        "say": SayByLink,
    }
    options: dict[str, Data] = {
        "accept": {"ways": shown.ways(referral), "usual": shown.usual_way(referral)},
        "record_contact": {"referral": referral, "is_receiver": True},
        "end": {"referral": referral},
    }
    sent = request.POST if "is_sent" in request.POST else None
    form = forms[verb](sent, **options.get(verb, {}))
    form.initial["verb"] = verb
    return form


def _show(request: HttpRequest, link: AnswerLink, verb: str, form: OpenForm | None) -> HttpResponse:
    referral = link.referral
    by = links.actor_of(link)
    actions.opened(referral=referral, by=by, side=Side.RECEIVER, what="by_link")
    context = {
        "referral": referral,
        "before": shown.coded(referral),
        "after": shown.brought(referral),
        "notes": shown.between(referral),
        "verbs": shown.verbs(link),
        "verb": verb if form else "",
        "form": form,
        "is_going_on": link.purpose == LinkPurpose.GO_ON,
        "stopped": reaching.words_for(referral, Side.RECEIVER),
        "may_see_identity": actions.may_show_identity(referral),
        "no_way": form is not None and verb == "accept" and not shown.ways(referral),
    }
    return render(request, "referrals/answer_by_link.html", context)


@transaction.atomic
def _do(request: HttpRequest, link: AnswerLink, verb: str, data: Data) -> HttpResponse:
    """Do it, as the action of the same name; then say what happens next."""
    referral, by = link.referral, links.actor_of(link)
    said = {name: value for name, value in data.items() if name not in ("verb", "is_sent")}
    who = {name: said.pop(name) for name in ("name", "role")}
    if verb in _WITHOUT_WORDS:
        _WITHOUT_WORDS[verb](referral=referral, by=by, **said)
        actions.say_who(referral=referral, by=by, verb=verb, **who)
    else:
        _WITH_WORDS[verb](referral=referral, by=by, **said, **who)
    context = {"verb": verb, "referral": referral, "identity": ""}
    if verb == "accept":
        actions.accepted_by_link(referral=referral)
        context["identity"] = _identity_after(referral, by)
    return render(request, "referrals/answer_by_link_done.html", context)


_WITH_WORDS: dict[str, Callable[..., Any]] = {
    "accept": actions.accept,
    "ask": actions.ask,
    "wait": actions.wait,
    "decline": actions.decline,
    "end": actions.end,
    "say": actions.say,
}
_WITHOUT_WORDS: dict[str, Callable[..., Any]] = {
    "record_contact": actions.record_contact,
    "confirm_meeting": actions.confirm_meeting,
}


def _identity_after(referral: Referral, by: Link) -> str:
    """What the page ends in that shows who it is, where the group chose that."""
    if referral.handling != Handling.IDENTITY_PAGE:
        return ""
    return actions.begin_identity(referral=referral, by=by, now=timezone.now())


def _begin_identity(request: HttpRequest, link: AnswerLink) -> HttpResponse:
    by = links.actor_of(link)
    try:
        token = actions.begin_identity(referral=link.referral, by=by, now=timezone.now())
    except ValidationError:
        return _show(request, link, "", None)
    return redirect("referrals:identity", token)


@open_page
def identity(request: HttpRequest, token: str) -> HttpResponse:
    """A code by another way than the link, then who it is, once."""
    if is_too_often(request):
        return busy(request)
    link, why = find_link(token, LinkPurpose.IDENTITY)
    if link is None or why or not shown.identity(link.referral):
        return over(request, link, why or "not_to_be_shown")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code, now = form.cleaned_data["code"], timezone.now()
        if actions.show_identity(link=link, code=code, now=now):
            context = {"referral": link.referral, "lines": shown.identity(link.referral)}
            return render(request, "referrals/identity_shown.html", context)
        link, why = find_link(token, LinkPurpose.IDENTITY)
        if link is None or why:
            return over(request, link, why)
        form = CodeForm()
        return render(request, "referrals/identity.html", {"form": form, "is_wrong": True})
    return render(request, "referrals/identity.html", {"form": form, "is_wrong": False})


@open_page
def confirm_reception(request: HttpRequest, token: str) -> HttpResponse:
    """Is this your address? Said in two presses, so that no scanner says it."""
    if is_too_often(request):
        return busy(request)
    found = open_messages.reception_of(token)
    if found is None:
        return over(request, None, "unknown")
    step = request.POST.get("step", "")
    if step == "yes":
        actions.confirm_reception(reception=found)
    context = {"organisation": found.organisation, "step": step, "is_done": step == "yes"}
    return render(request, "referrals/confirm_reception.html", context)


# --- For a professional who sent it ---------------------------------------------------------------
@open_page
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Where it stands; answer what was asked, say whether they met, or take it back. Nobody is
    named."""
    if is_too_often(request):
        return busy(request)
    link, why = find_link(token, LinkPurpose.FOLLOW)
    if link is None or why:
        return over(request, link, why)
    verb = request.POST.get("verb", "")
    form = _following(request, verb) if verb in _may_follow(link) else None
    if form is not None and form.is_bound and form.is_valid():
        try:
            return _do_following(request, link, verb, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        except SomebodyGotThereFirst:
            return over(request, link, "moved_on")
    by = links.actor_of(link)
    actions.opened(referral=link.referral, by=by, side=Side.SENDER, what="follow")
    context = {
        "standing": shown.standing(link.referral),
        "elsewhere": shown.elsewhere_of(link.referral),
        "token": token,
        "stopped": reaching.words_for(link.referral, Side.SENDER),
        "verbs": _may_follow(link),
        "verb": verb if form else "",
        "form": form,
    }
    return render(request, "referrals/follow.html", context)


_FOLLOWING = {
    "answer": ("Answer them", AnswerAgain, Permission.REFERRAL_SEND),
    "confirm": ("Say whether they met", SayWhetherMet, Permission.REFERRAL_SEND),
    "withdraw": ("Take it back", TakeBack, Permission.REFERRAL_WITHDRAW),
}


def _may_follow(link: AnswerLink) -> dict[str, str]:
    referral = link.referral
    return {
        verb: label
        for verb, (label, _, right) in _FOLLOWING.items()
        if (
            actions.may_confirm(referral)
            if verb == "confirm"
            else allowed(referral, verb, links.actor_of(link, right))
        )
    }


def _following(request: HttpRequest, verb: str) -> OpenForm:
    sent = request.POST if "is_sent" in request.POST else None
    form: OpenForm = _FOLLOWING[verb][1](sent)
    form.initial["verb"] = verb
    return form


def _do_following(request: HttpRequest, link: AnswerLink, verb: str, data: Data) -> HttpResponse:
    referral, by = link.referral, links.actor_of(link, _FOLLOWING[verb][2])
    if verb == "answer":
        who = referral.referrer
        said = {"name": who.name, "role": who.role[:60]}
        actions.answer(referral=referral, by=by, text=data["text"], **said)
    elif verb == "confirm":
        met, is_yes = Question.MET, data["is_yes"]
        actions.confirm(referral=referral, question=met, is_yes=is_yes, by=by, on=data["on"])
    else:
        said = {name: data[name] for name in ("reason", "follows", "note")}
        actions.withdraw(referral=referral, by=by, **said)
    return render(request, "referrals/follow_done.html", {"verb": verb})
