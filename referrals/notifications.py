"""Who is told what about introductions. No message says who it is, or what the portal is about.

Workers are told that something waits, and where. A group's own address gets a link by which it can
answer without an account (`group_messages`); a professional's, one to follow what became of it. A
person gets a link to their own page, where a second thing is asked first.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from referrals import group_messages, links, reaching
from referrals.models import (
    AnswerLink,
    Confirmation,
    Note,
    Origin,
    Reception,
    Referral,
    Referrer,
    Side,
)
from referrals.models.answering import LinkPurpose
from referrals.models.choices import BY_THEMSELVES, WITHOUT_A_WORKER
from referrals.workflow import CLOSED
from rosc.access import ROLES, Permission
from rosc.accounts.models import Membership, Organisation, User
from rosc.outbox import keys
from rosc.outbox.actions import plan
from rosc.outbox.kinds import Kind, Prepared, Skip
from rosc.outbox.models import Channel, OutboundMessage
from rosc.people import notifications as people
from rosc.workflow import TransitionRecord

TO_RECEIVER = ("send", "answer", "withdraw")
TO_SENDER = (
    *("ask", "wait", "accept", "undo_accept", "decline", "redirect", "confirm_meeting", "end"),
    "expire",
)
TO_PERSON = ("wait", "accept", "decline", "expire", "end")
MAY_ANSWER = [r.slug for r in ROLES.values() if Permission.REFERRAL_ANSWER in r.permissions]
LEADING = [r.slug for r in ROLES.values() if r.is_leading]


# --- Planning -------------------------------------------------------------------------------------
def tell(referral: Referral, history: TransitionRecord) -> None:
    """After a move: the other side, and the person where it concerns them."""
    if referral.sent_at is None:
        return
    reason = f"referrals.{history.pk}"
    if history.name in TO_RECEIVER or _is_ended_for_them(history):
        _tell_receiver(referral, reason)
    if history.name in TO_SENDER or _is_by_another(history):
        tell_sender(referral, reason)
    is_own = referral.origin in BY_THEMSELVES and history.name in TO_SENDER
    if history.name in TO_PERSON or is_own:
        _tell_person(referral, reason)


def _is_by_another(history: TransitionRecord) -> bool:
    """Whether somebody else than their worker did what is mostly a worker's doing."""
    by_person = history.name == "send" and history.actor_kind == "person"
    return by_person or (history.name == "withdraw" and history.actor_kind != "user")


def _is_ended_for_them(history: TransitionRecord) -> bool:
    """Whether it ended without its receiver: the person has died."""
    return history.name == "end" and history.actor_kind == "system"


def tell_cut_off(referral: Referral) -> None:
    """The person took back their agreement after it had closed: both sides, once."""
    reason = f"referrals.cut_off.{referral.pk}"
    _tell_receiver(referral, reason)
    tell_sender(referral, reason)


def tell_passed_on(referral: Referral) -> None:
    """Somebody else is asked now, as the person agreed at the start."""
    _tell_person(referral, f"referrals.passed_on.{referral.pk}")


def tell_of_words(referral: Referral, note: Note) -> None:
    """Somebody on one side has written to the other."""
    reason = f"referrals.note.{note.pk}"
    if note.side == Side.SENDER:
        _tell_receiver(referral, reason)
    else:
        tell_sender(referral, reason)


def tell_paused(referral: Referral, note: Note) -> None:
    """Nothing is due until a day: the other side, with the reason, and the person."""
    tell_of_words(referral, note)
    _tell_person(referral, f"referrals.pause.{note.pk}")


def tell_of_no(referral: Referral, said: Confirmation) -> None:
    """The person says that they have not met, or got no help: both sides hear that there is
    something new, and look."""
    reason = f"referrals.confirmation.{said.pk}"
    _tell_receiver(referral, reason)
    tell_sender(referral, reason)


def remind(referral: Referral, day: date) -> int:
    """The side whose move it is, once for each day on which something is due."""
    if referral.whose_move == Side.RECEIVER:
        users = _workers(referral.receiver, MAY_ANSWER)
        planned = _plan_for(REMINDER, referral, users, day)
        return planned + group_messages.tell_group(
            referral, f"referrals.reminder.{referral.pk}.{day.isoformat()}"
        )
    if referral.origin in WITHOUT_A_WORKER:
        _tell_without_a_worker(referral, f"referrals.reminder.{referral.pk}.{day.isoformat()}")
        return 1
    users = [user for user in [_worker_of(referral)] if user]
    return _plan_for(REMINDER, referral, users or _workers(referral.held_by, LEADING), day)


