"""What happens around every request."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestLogMiddleware:
    """One line a request: method, the name of the route, status. Never a path, query or address."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.log = structlog.get_logger("rosc.request")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        self.log.info(
            "request",
            method=request.method,
            route=match.view_name if match else "unknown",
            status=response.status_code,
        )
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
    """Writes what was refused to the audit, after the request's own transaction has gone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
