"""What only a link does: being refused, being sent again, and showing once who it is."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from referrals import links, notifications, open_messages, reaching
from referrals.actions.looking import opened
from referrals.actions.moving import write
from referrals.models import AnswerLink, Handling, NoteKind, Reception, Referral, Side
from referrals.models.answering import MOST_TRIES, LinkPurpose
from referrals.workflow import HELD_OPEN, TOGETHER
from rosc.access import ANYBODY, Link
from rosc.audit.actions import record

MOST_PAGES = 3  # of identity, begun in a day for one introduction


@transaction.atomic
def turn_away(*, link: AnswerLink | None, why: str) -> None:
    """Somebody came by a link that leads nowhere (any more)."""
    referral = link.referral if link else None
    record(
        by=ANYBODY,
        verb="referral.link_refused",
        subject=referral,
        organisation=referral and referral.receiver,
        details={"why": why, "link": link and link.pk},
    )


@transaction.atomic
def ask_for_link(*, link: AnswerLink | None, why: str) -> None:
    """Somebody with a link that is over asks for a new one. It goes to the address the first was
    mailed to, once a day at most; the page says the same whether anything goes or not."""
    referral = link.referral if link else None
    record(
        by=ANYBODY,
        verb="referral.ask_for_link",
        subject=referral,
        organisation=referral and referral.receiver,
        details={"why": why, "link": link and link.pk},
    )
    if link and referral and _may_be_sent_again(link, referral):
        notifications.send_link_again(link, timezone.localdate())


def _may_be_sent_again(link: AnswerLink, referral: Referral) -> bool:
    if link.purpose == LinkPurpose.FOLLOW:
        return True
    is_going_on = referral.status in (*HELD_OPEN, *TOGETHER) and not referral.is_cut_off
    return is_going_on and link.purpose in (LinkPurpose.ANSWER, LinkPurpose.GO_ON)


@transaction.atomic
def say_who(*, referral: Referral, by: Link, verb: str, name: str, role: str) -> None:
    """Keep, at the receiving side alone, who did something by a link that asks for no words."""
    said = {"name": name.strip(), "role": role.strip()}
    write(
        referral,
        NoteKind.OWN,
        f"Done by link: {verb.replace('_', ' ')}",
        by=by,
        side=Side.RECEIVER,
        said=said,
    )


@transaction.atomic
def accepted_by_link(*, referral: Referral) -> None:
    """Mail the next link, for saying how it goes on."""
    last = referral.history.filter(name="accept").latest("id")
    notifications.go_on_by_link(referral, last.pk)


@transaction.atomic
def begin_identity(*, referral: Referral, by: Link, now: datetime) -> str:
    """Make the page that shows once who it is, and send its code by the group's second route; what
    the page's address ends in. Raises ValidationError where it may not be shown (again)."""
    Referral.objects.unscoped_for("identity").select_for_update().get(pk=referral.pk)
    reception = Reception.objects.filter(organisation=referral.receiver_id).first()
    made = referral.answer_links.filter(purpose=LinkPurpose.IDENTITY)
    if not may_show_identity(referral) or reception is None:
        raise ValidationError("There is nothing to show here. Sign in, or ring whoever wrote.")
    if made.filter(created_at__gt=now - timedelta(days=1)).count() >= MOST_PAGES:
        raise ValidationError("That was asked for three times today. Try again tomorrow.")
    made.filter(ended_at=None).update(ended_at=now)
    token = links.make(referral, LinkPurpose.IDENTITY, now=now)
    link = links.find(token)
    assert link is not None  # noqa: S101  it was made on the line before
    open_messages.plan_code(link, reception)
    where, details = referral.receiver, {"link": link.pk}
    record(
        by=by,
        verb="referral.begin_identity",
        subject=referral,
        organisation=where,
        details=details,
    )
    return token


def has_second_route(referral: Referral) -> bool:
    """Whether a code can be sent to the group by another way than the link."""
    reception = Reception.objects.filter(organisation=referral.receiver_id).first()
    return bool(reception and (reception.code_phone or reception.code_email))


def may_show_identity(referral: Referral) -> bool:
    """Whether the group chose the page, may be told, and has not been shown it."""
    is_due = referral.handling == Handling.IDENTITY_PAGE and referral.shows_identity()
    is_due = is_due and not reaching.is_stopped(referral, Side.RECEIVER)  # it is shown only once
    is_open = referral.status in TOGETHER and has_second_route(referral)
    return is_due and is_open and not referral.answer_links.filter(shown_at__isnull=False).exists()


@transaction.atomic
def show_identity(*, link: AnswerLink, code: str, now: datetime) -> bool:
    """Whether `code` is right, once. Each wrong one counts, before it is looked at, so that many at
    once are still five; the right one ends the link."""
    rows = AnswerLink.objects.filter(
        pk=link.pk, tries__lt=MOST_TRIES, ended_at=None, shown_at=None, expires_at__gt=now
    )
    if not rows.update(tries=F("tries") + 1):
        return False
    is_in_time = link.code_expires_at is not None and now < link.code_expires_at
    if not is_in_time or not constant_time_compare(
        link.code_hash, open_messages.hash_of_code(link, code)
    ):
        _note(link, "referral.wrong_code")
        return False
    rows = AnswerLink.objects.filter(pk=link.pk, ended_at=None, shown_at=None)
    if not rows.update(ended_at=now, shown_at=now):
        return False
    _note(link, "referral.show_identity")
    opened(
        referral=link.referral, by=links.actor_of(link), side=Side.RECEIVER, what="identity_page"
    )
    return True


def _note(link: AnswerLink, verb: str) -> None:
    referral, details = link.referral, {"link": link.pk}
    where = referral.receiver
    by = links.actor_of(link)
    record(by=by, verb=verb, subject=referral, organisation=where, details=details)