def escalate(referral: Referral, day: date) -> int:
    """Who leads the organisation whose move it is; nobody leads who came without a worker."""
    if referral.whose_move != Side.RECEIVER and referral.origin in WITHOUT_A_WORKER:
        return 0
    mover = referral.receiver if referral.whose_move == Side.RECEIVER else referral.held_by
    return _plan_for(ESCALATION, referral, _workers(mover, LEADING), day)


def _plan_for(kind: Kind, referral: Referral, users: list[User], day: date) -> int:
    return sum(
        plan(
            key=keys.scheduled(kind.slug, referral.pk, day, Channel.EMAIL, user.pk),
            kind=kind.slug,
            subject_id=referral.pk,
            route_id=user.pk,
        )
        for user in users
    )


def _tell_receiver(referral: Referral, reason: str) -> None:
    for user in _workers(referral.receiver, MAY_ANSWER):
        plan_event(WAITS, referral, user.pk, reason)
    group_messages.tell_group(referral, reason)


def _tell_without_a_worker(referral: Referral, reason: str) -> None:
    """The professional who has no account, or the person who came by themselves."""
    if referral.origin in BY_THEMSELVES:
        _tell_person(referral, reason)
    else:
        tell_referrer(referral, reason)


def send_link_again(link: AnswerLink, day: date) -> bool:
    """A new link for one that is over: to the address it was first mailed to, while that is still
    the one in use; once a day at most."""
    referral = link.referral
    reason = f"referrals.again.{referral.pk}.{day.isoformat()}"
    if link.purpose == LinkPurpose.FOLLOW:
        referrer = Referrer.objects.filter(referral=referral).first()
        if referrer is None or not links.is_sent_to(link, str(referrer.email)):
            return False
        return tell_referrer(referral, reason)
    reception = Reception.objects.filter(organisation=referral.receiver_id).first()
    if reception is None or not links.is_sent_to(link, reception.email):
        return False
    return group_messages.tell_group(referral, reason)


def go_on_by_link(referral: Referral, history_id: int) -> None:
    """Whoever said yes by their link gets the next one, for what follows."""
    group_messages.tell_group(referral, f"referrals.{history_id}")


def receivers_of(referral: Referral) -> list[User]:
    """Who answers where somebody was introduced to."""
    return _workers(referral.receiver, MAY_ANSWER)


def senders_of(referral: Referral) -> list[User]:
    """Who started it, or who leads there once they have left."""
    worker = _worker_of(referral)
    return [worker] if worker else _workers(referral.held_by, LEADING)


def tell_sender(referral: Referral, reason: str) -> None:
    """Whoever introduced them: a worker, or a professional without an account."""
    for user in senders_of(referral):
        if referral.origin == Origin.WORKER:
            plan_event(CHANGED, referral, user.pk, reason)
    tell_referrer(referral, reason)


def tell_referrer(referral: Referral, reason: str) -> bool:
    """A professional without an account, by the address they confirmed."""
    referrer = Referrer.objects.filter(referral=referral).first()
    return bool(referrer and plan_event(FOLLOW, referral, referrer.pk, reason))


def _tell_person(referral: Referral, reason: str) -> None:
    route = people.route_for(referral.person)
    if route and referral.person.second_factor:
        plan_event(NEWS, referral, route.pk, reason, channel=people.CHANNELS[route.kind])


def ask_if_helped(referral: Referral, day: date) -> int:
    """The person, by the route that is safe: did you get help?"""
    person = referral.person
    route = people.route_for(person)
    if route is None or not person.second_factor:
        return 0
    channel = people.CHANNELS[route.kind]
    return int(
        plan(
            key=keys.scheduled(GOT_HELP.slug, referral.pk, day, channel, route.pk),
            kind=GOT_HELP.slug,
            subject_id=referral.pk,
            route_id=route.pk,
            channel=channel,
        )
    )


def plan_event(
    kind: Kind, referral: Referral, to: Any, reason: str, channel: str = Channel.EMAIL
) -> bool:
    return plan(
        key=keys.event(f"{kind.slug}.{reason}", to, channel),
        kind=kind.slug,
        subject_id=referral.pk,
        route_id=to,
        channel=channel,
    )


def _workers(organisation: Organisation, roles: list[str]) -> list[User]:
    members = Membership.objects.active().filter(organisation=organisation, role__in=roles)
    return list(User.objects.filter(pk__in=members.values("user")).order_by("pk"))


