"""Forms that anybody may send without an account: from our own page, at a person's pace, and not
too often from one place. No script, no cookie and no puzzle; what is turned away is counted."""

import re
import time

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import consume
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from directory.models import TurnedAway

Why = TurnedAway.Why

SALT = "open-form"
QUICKEST = 3  # seconds; nobody reads the page and types a line in less
LASTS = 24 * 3600  # seconds
LINK = re.compile(r"https?://|www\.|\[url", re.IGNORECASE)
MOST_LINKS = 1  # somebody may well tell us the right website

WORDS = {
    Why.TOO_QUICK: "That was very quick. Please read it through, then send it once more.",
    Why.STALE: "This page was open for a long time. Please send it once more.",
    Why.LINKS: "Please leave out web addresses, or give only one.",
    Why.TOO_OFTEN: "A lot has come from where you are. Please wait an hour, then send it again.",
    Why.TOO_MANY: "A lot has come in today. Please wait an hour, then send it again.",
}


def stamp() -> str:
    """What a fresh form carries: when it was shown, signed."""
    return signing.dumps(time.time(), salt=SALT)


def wrong_with_stamp(given: str) -> Why | None:
    """Why a form with this stamp is not taken, if it is not."""
    try:
        shown_at = signing.loads(given, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return Why.STALE
    return Why.TOO_QUICK if time.time() - shown_at < QUICKEST else None


def wrong_with_text(text: str) -> Why | None:
    return Why.LINKS if len(LINK.findall(text)) > MOST_LINKS else None


def over_the_limit(request: HttpRequest) -> Why | None:
    """Count one form from where the request comes; why it is not taken, if it is not.

    The address is kept as a keyed digest, for an hour.
    """
    address = get_adapter().get_client_ip(request)
    place = salted_hmac(SALT, address, algorithm="sha256").hexdigest()
    limits = (
        (Why.TOO_OFTEN, settings.REPORTS_PER_ADDRESS, place),
        (Why.TOO_MANY, settings.REPORTS_IN_ALL, "everywhere"),
    )
    for why, rate, key in limits:
        if not consume(request, app="directory", action=why, config={why: rate}, key=key):
            return why
    return None
