"""Agreed pathways as pages show them: which one an introduction goes along, and what it says."""

from django.db.models import Q, QuerySet

from directory.models import Kind, Service
from referrals.models import AgreedPathway, ReferralType, Side
from rosc.access import Permission
from rosc.accounts.models import Organisation, User


# --- Which one an introduction goes along --------------------------------------------------------
def along(sender: Organisation, service: Service) -> AgreedPathway | None:
    """The pathway that both sides agreed to, from `sender` to this service, if there is one."""
    rows = AgreedPathway.objects.standing().filter(sender=sender, receiver=service.organisation_id)
    return rows.filter(Q(services=None) | Q(services=service)).distinct().first()


def offered_to(user: User, service: Service) -> list[AgreedPathway]:
    """Those along which `user` could introduce somebody there."""
    own = [one.pk for one in user.organisations_with(Permission.REFERRAL_SEND)]
    rows = AgreedPathway.objects.standing().filter(
        Q(services=None) | Q(services=service), sender__in=own, receiver=service.organisation_id
    )
    return list(rows.distinct().for_pages())


def side_of(pathway: AgreedPathway, user: User, permission: Permission) -> str:
    """The side on which `user` holds the right; where it is both, the one that is to agree."""
    sides = {
        Side.SENDER: user.may(permission, pathway.sender),
        Side.RECEIVER: user.may(permission, pathway.receiver),
    }
    held = [side.value for side, has_it in sides.items() if has_it]
    waits_for = pathway.waits_for()
    return waits_for if waits_for in held else next(iter(held), Side.NOBODY)


def partners(own: Organisation, words: str) -> QuerySet[Organisation]:
    """With whom something could be agreed, found by words in the name."""
    rows = Organisation.objects.approved().exclude(pk=own.pk).filter(name__icontains=words)
    return rows.order_by("name", "pk")


def lines_of(pathway: AgreedPathway) -> list[tuple[str, str]]:
    """What the two agreed, line by line."""
    kinds = Kind.objects.filter(pk__in=pathway.needs).values_list("plain_name", flat=True)
    days = pathway.answer_days
    services = ", ".join(one.name for one in pathway.services.all())
    audiences = ", ".join(one.plain_name for one in pathway.audiences.all())
    said = [
        ("From", pathway.sender.name),
        ("To", pathway.receiver.name),
        ("Services", services or "All of theirs"),
        ("For whom", audiences or "Anybody"),
        ("In words", pathway.for_whom),
        ("Usual kind", ReferralType(pathway.type).label if pathway.type else ""),
        ("What people usually want", ", ".join(kinds)),
        ("Answered within", f"{days} working day{'s' * (days != 1)}"),
        ("Who can be rung", pathway.contact),
        ("Looked at again", f"{pathway.review_on:%-d %B %Y}"),
    ]
    return [(label, str(value)) for label, value in said if value]
