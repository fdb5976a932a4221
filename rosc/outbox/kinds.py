"""The kinds of message there are. Each app registers its own in `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from rosc.outbox.models import OutboundMessage

QUIET_FROM = time(20)  # local wall time; nobody is written to unasked from 20:00 to 08:00
QUIET_UNTIL = time(8)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What goes out: the address as it is now, a subject (e-mail only) and plain text."""

    address: str
    subject: str
    text: str

    def __repr__(self) -> str:
        return "<prepared>"


@dataclass(frozen=True, slots=True)
class Skip:
    """Why a message is no longer right, as a code. `is_flagged`: it should have gone, and a person
    is shown that it did not."""

    reason: str
    is_flagged: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: the time of day is one that the recipient said is not safe."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of message.

    `prepare` runs just before sending: it checks consent, route and status anew and gives the text
    or the reason to skip. `is_unsolicited` kinds keep quiet hours; what somebody just asked for,
    and urgent word to staff, go at once. After `give_up_after` a person is shown it instead: a late
    message is worse than a flagged one. A kind that `is_forgotten` is nobody's to decide: however
    it ends, address and words are cleared at once, and one that did not go is let go. A kind that
    goes to a person who is helped has a `sample`: its text as it would go, in neutral words or (if
    asked with True) in open ones, for them and their worker to see before any goes.
    """

    slug: str
    label: str
    prepare: Callable[["OutboundMessage"], Prepared | Skip | Later]
    is_unsolicited: bool = False
    give_up_after: timedelta = timedelta(hours=24)
    is_forgotten: bool = False
    sample: Callable[[bool], str] | None = None

    @property
    def is_to_person(self) -> bool:
        """Whether it goes to somebody who is helped, not to somebody who works here."""
        return self.sample is not None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. Raises ValueError when another has its slug."""
    if _kinds.setdefault(kind.slug, kind) != kind:
        raise ValueError(f"Two kinds of message are called {kind.slug}.")


def get(slug: str) -> Kind:
    """The kind of this slug. Raises KeyError."""
    return _kinds[slug]


def label_of(slug: str) -> str:
    """A kind in words; its slug where nobody knows it any more."""
    return _kinds[slug].label if slug in _kinds else slug


def is_forgotten(slug: str) -> bool:
    """Whether messages of this kind are nobody's to decide; False for a kind nobody knows."""
    return slug in _kinds and _kinds[slug].is_forgotten


def registered() -> list[Kind]:
    """Every kind, by slug."""
    return [_kinds[slug] for slug in sorted(_kinds)]


def quiet_until(now: datetime) -> datetime | None:
    """When the present quiet hours end, in local wall time; None when it is not quiet now."""
    local = timezone.localtime(now)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return None
    day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return timezone.make_aware(datetime.combine(day, QUIET_UNTIL))
