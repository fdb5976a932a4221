"""Who is told about agreed pathways: those who lead the other organisation. No person is in it."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from referrals.models import AgreedPathway
from rosc.access import ROLES, Permission
from rosc.accounts.models import Membership, Organisation, User
from rosc.outbox import keys
from rosc.outbox.actions import plan
from rosc.outbox.kinds import Kind, Prepared, Skip
from rosc.outbox.models import Channel, OutboundMessage

AGREES = [r.slug for r in ROLES.values() if Permission.PATHWAY_CHANGE in r.permissions]


def tell(pathway: AgreedPathway, organisation: Organisation, reason: str) -> None:
    """Whoever agrees for `organisation`, once for each `reason`."""
    members = Membership.objects.active().filter(organisation=organisation, role__in=AGREES)
    for user_id in members.values_list("user_id", flat=True).distinct():
        plan(
            key=keys.event(f"{PATHWAY.slug}.{reason}", user_id, Channel.EMAIL),
            kind=PATHWAY.slug,
            subject_id=pathway.pk,
            route_id=user_id,
        )


def prepare_pathway(message: OutboundMessage) -> Prepared | Skip:
    user = User.objects.reader_of(message)
    if user is None:
        return Skip("no_longer_theirs")
    rows = AgreedPathway.objects.visible_to(user).select_related("sender", "receiver")
    pathway = rows.filter(pk__in=[message.subject_id]).first()
    if pathway is None:
        return Skip("no_longer_theirs")
    context = {
        "portal_name": settings.PORTAL_NAME,
        "name": user.name,
        "link": f"{settings.PORTAL_URL}{reverse('referrals:pathway', args=[pathway.pk])}",
        "is_over": pathway.ended_on is not None,
        "is_agreed": pathway.is_standing,
    }
    text = render_to_string("messages/referrals/pathway.txt", context)
    return Prepared(user.email, "How you work together", text)


PATHWAY = Kind("referrals.pathway", "How two organisations work together", prepare_pathway)
