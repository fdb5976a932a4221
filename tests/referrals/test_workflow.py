"""Every status by every verb by every actor, through the table that draws the buttons and the
action that does it; then random sequences from both sides at once."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from referrals.models import Referral, Side, Status
from referrals.workflow import CLOSED, OPEN, TRANSITIONS, WHOSE_MOVE
from rosc.access import SYSTEM, Link, Oneself, Permission
from rosc.workflow import TransitionNotAllowed, advance, allowed
from tests.referrals.makers import again, make_consent, make_draft

pytestmark = pytest.mark.django_db

# status: {verb: who may}. Written by hand from the issue; `own` is the sending side, `other` the
# receiving side.
OWN, OTHER = "own", "other"
MOVES = {
    "draft": {"send": OWN, "withdraw": OWN},
    "sent": {
        "ask": OTHER,
        "wait": OTHER,
        "accept": OTHER,
        "decline": OTHER,
        "redirect": OTHER,
        "withdraw": OWN,
        "expire": None,
    },
    "asked": {"answer": OWN, "decline": OTHER, "redirect": OTHER, "withdraw": OWN, "expire": None},
    "waiting": {
        "wait": OTHER,
        "accept": OTHER,
        "decline": OTHER,
        "redirect": OTHER,
        "withdraw": OWN,
    },
    "accepted": {
        "undo_accept": OTHER,
        "redirect": OTHER,
        "confirm_meeting": OTHER,
        "end": OTHER,
        "withdraw": OWN,
    },
    "met": {"end": OTHER, "withdraw": OWN},
    "ended": {},
    "declined": {},
    "redirected": {},
    "withdrawn": {},
    "expired": {},
}
ACTORS = {
    "keyworker": OWN,
    "coordinator": OWN,
    "lero_leader": OTHER,
    "answer link": OTHER,
    "person": "person",
    "follow link": "person",
    "peer": None,
    "colleague": None,
    "outsider": None,
    "commissioner": None,
    "administrator": None,
    "foreign link": None,
    "foreign person": None,
    "system": "system",
}


def actor(who, referral, request):
    own, other = referral.held_by_id, referral.receiver_id
    pk = referral.pk
    return {
        "answer link": lambda: Link(pk, Permission.REFERRAL_ANSWER, other),
        "follow link": lambda: Link(pk, Permission.REFERRAL_WITHDRAW, own),
        "foreign link": lambda: Link(pk, Permission.REFERRAL_ANSWER, pk),
        "person": lambda: Oneself(pk, frozenset([referral.person_id]), frozenset([own])),
        "foreign person": lambda: Oneself(pk, frozenset([pk]), frozenset([pk])),
        "system": lambda: SYSTEM,
    }.get(who, lambda: request.getfixturevalue(who))()


def may(status, verb, side) -> bool:
    if verb not in MOVES[status]:
        return False
    wanted = MOVES[status][verb]
    if side == "system":
        return True
    if side == "person":
        return verb == "withdraw"
    return wanted is not None and side == wanted


def test_the_table_names_every_status_and_verb():
    assert set(MOVES) == set(Status.values) == set(WHOSE_MOVE)
    assert {verb for moves in MOVES.values() for verb in moves} == set(TRANSITIONS)
    assert set(OPEN) | set(CLOSED) == set(Status.values)


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("status", Status.values)
def test_status_by_verb_by_actor(status, who, treatment, lero, request):
    """154 combinations of status and actor, each with all 14 verbs."""
    referral = make_draft(treatment, lero)
    by = actor(who, referral, request)
    for verb in TRANSITIONS:
        set_up(referral, status)
        expected = may(status, verb, ACTORS[who])
        assert allowed(referral, verb, by) == expected, (status, verb, who)
        if expected:
            mover = WHOSE_MOVE[TRANSITIONS[verb].target or "sent"]
            advance(referral, verb, by=by, changes={"whose_move": mover})
            assert again(referral).status == (TRANSITIONS[verb].target or "sent")
        else:
            with pytest.raises((PermissionDenied, TransitionNotAllowed)):
                advance(referral, verb, by=by)
            assert again(referral).status == status


def set_up(referral, status) -> None:
    """Put it where the row of the table begins, as it would have come there."""
    consent = referral.consent or make_consent(referral)
    values = {
        "status": status,
        "whose_move": WHOSE_MOVE[status],
        "consent": consent,
        "sent_at": timezone.now(),
        "reason": "moved-on",
    }
    Referral.objects.unscoped_for("test").filter(pk=referral.pk).update(**values)
    for name, value in values.items():
        setattr(referral, name, value)
    if status == "accepted":
        referral.history.create(
            at=timezone.now(), name="accept", before="sent", after="accepted", actor_kind="system"
        )


def test_no_status_leaves_the_next_move_to_chance():
    for status in Status:
        assert (WHOSE_MOVE[status] == Side.NOBODY) == (status in CLOSED)