def _worker_of(referral: Referral) -> User | None:
    """Who started it, while they still work there."""
    user = referral.started_by
    if user and user.is_active and user.may(Permission.REFERRAL_SEND, referral.held_by):
        return user
    return None


# --- Preparing ------------------------------------------------------------------------------------
def _find(message: OutboundMessage) -> Referral:
    rows = Referral.objects.unscoped_for("message").select_related(
        "receiver", "held_by", "person", "service"
    )
    found: Referral = rows.get(pk=message.subject_id)
    return found


def to_worker(message: OutboundMessage, template: str, subject: str) -> Prepared | Skip:
    referral = _find(message)
    user = User.objects.reader_of(message)
    if user is None or not Referral.objects.visible_to(user).filter(pk=referral.pk).exists():
        return Skip("no_longer_theirs")
    link = _address("referrals:referral", referral.pk)
    text = render_to_string(
        f"messages/referrals/{template}.txt",
        {
            "portal_name": settings.PORTAL_NAME,
            "name": user.name,
            "link": link,
            "is_closed": referral.status in CLOSED,
            "must_ring": reaching.must_ring(referral),
            "due_on": referral.due_on,
        },
    )
    return Prepared(user.email, subject, text)


def prepare_waits(message: OutboundMessage) -> Prepared | Skip:
    return to_worker(message, "waits", "Something waits for you")


def prepare_changed(message: OutboundMessage) -> Prepared | Skip:
    return to_worker(message, "changed", "Something has changed")


def prepare_reminder(message: OutboundMessage) -> Prepared | Skip:
    return _while_due(message, "reminder", "Something is due")


def prepare_escalation(message: OutboundMessage) -> Prepared | Skip:
    return _while_due(message, "escalation", "Something is late")


def _while_due(message: OutboundMessage, template: str, subject: str) -> Prepared | Skip:
    referral = _find(message)
    if referral.due_on is None or referral.due_on > timezone.localdate():
        return Skip("moved_on")
    return to_worker(message, template, subject)


def prepare_follow(message: OutboundMessage) -> Prepared | Skip:
    """To a professional without an account: where it stands, by a link."""
    referral = _find(message)
    referrer = Referrer.objects.filter(pk__in=[message.route_id]).first()
    if referrer is None:
        return Skip("address_gone")
    token = links.make(
        referral, LinkPurpose.FOLLOW, now=timezone.now(), sent_to=str(referrer.email)
    )
    text = render_to_string(
        "messages/referrals/follow.txt",
        {
            "portal_name": settings.PORTAL_NAME,
            "name": referrer.name,
            "link": _address("referrals:follow", token),
        },
    )
    return Prepared(str(referrer.email), "Something has changed", text)


def prepare_news(message: OutboundMessage) -> Prepared | Skip:
    return _own_page(message, "news")


def prepare_got_help(message: OutboundMessage) -> Prepared | Skip:
    return _own_page(message, "got_help")


def _own_page(message: OutboundMessage, template: str) -> Prepared | Skip:
    referral = _find(message)
    if referral.is_cut_off:
        return Skip("consent_withdrawn")
    link = people.own_page_of(referral.person, timezone.now())
    path = f"messages/referrals/{template}.txt"
    said = {
        words: people.text_of(path, link, is_frank=words == "frank")
        for words in ("neutral", "frank")
    }
    return people.to_person(message, **said)


def _address(page: str, *args: object) -> str:
    return f"{settings.PORTAL_URL}{reverse(page, args=args)}"


WAITS = Kind("referrals.waits", "Something waits for an answer", prepare_waits)
CHANGED = Kind("referrals.changed", "Something has changed", prepare_changed)
FOLLOW = Kind("referrals.follow", "A link to follow", prepare_follow)
REMINDER = Kind("referrals.reminder", "Something is due", prepare_reminder)
ESCALATION = Kind("referrals.escalation", "Something is late", prepare_escalation)
NEWS = Kind(
    "referrals.news",
    "News for a person",
    prepare_news,
    is_unsolicited=True,
    sample=people.sample_of("messages/referrals/news.txt"),
)
GOT_HELP = Kind(
    "referrals.got_help",
    "Did you get help?",
    prepare_got_help,
    is_unsolicited=True,
    sample=people.sample_of("messages/referrals/got_help.txt"),
)
KINDS = (WAITS, CHANGED, FOLLOW, REMINDER, ESCALATION, NEWS, GOT_HELP)
