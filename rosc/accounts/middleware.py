"""How long a session lasts, what becomes of a form that comes too late, and the second factor."""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone

from rosc.access import SomebodyGotThereFirst
from rosc.accounts import drafts, own_forms
from rosc.accounts.models import FormDraft
from rosc.accounts.refill import refill
from rosc.accounts.request import SignedInRequest
from rosc.ui.views import conflict

GetResponse = Callable[[SignedInRequest], HttpResponse]
PROOFS = "account_authentication_methods"  # where allauth notes each proof of who it is


class SessionLifeMiddleware:
    """Ends a session after 15 minutes without a request, and after 12 hours in any case.

    A form that arrives too late is kept for its owner, who signs in and finds it filled in.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: SignedInRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        proofs = len(request.session.get(PROOFS, [])) if was_signed_in else 0
        request.late_user = None
        if was_signed_in and self.is_over(request):
            request.late_user = request.user
            logout(request)
        response = self.get_response(request)
        if request.user.is_authenticated:
            self.note(request, has_proved=len(request.session.get(PROOFS, [])) > proofs > 0)
        elif was_signed_in:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
            if request.late_user is None:  # the next person here starts with an empty list
                response.delete_cookie(settings.SHORTLIST_COOKIE_NAME, samesite="Lax")
        return response

    def process_view(
        self, request: SignedInRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.late_user is None or not getattr(view, "login_required", True):
            return None
        words = "You were signed out because the portal was not used for a while."
        if drafts.keep(request, request.late_user):
            words += " We kept what you typed. Sign in and you will find it again."
        messages.info(request, words)
        is_get = request.method in {"GET", "HEAD"}
        return redirect_to_login(request.get_full_path() if is_get else drafts.page_of(request))

    def is_over(self, request: SignedInRequest) -> bool:
        now = time.time()
        idle = now - request.session.get("last_seen_at", now)
        age = now - request.session.get("signed_in_at", now)
        return idle > settings.SESSION_IDLE_MINUTES * 60 or age > settings.SESSION_MAX_HOURS * 3600

    def note(self, request: SignedInRequest, *, has_proved: bool) -> None:
        """Write down when the session was used, and give it a new key after each new proof."""
        session = request.session
        if "signed_in_at" not in session:
            session["signed_in_at"] = time.time()
            kept = FormDraft.objects.kept_for(request.user, timezone.now())
            session[drafts.SESSION_FLAG] = kept.exists()
        elif has_proved:
            session.cycle_key()
            rotate_token(request)
            UserSession.objects.create_from_request(request)
        session["last_seen_at"] = time.time()


class SecondFactorMiddleware:
    """Sends whoever needs a second factor to set one up, from every page behind the sign-in."""

    OPEN = frozenset(
        {
            "account_logout",
            "account_reauthenticate",
            "mfa_index",
            "mfa_activate_totp",
            "mfa_add_webauthn",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
        }
    )

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: SignedInRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: SignedInRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        is_open = (
            not settings.SECOND_FACTOR_REQUIRED
            or not request.user.is_authenticated
            or not getattr(view, "login_required", True)
            or (request.resolver_match and request.resolver_match.view_name in self.OPEN)
        )
        if is_open or not request.user.needs_second_factor or has_second_factor(request.user):
            return None
        messages.info(request, "Your role opens private records. Set up a second step to go on.")
        return redirect("mfa_index")


def has_second_factor(user: Any) -> bool:
    """Whether an authenticator app or a passkey is set up; printed codes alone are not enough."""
    return bool(is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]))


def is_page(response: HttpResponse) -> bool:
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return is_html and not response.streaming


class DraftMiddleware:
    """Shows a form that came too late once more, filled in, and forgets it when it is sent."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: SignedInRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and request.session.get(drafts.SESSION_FLAG):
            was_sent = request.method == "POST" and response.status_code < 400
            if was_sent and not hasattr(request, "kept_draft"):
                drafts.clear(request.user, request.path)
            elif request.method == "GET" and response.status_code == 200 and is_page(response):
                self.fill(request, response)
        return response

    def fill(self, request: SignedInRequest, response: HttpResponse) -> None:
        draft = drafts.find(request.user, request.get_full_path(), timezone.now())
        if draft:
            notice = render_to_string("accounts/_kept_notice.html", {"draft": draft}, request)
            response.content = refill(
                response.content.decode(),
                path=draft.path,
                page=request.path,
                values=drafts.values_of(draft),
                notice=notice,
            )


class OwnFormsMiddleware:
    """Marks every form on a page of somebody signed in as theirs."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: SignedInRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and is_page(response):
            response.content = own_forms.mark(response.content.decode(), request.user)
        return response


class ConflictMiddleware:
    """Answers SomebodyGotThereFirst with the 409 page, after the request's work was undone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: SignedInRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: SignedInRequest, exception: Exception
    ) -> HttpResponse | None:
        if isinstance(exception, SomebodyGotThereFirst):
            return conflict(
                request, back_url=exception.back_url or request.path, words=exception.words
            )
        return None
