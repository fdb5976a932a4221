"""What accounts put on the desk."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from rosc.access import SECOND_FACTOR_ROLES, Permission
from rosc.accounts.desk import DeskAction, DeskItem, DeskRow
from rosc.accounts.models import Invitation, Membership, Organisation, OrganisationStatus, User
from rosc.accounts.reading import SECOND_FACTORS
from rosc.outbox.models import OutboundMessage

# role: (page, label, why); pages of other apps are named, never imported.
COMES_TO_DO = {
    "keyworker": [
        ("directory:services", "Find support", "Near somebody you are working with."),
        ("directory:meetings", "Find a meeting", "Tonight, or any day."),
    ],
    "peer_worker": [
        ("directory:meetings", "Find a meeting", "To go to together, or to tell somebody about."),
        ("directory:services", "Find support", "Near where you are."),
    ],
    "safeguarding_lead": [
        ("directory:services", "Find support", "Near somebody you are worried about.")
    ],
    "coordinator": [("directory:services", "Find support", "Near somebody you are working with.")],
    "lero_leader": [("referrals:referrals", "Introductions", "Whose move it is, and how it goes.")],
    "lero_member": [("directory:meetings", "Find a meeting", "Tonight, or any day.")],
    "board_member": [("directory:services", "Find support", "See what people near you can find.")],
    "commissioner": [
        ("directory:services", "See what is in your area", "Every kind of support, by place.")
    ],
    "administrator": [
        ("accounts:worklist", "Everything that waits", "All lists of things to do, on one page."),
        ("accounts:organisations", "Organisations", "Approve, change or close them."),
        ("accounts:members", "People", "Who signs in, and what they may do."),
        ("audit:events", "What happened", "Who did what, and what was turned away."),
        ("outbox:messages", "Messages sent", "What the portal has sent, and what waits."),
    ],
}


def waiting(user: User) -> Iterator[DeskItem]:
    """What an administrator or the leader of an organisation should look at."""
    if user.may(Permission.ORGANISATION_APPROVE):
        yield from _for_administrators()
    for organisation in user.organisations_with(Permission.MEMBER_CHANGE):
        yield from _for_leaders(organisation)


def actions(user: User) -> Iterator[DeskAction]:
    """The things the roles of `user` come to do; a page the portal does not have is left out."""
    for role in user.roles:
        for page, label, why in COMES_TO_DO[role.slug]:
            try:
                yield DeskAction(label, reverse(page), why)
            except NoReverseMatch:
                continue
    for organisation in user.organisations_with(Permission.MEMBER_INVITE):
        url = reverse("accounts:organisation", args=[organisation.pk])
        yield DeskAction(f"People at {organisation.name}", url, "Invite people and form teams.")


def _for_administrators() -> Iterator[DeskItem]:
    proposed = Organisation.objects.filter(status=OrganisationStatus.PROPOSED)
    led_by_nobody = Organisation.objects.without_leader()
    stuck = OutboundMessage.objects.needing_somebody()
    url = reverse("accounts:organisations")
    yield DeskItem(
        "Organisations to approve",
        proposed.count(),
        f"{url}?status=proposed",
        "They cannot be used until somebody has looked at them.",
        rows=lambda most: [_row(one) for one in proposed.order_by("created_at", "pk")[:most]],
    )
    yield DeskItem(
        "Organisations that nobody leads",
        led_by_nobody.count(),
        f"{url}?led=no",
        "Invite a leader, or hand over to somebody who works there.",
        rows=lambda most: [_row(one) for one in led_by_nobody.order_by("created_at", "pk")[:most]],
    )
    yield DeskItem(
        "Messages that need somebody",
        stuck.count(),
        reverse("outbox:messages"),
        "They may not have arrived. Look at each, and send it again or leave it.",
        rows=lambda most: [
            DeskRow(one.kind_label, f"{reverse('outbox:messages')}?state={one.state}", one.due_at)
            for one in stuck.without_text().order_by("due_at", "pk")[:most]
        ],
    )


def _row(organisation: Organisation) -> DeskRow:
    url = reverse("accounts:organisation", args=[organisation.pk])
    return DeskRow(organisation.name, url, organisation.created_at)


def _for_leaders(organisation: Organisation) -> Iterator[DeskItem]:
    url = reverse("accounts:organisation", args=[organisation.pk])
    pending = Invitation.objects.pending().filter(organisation=organisation)
    yield DeskItem(
        f"Invitations nobody has used at {organisation.name}",
        pending.filter(expires_at__lte=timezone.now()).count(),
        f"{url}#invitations",
        "Send them again, or withdraw them.",
    )
    if settings.SECOND_FACTOR_REQUIRED:
        unproved = (
            Membership.objects.active()
            .filter(organisation=organisation, role__in=SECOND_FACTOR_ROLES)
            .exclude(user__in=Authenticator.objects.filter(type__in=SECOND_FACTORS).values("user"))
        )
        yield DeskItem(
            f"People at {organisation.name} without a second step",
            unproved.count(),
            f"{url}#people",
            "They cannot start until they have set one up.",
        )
