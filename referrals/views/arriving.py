"""Asking without an account: for oneself, for somebody close, or for somebody one works with."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from directory.models import Service
from referrals import actions, links, open_messages, shown
from referrals.actions.fallbacks import fallback_for
from referrals.forms.arriving import (
    AgreeForm,
    AskForMyselfForm,
    AskForSomebodyForm,
)
from referrals.forms.introducing import IntroduceForm, WorkAddressForm
from referrals.forms.open_forms import OpenForm
from referrals.models import Referral, RelativeRequest, WorkAddress
from referrals.views.open_pages import TOO_OFTEN, busy, is_too_often, open_page, over, typed
from rosc.access import SomebodyGotThereFirst
from rosc.accounts.limits import is_within

WORK_ADDRESSES = "10/h/ip,3/h/key"


def _service(pk: UUID) -> Service:
    """One where people may ask by themselves; of any other there is no such page."""
    found = get_object_or_404(Service.objects.for_public().for_detail(), pk=pk)
    try:
        actions.can_be_asked(found)
    except ValidationError as error:
        raise Http404 from error
    return found


def _preview(make: Callable[[], Referral]) -> dict[str, Any]:
    """Exactly what would be seen, drawn from what would be sent; then none of it has happened."""
    with transaction.atomic():
        lines = shown.preview_of_sent(make())
        transaction.set_rollback(True)
    return lines


# --- For oneself ----------------------------------------------------------------------------------
@open_page
def ask_for_myself(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what one would like, see exactly what is told, agree, send."""
    return _ask(request, _service(pk), "referrals/ask_for_myself.html", None)


def _ask(
    request: HttpRequest, service: Service, template: str, asked: RelativeRequest | None
) -> HttpResponse:
    step = request.POST.get("step", "")
    form = AskForMyselfForm(
        request.POST if step in ("check", "send", "change") else None, service=service
    )
    fallback = fallback_for(service)
    context = {"service": service, "form": form, "fallback": fallback}
    if step not in ("check", "send") or not form.is_valid():
        return render(request, template, context)
    agree = AgreeForm(request.POST if step == "send" else None, fallback=_name(fallback))
    if step == "send" and agree.is_valid():
        return _send(request, service, form, agree, asked)
    said, now = form.said(), timezone.now()
    context |= {
        "agree": agree,
        "typed": typed(request, form.fields),
        "preview": _preview(
            lambda: (
                actions.ask_for_myself(
                    service=service, said=said, passes_on=False, now=now
                ).referral
            )
        ),
    }
    return render(request, "referrals/ask_for_myself_check.html", context)


def _name(fallback: Any) -> str:
    return fallback.name if fallback else ""


def _send(
    request: HttpRequest,
    service: Service,
    form: AskForMyselfForm,
    agree: AgreeForm,
    asked: RelativeRequest | None,
) -> HttpResponse:
    """Once for each form, however often it is sent; not too often from one place."""
    if not is_within(request, "asked_once", "1/d/key", key=form.cleaned_data["once"]):
        return render(request, "referrals/ask_for_myself_done.html", {"service": service})
    if not is_within(request, "ask_for_myself", settings.REFERRAL_ASKS):
        return _too_often(request, "referrals/ask_for_myself.html", form, service=service)
    passes_on = agree.cleaned_data.get("passes_on", False)
    try:
        arrived = actions.ask_for_myself(
            service=service,
            said=form.said(),
            passes_on=passes_on,
            now=timezone.now(),
            request=asked,
        )
    except SomebodyGotThereFirst:
        return over(request, None, "used")
    link = links.own_address(arrived.token) if arrived.token else ""
    context = {"service": service, "link": link, "is_new": True, "referral": arrived.referral}
    return render(request, "referrals/ask_for_myself_done.html", context)


def _too_often(request: HttpRequest, template: str, form: OpenForm, **context: Any) -> HttpResponse:
    form.add_error(None, TOO_OFTEN)
    return render(request, template, {"form": form, **context}, status=429)


# --- For somebody close ---------------------------------------------------------------------------
@open_page
def ask_for_somebody(request: HttpRequest, pk: UUID) -> HttpResponse:
    """We write to them once. Whoever asks is told the same, whatever becomes of it."""
    service = _service(pk)
    form = AskForSomebodyForm(request.POST or None)
    context = {"service": service, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "referrals/ask_for_somebody.html", context)
    if request.POST.get("step") != "send":
        context["typed"] = typed(request, form.fields)
        context["called"] = open_messages.greeted_as(form.cleaned_data["called"])
        return render(request, "referrals/ask_for_somebody_check.html", context)
    if not is_within(request, "relative_place", settings.REFERRAL_RELATIVE_ASKS):
        return _too_often(request, "referrals/ask_for_somebody.html", form, service=service)
    actions.ask_for_somebody(service=service, now=timezone.now(), **form.cleaned_data)
    return render(request, "referrals/ask_for_somebody_done.html", {"service": service})


@open_page
def thought_of(request: HttpRequest, token: str) -> HttpResponse:
    """For the person whom somebody thought of. It says nothing before they want to look."""
    if is_too_often(request):
        return busy(request)
    asked = links.find_row(RelativeRequest, token)
    if asked is None or not asked.is_open(timezone.now()):
        return over(request, None, "too_old" if asked else "unknown")
    step = request.POST.get("step", "")
    if step == "no-thanks":
        actions.say_no_thanks(request=asked)
    if step in ("", "no", "no-thanks"):
        return render(request, "referrals/thought_of.html", {"step": step})
    try:
        service = _service(asked.service_id)
    except Http404:
        return over(request, None, "closed")
    return _ask(request, service, "referrals/ask_for_myself.html", asked)


# --- For somebody one works with ------------------------------------------------------------------
@open_page
def work_address(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A professional without an account shows first that a work address is theirs."""
    service = _service(pk)
    form = WorkAddressForm(request.POST or None)
    context = {"service": service, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "referrals/work_address.html", context)
    email = form.cleaned_data["email"]
    if not is_within(request, "work_address", WORK_ADDRESSES, key=email.lower()):
        return _too_often(request, "referrals/work_address.html", form, service=service)
    actions.ask_for_work_address(service=service, email=email, now=timezone.now())
    return render(request, "referrals/work_address_done.html", context)


@open_page
def introduce(request: HttpRequest, token: str) -> HttpResponse:
    """The form that workers have, on one page; then exactly what will be seen; then it is sent."""
    if is_too_often(request):
        return busy(request)
    address = links.find_row(WorkAddress, token)
    if address is None or not address.is_open(timezone.now()):
        return over(request, None, "too_old" if address else "unknown")
    step = request.POST.get("step", "")
    form = IntroduceForm(request.POST if step else None, service=address.service)
    context: dict[str, Any] = {"service": address.service, "introduce": form}
    if step in ("check", "send") and form.is_valid():
        try:
            return _introduce(request, address, form, step, context)
        except ValidationError as error:
            form.refuse(error)
        except SomebodyGotThereFirst:
            return over(request, None, "used")
    return render(request, "referrals/introduce.html", context)


def _introduce(
    request: HttpRequest,
    address: WorkAddress,
    form: IntroduceForm,
    step: str,
    context: dict[str, Any],
) -> HttpResponse:
    said, told = form.said()

    def make() -> Referral:
        return actions.introduce(address=address, said=said, told=told, now=timezone.now())

    if step == "send":
        context["referral"] = make()
        return render(request, "referrals/introduce_done.html", context)
    context |= {"typed": typed(request, form.names), "preview": _preview(make)}
    return render(request, "referrals/introduce_check.html", context)
