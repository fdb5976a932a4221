"""What the pages without an account share: kept nowhere, sent from our own pages, not too often."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from directory.views.traceless import traceless
from referrals import actions, links
from referrals.models import AnswerLink
from referrals.models.answering import LinkPurpose
from rosc.accounts import limits
from rosc.ui.origin import same_origin

PER_PLACE = "60/5m/ip"  # looking counts too: nobody tries out links
TOO_OFTEN = "A lot has come from where you are. Please wait an hour, then send it again."
View = Callable[..., HttpResponse]


def open_page(view: View) -> View:
    """A page of anybody's: no cookie, no copy in a browser, no word of it to another site. What it
    counts stays counted when it breaks down after that."""

    @login_not_required
    @non_atomic_requests
    @traceless
    @same_origin
    @sensitive_post_parameters()
    @wraps(view)
    def quiet(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return quiet  # type: ignore[return-value]


def is_too_often(request: HttpRequest) -> bool:
    return not limits.is_within(request, "referral_link", PER_PLACE, counts_looking=True)


def find_link(token: str, *purposes: LinkPurpose) -> tuple[AnswerLink | None, str]:
    """The link, and why it leads nowhere: the page says the same for every reason."""
    link = links.find(token)
    if link is None or link.purpose not in purposes:
        return None, "unknown"
    return link, link.why_shut(timezone.now())


def over(request: HttpRequest, link: AnswerLink | None, why: str) -> HttpResponse:
    """The same for every link that leads nowhere. A new one is asked for in two presses."""
    step = request.POST.get("new_link", "")
    if step == "send":
        actions.ask_for_link(link=link, why=why)
    elif step != "ask":
        actions.turn_away(link=link, why=why)
    context = {"step": step if step in ("ask", "send") else ""}
    return render(request, "referrals/link_over.html", context, status=410)


def busy(request: HttpRequest) -> HttpResponse:
    return render(request, "referrals/link_over.html", {"step": ""}, status=429)


def typed(request: HttpRequest, names: Iterable[str]) -> list[tuple[str, str]]:
    """What was typed on the page before, to be sent along with the last step."""
    known = set(names)
    return [
        (key, value)
        for key, values in request.POST.lists()
        for value in values
        if key in known or key.rpartition("_")[0] in known
    ]
