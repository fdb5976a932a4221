"""What time does to going along: it ends on its day, and passes on when a peer worker has gone.

Safe to run twice, late, and by two workers at once. What a grant opens is over on its own day,
whether or not this has run.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from referrals import buddy_messages
from referrals.actions.pairing import close
from referrals.actions.peers import hand_all_back
from referrals.models import Pairing, PeerWorker
from rosc.access import SYSTEM, SomebodyGotThereFirst

log = structlog.get_logger("referrals.buddy_timers")


def sweep(today: date) -> dict[str, int]:
    return {"ended": end_due(today), "handed_back": hand_back_of_gone(today)}


def end_due(today: date) -> int:
    """End those whose last day is over, or whose grant was taken back by hand."""
    rows = Pairing.objects.run_out(today).for_list()
    return _each(rows, lambda one: close(one, SYSTEM))


def hand_back_of_gone(today: date) -> int:
    """Whoever works there no more leaves their people to those who lead."""
    rows = PeerWorker.objects.gone().with_somebody(timezone.now())
    return _each(rows.for_list(), lambda one: _hand_back(one, today))


def _hand_back(peer: PeerWorker, today: date) -> None:
    hand_all_back(peer, SYSTEM)
    buddy_messages.tell_handed_back(peer, f"gone.{peer.pk}.{today.isoformat()}")


def _each(rows: Iterable[Any], act: Callable[[Any], object]) -> int:
    """Each in a transaction of its own; whoever was faster is passed over."""
    done = 0
    for one in rows:
        try:
            with transaction.atomic():
                act(one)
                done += 1
        except SomebodyGotThereFirst:
            continue
        except Exception as error:  # one row's bad data never stops a sweep
            log.error("timer failed", row=str(one.pk), error=type(error).__name__)
    return done
