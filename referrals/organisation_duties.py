"""What stands between organisations puts on the desk, and on the page of an organisation."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from directory.models import Service
from referrals import handing_over
from referrals.models import AgreedPathway, HandOver
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


def people_to_ask(user: User) -> Iterator[DeskItem]:
    """Of a service that closes: those still introduced to it, and those to be rung."""
    if not user.may(Permission.REFERRAL_SEND):
        return
    ask = handing_over.to_ask_about(user)
    yield DeskItem(
        "People to ask where they would like to go",
        ask.count(),
        f"{reverse('referrals:referrals')}?show=place-closed",
        "Their place is closing. Nothing moves until they say yes, so somebody rings them.",
        rows=lambda most: [_asked(one) for one in ask.for_pages()[:most]],
    )
    left = handing_over.left_at_closed(user)
    yield DeskItem(
        "Introductions to a service that has closed",
        left.count(),
        f"{reverse('referrals:referrals')}?show=place-closed",
        "Somebody still waits there. They can be asked where they would like to go instead.",
        rows=lambda most: [
            DeskRow(one.service.name, one.get_absolute_url(), one.updated_at)
            for one in left.for_list()[:most]
        ],
    )


def _asked(hand_over: HandOver) -> DeskRow:
    page = reverse("referrals:answer_hand_over", args=[hand_over.pk])
    return DeskRow(hand_over.referral.service.name, page, hand_over.created_at)


def when_closing(user: User, service: Service) -> Iterator[DeskAction]:
    """Who is still introduced to a service that somebody closes, or has closed."""
    if not user.may(Permission.REFERRAL_HAND_OVER, service.organisation):
        return
    count = len(handing_over.under_way(service, user))
    if count:
        is_one = count == 1
        yield DeskAction(
            "Ask them where they would like to go instead",
            reverse("referrals:hand_over", args=[service.pk]),
            f"{count} {'person is' if is_one else 'people are'} still introduced to it. Nobody "
            "should be left waiting at a closed door.",
        )


def _row(pathway: AgreedPathway) -> DeskRow:
    label = f"From {pathway.sender.name} to {pathway.receiver.name}"
    return DeskRow(label, pathway.get_absolute_url(), pathway.updated_at)


def actions(user: User) -> Iterator[DeskAction]:
    if user.may(Permission.GAPS_READ) and not user.is_administrator:
        yield DeskAction(
            "Who is asked if nobody answers",
            reverse("referrals:set_fallback"),
            "For each area: where somebody is passed on who asked for help by themselves.",
        )
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
