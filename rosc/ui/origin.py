"""Forms that need no cookie to be safe from other sites: the browser says where it sends them from.

A CSRF token needs a cookie before anybody has done anything; on a shared phone that is a trace.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]


def is_from_here(request: HttpRequest) -> bool:
    """Whether a form was sent from one of our own pages, as far as its sender says so.

    Every browser since 2020 says so with each POST. What says nothing is no browser, or one that
    also sends no SameSite cookie from elsewhere: it has nothing to lose here.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if not origin:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())


def same_origin(view: View) -> View:
    """Refuse (403) a form that another site sends, in place of a token. For forms of anybody's."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"} and not is_from_here(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
