"""The one message of the standards: at most once a month, what is due."""

from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from lero_standards.models import Evidence, PlannedAction
from rosc.accounts.models import LeroType, Membership, Organisation, User
from rosc.outbox import keys
from rosc.outbox.actions import plan
from rosc.outbox.kinds import Kind, Prepared, Skip
from rosc.outbox.models import Channel, OutboundMessage

LEADS = "lero_leader"


def due_at(organisation: Organisation, today: date) -> tuple[int, int]:
    """How many planned actions are due, and how much evidence is to be looked at again."""
    planned = PlannedAction.objects.filter(organisation=organisation).due(today)
    evidence = Evidence.objects.filter(organisation=organisation).past_review(today)
    return planned.count(), evidence.count()


def is_written_to(organisation: Organisation) -> bool:
    """Informal groups are left alone."""
    return organisation.is_lero and organisation.lero_type != LeroType.INFORMAL


def tell_due(organisation: Organisation, today: date) -> int:
    """Plan the digest of this month for those who lead it; how many are new."""
    members = Membership.objects.active().filter(organisation=organisation, role=LEADS)
    first = today.replace(day=1)
    return sum(
        plan(
            key=keys.scheduled(DIGEST.slug, organisation.pk, first, Channel.EMAIL, user_id),
            kind=DIGEST.slug,
            subject_id=organisation.pk,
            route_id=user_id,
        )
        for user_id in members.order_by("user").values_list("user", flat=True)
    )


def prepare_digest(message: OutboundMessage) -> Prepared | Skip:
    """Numbers alone: what is due stands behind the sign-in."""
    organisation = Organisation.objects.get(pk=str(message.subject_id))
    user = User.objects.reader_of(message)
    leads = organisation.memberships.active().filter(user=user, role=LEADS)
    if user is None or not is_written_to(organisation) or not leads.exists():
        return Skip("no_longer_theirs")
    planned, evidence = due_at(organisation, timezone.localdate())
    if not planned and not evidence:
        return Skip("answered_or_over")
    page = reverse("lero_standards:plan", args=[organisation.pk])
    context = {
        "name": user.name,
        "planned": planned,
        "evidence": evidence,
        "link": f"{settings.PORTAL_URL}{page}",
        "portal_name": settings.PORTAL_NAME,
    }
    text = render_to_string("messages/lero_standards/digest.txt", context)
    return Prepared(user.email, "What you planned", text)


DIGEST = Kind(
    "lero_standards.digest",
    "What a LERO planned, once a month",
    prepare_digest,
    is_unsolicited=True,
)
