"""What introductions put on the desk, on the page of a service, and on that of an entry."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from directory.models import Service
from referrals.actions import receiving
from referrals.models import Referral
from rosc.access import Permission
from rosc.accounts.desk import DeskAction, DeskItem, DeskRow
from rosc.accounts.models import Organisation, User

WRITES = (Permission.REFERRAL_SEND, Permission.REFERRAL_ANSWER)


def waiting(user: User) -> Iterator[DeskItem]:
    """Whose move it is, what is late, and where the two sides' answers differ."""
    if not user.may(Permission.REFERRAL_READ):
        return
    rows = Referral.objects.visible_to(user)
    url = reverse("referrals:referrals")
    own = [one.pk for one in user.organisations_with(Permission.REFERRAL_READ)]
    if not any(user.may(right) for right in WRITES):
        return
    my_move, today = rows.to_move_by(own), timezone.localdate()
    yield _item("It is your move", my_move, url, "mine", "Somebody waits for you, or for us.")
    sends = [one.pk for one in user.organisations_with(Permission.REFERRAL_SEND)]
    if sends:
        over = rows.to_follow_up(sends)
        yield _item("Need a next step", over, url, "next", "They are over, and did not help.")
    yield _item("Late", my_move.overdue(today), url, "overdue", "They were due before today.")
    yield _item("Paused", rows.paused(), url, "paused", "They go on by themselves on a day.")
    yield _item("Please check", rows.to_check(), url, "check", "What the sides say differs.")


def _item(title: str, rows: Any, url: str, show: str, why: str) -> DeskItem:
    return DeskItem(
        f"Introductions: {title[:1].lower()}{title[1:]}",
        rows.count(),
        f"{url}?show={show}",
        why,
        rows=lambda most: [_row(one) for one in rows.select_related("service")[:most]],
    )


def _row(referral: Referral) -> DeskRow:
    return DeskRow(referral.service.name, referral.get_absolute_url(), referral.updated_at)


def actions(user: User) -> Iterator[DeskAction]:
    if user.may(Permission.REFERRAL_READ):
        yield DeskAction(
            "Introductions",
            reverse("referrals:referrals"),
            "Whose move it is, and how it goes.",
        )


def of_service(user: User, service: Service) -> Iterator[DeskAction]:
    """On the page of a service: somebody may be introduced, but never to a mutual aid group."""
    if service.is_mutual_aid:
        return
    if service.is_findable and user.may(Permission.REFERRAL_SEND):
        yield DeskAction("Introduce somebody", reverse("referrals:start", args=[service.pk]))
    if user.may(Permission.SERVICE_CHANGE, service.organisation):
        yield DeskAction(
            "What you ask about people introduced to you",
            reverse("referrals:asked_items", args=[service.pk]),
        )


def open_to_anybody(service: Service) -> Iterator[DeskAction]:
    """Asking for help there, where the organisation may hold what somebody says of themselves."""
    if service.is_mutual_aid or not service.is_findable:
        return
    if not receiving.can_hold(service.organisation):
        return
    key = [service.pk]
    yield DeskAction("Ask for help here", reverse("referrals:ask_for_myself", args=key))
    yield DeskAction("For somebody close to you", reverse("referrals:ask_for_somebody", args=key))
    yield DeskAction("You work with somebody", reverse("referrals:work_address", args=key))


def of_organisation(user: User, organisation: Organisation) -> Iterator[DeskAction]:
    if user.may(Permission.ORGANISATION_CHANGE, organisation):
        url = reverse("referrals:reception", args=[organisation.pk])
        yield DeskAction("Where introductions are sent", url)
