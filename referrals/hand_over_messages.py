"""What is said when a service closes: to the person, on their own page, and to who introduced
them. No message says who it is, or what for."""

from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from referrals import notifications
from referrals.models import HandOver, Referral
from rosc.accounts.models import User
from rosc.outbox import keys
from rosc.outbox.actions import plan
from rosc.outbox.kinds import Kind, Prepared, Skip
from rosc.outbox.models import Channel, OutboundMessage
from rosc.people import notifications as people

TO_PERSON = "messages/referrals/hand_over.txt"


def ask(hand_over: HandOver) -> None:
    """The person by their safe route, where there is one; and who introduced them, who rings."""
    referral = hand_over.referral
    route = people.route_for(referral.person)
    if route and referral.person.second_factor:
        channel = people.CHANNELS[route.kind]
        plan(
            key=keys.event(f"{HAND_OVER.slug}.{hand_over.pk}", route.pk, channel),
            kind=HAND_OVER.slug,
            subject_id=hand_over.pk,
            route_id=route.pk,
            channel=channel,
        )
    tell_sender(hand_over, f"asked.{hand_over.pk}")


def tell_sender(hand_over: HandOver, reason: str) -> None:
    """Whoever introduced them, or leads there; a professional without an account by their link."""
    referral = hand_over.referral
    if not hand_over.referral.has_worker:
        notifications.tell_referrer(referral, f"referrals.hand_over.{reason}")
        return
    for user in notifications.senders_of(referral):
        plan(
            key=keys.event(f"{PLEASE_ASK.slug}.{reason}", user.pk, Channel.EMAIL),
            kind=PLEASE_ASK.slug,
            subject_id=hand_over.pk,
            route_id=user.pk,
        )


def remind(hand_over: HandOver, day: date) -> None:
    """They have not answered, and the day to ring them has come."""
    tell_sender(hand_over, f"ring.{hand_over.pk}.{day.isoformat()}")


def _find(message: OutboundMessage) -> HandOver | None:
    rows = HandOver.objects.unanswered().for_pages()
    return rows.filter(pk__in=[message.subject_id]).first()


def prepare_hand_over(message: OutboundMessage) -> Prepared | Skip:
    hand_over = _find(message)
    if hand_over is None or hand_over.referral.is_cut_off:
        return Skip("moved_on")
    link = people.own_page_of(hand_over.referral.person, timezone.now())
    said = {
        words: people.text_of(TO_PERSON, link, is_frank=words == "frank")
        for words in ("neutral", "frank")
    }
    return people.to_person(message, **said)


def prepare_please_ask(message: OutboundMessage) -> Prepared | Skip:
    hand_over = _find(message)
    user = User.objects.reader_of(message)
    if hand_over is None or user is None:
        return Skip("moved_on")
    if not Referral.objects.visible_to(user).filter(pk=hand_over.referral_id).exists():
        return Skip("no_longer_theirs")
    page = reverse("referrals:answer_hand_over", args=[hand_over.pk])
    context = {
        "portal_name": settings.PORTAL_NAME,
        "name": user.name,
        "link": f"{settings.PORTAL_URL}{page}",
        "ring_by": hand_over.ring_by,
    }
    text = render_to_string("messages/referrals/please_ask.txt", context)
    return Prepared(user.email, "Somebody to ring", text)


HAND_OVER = Kind(
    "referrals.hand_over",
    "Somewhere else is proposed to a person",
    prepare_hand_over,
    is_unsolicited=True,
    sample=people.sample_of(TO_PERSON),
)
PLEASE_ASK = Kind("referrals.please_ask", "Somebody to ring", prepare_please_ask)
KINDS = (HAND_OVER, PLEASE_ASK)
