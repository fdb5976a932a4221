"""Every cookie the portal may set, with why and for how long: the page on cookies is made from it.

A part that sets one of its own registers it in `AppConfig.ready()`. A test asks every page for
cookies that are not here.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Cookie:
    """`seconds` is how long it stays; None: until the browser is closed."""

    name: str
    why: str
    seconds: int | None = None

    @property
    def lasts(self) -> str:
        if self.seconds is None:
            return "Until you close the browser"
        days = timedelta(seconds=self.seconds).days
        return f"{days} days" if days > 1 else f"{max(self.seconds // 3600, 1)} hours"


_own: dict[str, Cookie] = {}


def register(name: str, why: str, *, seconds: int | None = None) -> None:
    """Have a cookie told of."""
    _own[name] = Cookie(name, why, seconds)


def every() -> list[Cookie]:
    """All cookies there can be, as the settings have them."""
    stays = None if settings.SESSION_EXPIRE_AT_BROWSER_CLOSE else settings.SESSION_COOKIE_AGE
    return [
        Cookie(
            settings.SESSION_COOKIE_NAME,
            "Keeps somebody who works here signed in.",
            stays,
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            "Shows that a form was sent by the person who opened it. Set on pages where people who "
            "work here sign in, and on somebody’s own page.",
            settings.CSRF_COOKIE_AGE,
        ),
        *_own.values(),
    ]
