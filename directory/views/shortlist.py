"""Somebody's own short list: kept, compared, printed, sent and shared without an account."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from directory import actions
from directory import shortlist as own
from directory.comparing import compare
from directory.exports.calendar import calendar_of
from directory.forms.paper import Paper
from directory.forms.shortlist import NEUTRAL, AddressForm, keys_sent, way_back
from directory.models import SharedShortlist
from directory.notifications import text_of
from directory.views.traceless import traceless
from rosc.accounts.limits import is_within
from rosc.ui.origin import same_origin
from rosc.ui.views import too_many_requests

DONE = {
    "sent": "It is on its way. We do not keep your address.",
    "cleared": "Your list is empty now.",
    "full": f"Your list is full: it holds {own.MOST}. Take something off first.",
}
TOO_OFTEN = "That was sent a few times already. Please try again in an hour, or print it."


@login_not_required
@traceless
def shortlist(request: HttpRequest) -> HttpResponse:
    keys = own.keys_in(request)
    found = own.entries(keys, timezone.now())
    done = DONE.get(request.GET.get("done", ""), "")
    context = {"entries": found, "gone": len(keys) - len(found), "done": done}
    return render(request, "directory/shortlist.html", context)


@login_not_required
@require_POST
@same_origin
def shortlist_add(request: HttpRequest) -> HttpResponse:
    if own.is_full(request):
        return redirect(f"{reverse('directory:shortlist')}?done=full")
    response = redirect(way_back(request))
    own.write(response, own.added(request, keys_sent(request)))
    return response


@login_not_required
@require_POST
@same_origin
def shortlist_remove(request: HttpRequest) -> HttpResponse:
    gone = set(keys_sent(request))
    response = redirect(way_back(request))
    own.write(response, [key for key in own.keys_in(request) if key not in gone])
    return response


@login_not_required
@require_POST
@same_origin
def shortlist_clear(request: HttpRequest) -> HttpResponse:
    response = redirect(f"{reverse('directory:shortlist')}?done=cleared")
    own.forget(response)
    return response


@login_not_required
@traceless
def shortlist_compare(request: HttpRequest) -> HttpResponse:
    found = own.entries(own.keys_in(request), timezone.now())
    context = {"entries": found, "rows": compare(found)}
    return render(request, "directory/shortlist_compare.html", context)


@login_not_required
@traceless
def shortlist_paper(request: HttpRequest) -> HttpResponse:
    paper, now = Paper.of(request.GET), timezone.now()
    found = own.entries(own.keys_in(request), now)
    said = [entry.said(is_neutral=paper.is_neutral) for entry in found]
    context = {"said": said, "paper": paper, "now": now, "is_any_kept_back": _kept_back(said)}
    return render(request, "directory/shortlist_paper.html", context)


@login_not_required
@traceless
def shortlist_calendar(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    found = own.entries(own.keys_in(request), now)
    sessions = [one for entry in found for one in entry.sessions]
    return calendar_of(request, sessions, now)


@login_not_required
@traceless
@same_origin
def shortlist_email(request: HttpRequest) -> HttpResponse:
    found = own.entries(own.keys_in(request), timezone.now())
    if not found:
        return redirect("directory:shortlist")
    form, status = AddressForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        if is_within(request, "shortlist_mail", settings.SHORTLIST_MAILS, key=address.lower()):
            is_neutral = form.cleaned_data["wording"] == NEUTRAL
            entries = [entry.said(is_neutral=is_neutral) for entry in found]
            actions.mail_shortlist(address=address, entries=entries)
            return redirect(f"{reverse('directory:shortlist')}?done=sent")
        form.add_error(None, TOO_OFTEN)
        status = 429
    return render(request, "directory/shortlist_email.html", _mail(form, found), status=status)


@login_not_required
@require_POST
@same_origin
def shortlist_share(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    keys = [entry.key for entry in own.entries(own.keys_in(request), now)]
    if not keys:
        return redirect("directory:shortlist")
    if not is_within(request, "shortlist_share", settings.SHORTLIST_LINKS):
        return too_many_requests(request, retry_after=3600)
    token = actions.share_shortlist(keys=keys, now=now)
    return redirect(f"{reverse('directory:shared_shortlist', args=[token])}?new=yes")


@login_not_required
@traceless
def shared_shortlist(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    shared = get_object_or_404(SharedShortlist.objects.open_at(token, now))
    context = {
        "entries": own.entries(shared.service_ids, now),
        "shared": shared,
        "is_new": "new" in request.GET,
        "link": settings.PORTAL_URL + request.path,
    }
    return render(request, "directory/shared_shortlist.html", context)


def _kept_back(said: list[Any]) -> bool:
    return any(one.is_name_kept_back for one in said)


def _mail(form: AddressForm, found: list[own.Entry]) -> dict[str, Any]:
    """The page of the form, with what would be sent in either wording."""
    texts = {
        name: text_of([entry.said(is_neutral=is_neutral) for entry in found])
        for name, is_neutral in (("neutral", True), ("full", False))
    }
    return {"form": form, "entries": found, **texts}
