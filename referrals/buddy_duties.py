"""What going along puts on the desk, on the page of a group, and on that of an organisation."""

from collections.abc import Iterator

from django.urls import reverse

from directory.models import Service
from referrals import buddies
from rosc.access import Permission
from rosc.accounts.desk import DeskAction, DeskItem, DeskPanel
from rosc.accounts.models import Organisation, User


def waiting(user: User) -> Iterator[DeskItem]:
    """For who leads: whoever was handed back comes first, then peer workers who cannot start."""
    if not user.may(Permission.PERSON_GIVE):
        return
    url = reverse("referrals:peers")
    yield DeskItem(
        "People who need somebody to go along with them",
        buddies.wanting_somebody(user).count(),
        url,
        "Whoever went along with them has stopped for now.",
    )
    yield DeskItem(
        "Peer workers who are not ready yet",
        buddies.not_ready(user),
        url,
        "Nobody can be given to them before it is recorded who supervises them, and more.",
    )


def actions(user: User) -> Iterator[DeskAction]:
    if buddies.is_peer(user):
        url = reverse("referrals:going_with")
        yield DeskAction("Going along", url, "Whom you go along with, and when.")


def panels(user: User) -> Iterator[DeskPanel]:
    """A break, by one press on the desk."""
    if buddies.is_peer(user):
        panel = {"is_on_break": buddies.is_on_break(user)}
        yield DeskPanel("referrals/_break.html", panel)


def of_service(user: User, service: Service) -> Iterator[DeskAction]:
    """A mutual aid group is sent nobody; somebody can be helped to get there."""
    if service.is_mutual_aid and service.is_findable and user.may(Permission.PERSON_CHANGE):
        url = reverse("referrals:start_meeting_help", args=[service.pk])
        yield DeskAction("Help somebody get there", url)


def of_organisation(user: User, organisation: Organisation) -> Iterator[DeskAction]:
    if user.may(Permission.PERSON_GIVE, organisation):
        yield DeskAction("Peer workers", reverse("referrals:peers"))
