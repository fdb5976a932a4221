"""What happens around every request."""

import uuid
from collections.abc import Callable
from uuid import UUID

import structlog
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from rosc.audit.actions import record_refusal

GetResponse = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger("rosc.request")
REFUSED = {403, 409, 429}
ONE_MINUTE = 60  # seconds
MOST_A_MINUTE = 60


def route_of(request: HttpRequest) -> str:
    """The name of the page that was asked for; unlike a path it says nothing about anybody."""
    return (request.resolver_match and request.resolver_match.view_name) or "unknown"


class RequestLogMiddleware:
    """One line a request: method, route, status, and an id that all lines of the request carry.

    Never a path, a query string or an address.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with structlog.contextvars.bound_contextvars(request_id=str(uuid.uuid4())):
            response = self.get_response(request)
            route, status = route_of(request), response.status_code
            log.info("request", method=request.method, route=route, status=status)
        return response


class PrivatePagesMiddleware:
    """Pages of somebody signed in are never kept by a browser or a proxy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        return response


class RefusalMiddleware:
    """Writes what was refused to the audit, after the request's own transaction has gone.

    A refusal stays one when the audit cannot be written. Of pages that are not there, only a
    signed-in person's wrong id counts: it may be somebody else's. Rows are never deleted, so that
    of those who are not signed in only so many a minute are written, for each page and answer.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_refused(request, response.status_code):
            try:
                if _is_flooding(request, response.status_code):
                    return response
                record_refusal(
                    actor_kind="user" if request.user.is_authenticated else "anonymous",
                    actor_id=request.user.pk,
                    route=route_of(request),
                    status=response.status_code,
                    subject_id=_subject_of(request),
                )
            except DatabaseError as error:
                log.error("refusal not recorded", error=type(error).__name__)
        return response


def _is_refused(request: HttpRequest, status: int) -> bool:
    return status in REFUSED or (status == 404 and _is_probe(request))


def _is_flooding(request: HttpRequest, status: int) -> bool:
    """Whether enough of the same were written within the minute, of anybody not signed in."""
    if request.user.is_authenticated:
        return False
    minute = int(timezone.now().timestamp()) // ONE_MINUTE
    key = f"refused:{route_of(request)}:{status}:{minute}"
    cache.add(key, 0)
    try:
        return cache.incr(key) > MOST_A_MINUTE
    except ValueError:  # it was emptied in between
        return False


def _is_probe(request: HttpRequest) -> bool:
    return request.user.is_authenticated and _subject_of(request) is not None


def _subject_of(request: HttpRequest) -> UUID | None:
    found = request.resolver_match.kwargs.values() if request.resolver_match else ()
    return next((value for value in found if isinstance(value, UUID)), None)
