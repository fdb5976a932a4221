"""Leaving without a trace, and what a browser is told to forget."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from directory import shortlist
from directory.this_phone import BROWSERS
from rosc.people import visits

View = Callable[..., HttpResponseBase]


def traceless(view: View) -> View:
    """Have a page kept by no browser, proxy or search engine."""

    @wraps(view)
    def kept_nowhere(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return kept_nowhere


@login_not_required
@csrf_exempt  # anybody may have a list forgotten; nothing else can be done here
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the list and a visit to one's own page, then lead where the settings say.

    The script sends a POST from a page it has already blanked, and goes by itself. Without it this
    is a link, and nothing may keep the person waiting: browsers can take seconds to clear a cache.
    """
    is_behind_the_scenes = request.method == "POST"
    away = HttpResponseRedirect(settings.EXIT_URL)
    response = HttpResponse(status=204) if is_behind_the_scenes else away
    shortlist.forget(response)
    visits.forget(request, response)
    forgotten = ["storage", "cache"] if is_behind_the_scenes else ["storage"]
    response.headers["Clear-Site-Data"] = ", ".join(f'"{kind}"' for kind in forgotten)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


@login_not_required
def this_phone(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/this_phone.html", {"browsers": BROWSERS})
