"""Links by which somebody without an account does one thing with one introduction."""

import secrets
from datetime import datetime

from referrals.models import AnswerLink, Referral, Status
from referrals.models.answering import LINK_LASTS, LinkPurpose
from referrals.workflow import HELD_OPEN, TOGETHER
from rosc.access import Link, Permission
from rosc.accounts.models import hash_of

# Useless once the status has left these.
STATUSES: dict[str, list[str]] = {
    LinkPurpose.ANSWER: list(HELD_OPEN),
    LinkPurpose.GO_ON: list(TOGETHER),
    LinkPurpose.IDENTITY: list(TOGETHER),
    LinkPurpose.FOLLOW: list(Status.values),
}


def make(referral: Referral, purpose: LinkPurpose, *, now: datetime) -> str:
    """A new link; what it ends in. One for going on is made where it has been accepted already."""
    if purpose == LinkPurpose.ANSWER and referral.status in TOGETHER:
        purpose = LinkPurpose.GO_ON
    token = secrets.token_urlsafe(32)
    AnswerLink.objects.create(
        referral=referral,
        purpose=purpose,
        statuses=STATUSES[purpose],
        token_hash=hash_of(token),
        expires_at=now + LINK_LASTS,
    )
    return token


def find(token: str) -> AnswerLink | None:
    """The link that `token` belongs to, whether or not it still opens anything."""
    rows = AnswerLink.objects.filter(token_hash=hash_of(token))
    return rows.select_related(
        "referral__receiver", "referral__held_by", "referral__service", "referral__person"
    ).first()


def actor_of(link: AnswerLink) -> Link:
    """Who acts by it: the receiving side, or a professional who may take it back."""
    referral = link.referral
    if link.purpose == LinkPurpose.FOLLOW:
        return Link(link.pk, Permission.REFERRAL_WITHDRAW, referral.held_by_id)
    return Link(link.pk, Permission.REFERRAL_ANSWER, referral.receiver_id)
