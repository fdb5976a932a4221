"""Links by which somebody without an account does one thing with one introduction."""

import secrets
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from referrals.models import AnswerLink, Referral, RelativeRequest, Status, WorkAddress
from referrals.models.answering import IDENTITY_LASTS, LINK_LASTS, LinkPurpose
from referrals.workflow import HELD_OPEN, TOGETHER
from rosc.access import Link, Permission
from rosc.accounts.models import hash_of

STATUSES: dict[str, tuple[str, ...]] = {
    LinkPurpose.ANSWER: HELD_OPEN,
    LinkPurpose.GO_ON: TOGETHER,
    LinkPurpose.IDENTITY: TOGETHER,
    LinkPurpose.FOLLOW: tuple(Status.values),
}
SALT = "referrals.links"


def make(referral: Referral, purpose: LinkPurpose, *, now: datetime, sent_to: str = "") -> str:
    """A new link; what it ends in. One for going on is made where it has been accepted already.

    A link to answer by is useless once the status has left the one it was made in.
    """
    if purpose == LinkPurpose.ANSWER and referral.status in TOGETHER:
        purpose = LinkPurpose.GO_ON
    token = secrets.token_urlsafe(32)
    lasts = IDENTITY_LASTS if purpose == LinkPurpose.IDENTITY else LINK_LASTS
    is_answer = purpose == LinkPurpose.ANSWER and referral.status in HELD_OPEN
    AnswerLink.objects.create(
        referral=referral,
        purpose=purpose,
        statuses=[referral.status] if is_answer else list(STATUSES[purpose]),
        token_hash=hash_of(token),
        expires_at=now + lasts,
        sent_to_hash=hash_of_address(sent_to) if sent_to else "",
    )
    return token


def hash_of_address(address: str) -> str:
    """An address as a link knows it: enough to see that it is still the same one."""
    return salted_hmac(SALT, address.strip().lower(), algorithm="sha256").hexdigest()


def is_sent_to(link: AnswerLink, address: str) -> bool:
    """Whether this is the address that the link was first mailed to."""
    return bool(address) and constant_time_compare(link.sent_to_hash, hash_of_address(address))


def token_of(row: RelativeRequest | WorkAddress) -> str:
    """What the link of a row ends in: always the same, so that a message made twice says one."""
    return signing.Signer(salt=f"{SALT}.{row._meta.model_name}").sign(row.pk.hex)


def own_address(token: str) -> str:
    """The whole address of a person's own page, to be written down."""
    return f"{settings.PORTAL_URL}{reverse('people:own_page', args=[token])}"


def find(token: str) -> AnswerLink | None:
    """The link that `token` belongs to, whether or not it still opens anything."""
    rows = AnswerLink.objects.filter(token_hash=hash_of(token))
    return rows.select_related(
        "referral__receiver", "referral__held_by", "referral__service", "referral__person"
    ).first()


def actor_of(link: AnswerLink, permission: Permission | None = None) -> Link:
    """Who acts by it: the receiving side, or a professional who may take it back (or do another
    single thing that `permission` names)."""
    referral = link.referral
    if link.purpose == LinkPurpose.FOLLOW:
        return Link(link.pk, permission or Permission.REFERRAL_WITHDRAW, referral.held_by_id)
    return Link(link.pk, Permission.REFERRAL_ANSWER, referral.receiver_id)


Row = TypeVar("Row", RelativeRequest, WorkAddress)


def find_row(model: type[Row], token: str) -> Row | None:
    """The row that `token` belongs to, whether or not its time is over."""
    rows = model._default_manager.select_related("service__organisation")
    return rows.filter(token_hash=hash_of(token)).first()
