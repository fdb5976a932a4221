"""How often a password may be guessed; counted in PostgreSQL, so that no restart forgives it.

Ten guesses in five minutes from one place, and thirty in half an hour at one account from
everywhere together. The second limit alone would let anybody lock somebody out, so it does not
hold on a device on which that person has signed in before.
"""

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import RateLimitUsage, clear, consume
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "known_device"
COOKIE_LASTS = 90 * 24 * 3600  # seconds


def count(request: HttpRequest, email: str) -> RateLimitUsage | None:
    """Count one guess; None when there have been too many. `rollback()` takes it back."""
    usage = RateLimitUsage(usage=[])
    for action, rate, key in _limits(request, email):
        counted = consume(request, app="rosc", action=action, config={action: rate}, key=key)
        if not counted:
            usage.rollback()
            return None
        usage.usage.extend(counted.usage)
    return usage


def forgive(request: HttpRequest, email: str) -> None:
    """Forget the guesses at an account whose owner has just chosen a new password."""
    for action, rate, key in _limits(request, email):
        clear(request, app="rosc", action=action, config={action: rate}, key=key)


def remember_device(request: HttpRequest, response: HttpResponse, email: str) -> None:
    response.set_signed_cookie(
        COOKIE,
        _mark(email),
        salt=COOKIE,
        max_age=COOKIE_LASTS,
        httponly=True,
        secure=request.is_secure(),
        samesite="Lax",
    )


def _limits(request: HttpRequest, email: str) -> list[tuple[str, str, str]]:
    email = email.lower()
    place = get_adapter().get_client_ip(request)
    limits = [("guess_here", settings.GUESSES_HERE, f"{email}|{place}")]
    if not _is_known_device(request, email):
        limits.append(("guess_in_all", settings.GUESSES_IN_ALL, email))
    return limits


def _is_known_device(request: HttpRequest, email: str) -> bool:
    mark = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=COOKIE_LASTS)
    return constant_time_compare(mark or "", _mark(email))


def _mark(email: str) -> str:
    return salted_hmac(COOKIE, email.lower(), algorithm="sha256").hexdigest()
