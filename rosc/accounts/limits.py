"""How often something may be done without an account; counted in PostgreSQL, by the cache there.

Addresses of people are counted as hashes, and for no longer than the limit's own time.
"""

from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest


def is_within(
    request: HttpRequest, action: str, rates: str, *, key: str = "", counts_looking: bool = False
) -> bool:
    """Count one go; whether there have not been too many.

    `rates`: "10/h/ip" for goes from one place, "3/h/key" for goes at one `key`; commas between.
    Only forms count unless `counts_looking`.
    """
    config = {action: rates}
    return bool(
        consume(
            request, app="rosc", action=action, config=config, key=key, limit_get=counts_looking
        )
    )
