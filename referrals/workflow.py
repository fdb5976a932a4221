"""Where a referral stands, whose move it is, and what moves it. Data only.

The side that sends is the organisation that holds the person's record (`held_by`): the sender, or
for somebody who came by themselves or through a professional without an account, the receiver.
"""

from django.db.models import TextChoices

from rosc.access import Permission
from rosc.workflow import BACK, Transition

__all__ = ["BACK", "Side", "Status", "TRANSITIONS"]


class Status(TextChoices):
    DRAFT = "draft", "Being written"
    SENT = "sent", "Sent"
    ASKED = "asked", "A question was asked"
    WAITING = "waiting", "On the waiting list"
    ACCEPTED = "accepted", "Accepted"
    MET = "met", "Met"
    ENDED = "ended", "Ended"
    DECLINED = "declined", "Not possible there"
    REDIRECTED = "redirected", "Somewhere else proposed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Never answered"


class Side(TextChoices):
    SENDER = "sender", "Who introduces"
    RECEIVER = "receiver", "Who was asked"
    PERSON = "person", "The person"
    NOBODY = "nobody", "Nobody"


_S = Status
ANSWERABLE = (_S.SENT, _S.WAITING)
UNANSWERED = (_S.SENT, _S.ASKED)
HELD_OPEN = (_S.SENT, _S.ASKED, _S.WAITING)
TOGETHER = (_S.ACCEPTED, _S.MET)
UNDER_WAY = (*HELD_OPEN, *TOGETHER)
OPEN = (_S.DRAFT, *UNDER_WAY)
CLOSED = (_S.ENDED, _S.DECLINED, _S.REDIRECTED, _S.WITHDRAWN, _S.EXPIRED)
# Over, and the person has no help by it: its sender looks for what comes next.
NOT_HELPED = (_S.DECLINED, _S.REDIRECTED, _S.EXPIRED)
# What a receiver may see the identity of, while the consent stands.
IDENTITY_SEEN = (_S.ACCEPTED, _S.MET, _S.ENDED)

WHOSE_MOVE: dict[str, str] = {
    _S.DRAFT: Side.SENDER,
    _S.SENT: Side.RECEIVER,
    _S.ASKED: Side.SENDER,
    _S.WAITING: Side.RECEIVER,
    _S.ACCEPTED: Side.RECEIVER,
    _S.MET: Side.RECEIVER,
    **dict.fromkeys(CLOSED, Side.NOBODY),
}

_P = Permission
_SENDER, _RECEIVER = "held_by", "receiver"


def _by_receiver(sources: tuple[str, ...], target: str) -> Transition:
    return Transition(sources, target, _P.REFERRAL_ANSWER, _RECEIVER)


TRANSITIONS = {
    "send": Transition((_S.DRAFT,), _S.SENT, _P.REFERRAL_SEND, _SENDER),
    "ask": _by_receiver((_S.SENT,), _S.ASKED),
    "answer": Transition((_S.ASKED,), _S.SENT, _P.REFERRAL_SEND, _SENDER),
    "wait": _by_receiver(ANSWERABLE, _S.WAITING),
    "accept": _by_receiver(ANSWERABLE, _S.ACCEPTED),
    # On the same London day, while nothing was recorded since.
    "undo_accept": _by_receiver((_S.ACCEPTED,), BACK),
    "decline": _by_receiver(HELD_OPEN, _S.DECLINED),
    "redirect": _by_receiver((*HELD_OPEN, _S.ACCEPTED), _S.REDIRECTED),
    "confirm_meeting": _by_receiver((_S.ACCEPTED,), _S.MET),
    "end": _by_receiver(TOGETHER, _S.ENDED),
    "withdraw": Transition(OPEN, _S.WITHDRAWN, _P.REFERRAL_WITHDRAW, _SENDER),
    "expire": Transition(UNANSWERED, _S.EXPIRED, None, _RECEIVER),
}
