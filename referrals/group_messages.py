"""What goes to a group's own address, for those who answer from their e-mail. No message says who
it is, or what the portal is about."""

from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from referrals import links
from referrals.models import Reception, Referral
from referrals.models.answering import LinkPurpose
from referrals.workflow import CLOSED
from rosc.outbox import keys
from rosc.outbox.actions import plan
from rosc.outbox.kinds import Kind, Prepared, Skip
from rosc.outbox.models import Channel, OutboundMessage


def tell_group(referral: Referral, reason: str) -> bool:
    """A link for what is under way; for what is over, word that nobody is coming by it."""
    return _plan(OVER_BY_LINK if referral.status in CLOSED else BY_LINK, referral, reason)


def tell_group_to_look(referral: Referral, reason: str) -> bool:
    """How the person may be reached has changed."""
    return _plan(LOOK_BY_LINK, referral, reason)


def _plan(kind: Kind, referral: Referral, reason: str) -> bool:
    reception = Reception.objects.filter(organisation=referral.receiver_id).first()
    if reception is None or not reception.is_confirmed:
        return False
    return plan(
        key=keys.event(f"{kind.slug}.{reason}", reception.pk, Channel.EMAIL),
        kind=kind.slug,
        subject_id=referral.pk,
        route_id=reception.pk,
    )


def _find(message: OutboundMessage) -> tuple[Referral, Reception | None]:
    rows = Referral.objects.unscoped_for("message").select_related("receiver", "person")
    reception = Reception.objects.filter(pk__in=[message.route_id]).first()
    return rows.get(pk=message.subject_id), reception


def _was_written_to(referral: Referral, reception: Reception) -> bool:
    """Whether the group has, or may have, had mail about it."""
    rows = OutboundMessage.objects.filter(
        kind=BY_LINK.slug, subject_id=referral.pk, route_id=reception.pk, may_have_gone=True
    )
    return rows.exists()


def prepare_by_link(message: OutboundMessage) -> Prepared | Skip:
    """A link that opens what may be seen before accepting, and later how it goes on."""
    referral, reception = _find(message)
    if reception is None or not reception.is_confirmed:
        return Skip("address_gone")
    if referral.status in CLOSED:
        return Skip("moved_on")
    told = {"link": _link(referral, reception), "due_on": referral.due_on}
    return _mail(reception, "by_link", "Somebody would like to hear from you", told)


def prepare_over_by_link(message: OutboundMessage) -> Prepared | Skip:
    """It is over: nobody is coming by it. The days say which one it was, and nothing else does."""
    referral, reception = _find(message)
    if reception is None or not reception.is_confirmed:
        return Skip("address_gone")
    if not _was_written_to(referral, reception):
        return Skip("never_told")
    told = {
        "sent_at": referral.sent_at,
        "accepted_at": _accepted_at(referral),
        "is_cut_off": referral.is_cut_off,
    }
    return _mail(reception, "over_by_link", "You need not wait", told)


def _accepted_at(referral: Referral) -> object:
    last = referral.history.filter(name="accept").order_by("-id").first()
    return last and last.at


def prepare_look_by_link(message: OutboundMessage) -> Prepared | Skip:
    """Please look before you ring or write."""
    referral, reception = _find(message)
    if reception is None or not reception.is_confirmed:
        return Skip("address_gone")
    if referral.status in CLOSED or not _was_written_to(referral, reception):
        return Skip("moved_on")
    told = {"link": _link(referral, reception), "sent_at": referral.sent_at}
    return _mail(reception, "look_by_link", "Please look first", told)


def _link(referral: Referral, reception: Reception) -> str:
    token = links.make(referral, LinkPurpose.ANSWER, now=timezone.now(), sent_to=reception.email)
    return f"{settings.PORTAL_URL}{reverse('referrals:answer_by_link', args=[token])}"


def _mail(reception: Reception, template: str, subject: str, told: dict) -> Prepared:
    context = {"portal_name": settings.PORTAL_NAME, **told}
    text = render_to_string(f"messages/referrals/{template}.txt", context)
    return Prepared(reception.email, subject, text)


BY_LINK = Kind(
    "referrals.by_link",
    "A group is asked by link",
    prepare_by_link,
    give_up_after=timedelta(days=2),
)
OVER_BY_LINK = Kind(
    "referrals.over_by_link",
    "A group need not wait",
    prepare_over_by_link,
    give_up_after=timedelta(days=2),
)
LOOK_BY_LINK = Kind(
    "referrals.look_by_link",
    "A group is asked to look first",
    prepare_look_by_link,
    give_up_after=timedelta(days=2),
)
KINDS = (BY_LINK, OVER_BY_LINK, LOOK_BY_LINK)
