"""What stands between organisations puts on the desk, and on the page of an organisation."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from referrals.models import AgreedPathway
from rosc.access import Permission
from rosc.accounts.desk import DeskAction, DeskItem, DeskRow
from rosc.accounts.models import Organisation, User

LEADS = Permission.PATHWAY_CHANGE


def waiting(user: User) -> Iterator[DeskItem]:
    """Agreed pathways that wait for a yes, or to be looked at again."""
    own = [one.pk for one in user.organisations_with(LEADS)]
    if not own:
        return
    url = reverse("referrals:pathways")
    to_agree = AgreedPathway.objects.waiting_for(own)
    yield DeskItem(
        "Pathways to agree to",
        to_agree.count(),
        url,
        "Another group says how people could come from one of you to the other.",
        rows=lambda most: [_row(one) for one in to_agree.for_pages()[:most]],
    )
    due = AgreedPathway.objects.due_at(own, timezone.localdate())
    yield DeskItem(
        "Pathways to look at again",
        due.count(),
        url,
        "You two said that you would. If it is still right, one press says so.",
        rows=lambda most: [_row(one) for one in due.for_pages()[:most]],
    )


def _row(pathway: AgreedPathway) -> DeskRow:
    label = f"From {pathway.sender.name} to {pathway.receiver.name}"
    return DeskRow(label, pathway.get_absolute_url(), pathway.updated_at)


def actions(user: User) -> Iterator[DeskAction]:
    if user.may(Permission.GAPS_READ) and not user.is_administrator:
        yield DeskAction(
            "Pathways that are missing",
            reverse("referrals:missing_pathways"),
            "Which treatment and support near you have agreed nothing yet.",
        )


def of_organisation(user: User, organisation: Organisation) -> Iterator[DeskAction]:
    if user.may(Permission.REFERRAL_SEND, organisation):
        yield DeskAction("Agreed pathways", reverse("referrals:pathways"))
    if user.may(Permission.REFERRAL_ANSWER, organisation):
        yield DeskAction(
            "How many people come to you, and how soon you answer",
            reverse("referrals:load", args=[organisation.pk]),
        )
    if user.is_administrator and "treatment" in organisation.kinds:
        yield DeskAction("Pathways that are missing", reverse("referrals:missing_pathways"))
