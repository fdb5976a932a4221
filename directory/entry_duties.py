"""What entries put on the desk, and on the page of an organisation."""

from collections.abc import Iterator

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from directory.models import EntryChange, Service
from directory.workflow import ChangeStatus
from rosc.access import Permission
from rosc.accounts.desk import DeskAction, DeskItem, DeskPanel, DeskRow
from rosc.accounts.models import Organisation, User

ON_THE_DESK = 6  # services whose room can be said there; the others are one page further


def waiting(user: User) -> Iterator[DeskItem]:
    """What an administrator should look at, and what those who run entries left unfinished."""
    if user.may(Permission.ORGANISATION_APPROVE):
        changes = EntryChange.objects.waiting().select_related("service")
        yield DeskItem(
            "Entries to look at",
            changes.count(),
            reverse("directory:waiting"),
            "People cannot find them, or see what has changed, until somebody has.",
            rows=lambda most: [_row(change) for change in changes[:most]],
        )
    own = [one.pk for one in user.organisations_with(Permission.SERVICE_CHANGE)]
    if own:
        yield from _unfinished(own)


def _unfinished(organisations: list) -> Iterator[DeskItem]:
    counts = EntryChange.objects.of_organisations(organisations).aggregate(
        returned=Count("pk", filter=Q(status=ChangeStatus.RETURNED)),
        begun=Count("pk", filter=Q(status=ChangeStatus.DRAFT)),
    )
    ours = reverse("directory:ours")
    yield DeskItem(
        "Entries sent back with a question",
        counts["returned"],
        f"{ours}?state=returned",
        "Somebody has looked at them and asks you something.",
    )
    yield DeskItem(
        "Entries you have begun",
        counts["begun"],
        f"{ours}?state=begun",
        "What you wrote is kept. Nobody sees it until you send it.",
    )
    due = Service.objects.check_due(timezone.localdate()).filter(organisation__in=organisations)
    yield DeskItem(
        "Entries nobody has checked for a while",
        due.count(),
        f"{ours}?state=unchecked",
        "If they are still right, one press says so.",
    )


def actions(user: User) -> Iterator[DeskAction]:
    if user.may(Permission.SERVICE_CHANGE):
        yield DeskAction(
            "Our entries" if not user.is_administrator else "Entries",
            reverse("directory:ours"),
            "What people find about what you offer. Change it, or add something.",
        )


def panels(user: User) -> Iterator[DeskPanel]:
    """Saying by one press whether there is room, those first that were said longest ago."""
    own = [one.pk for one in user.organisations_with(Permission.SERVICE_CHANGE)]
    if not own:
        return
    services = (
        Service.objects.standing()
        .filter(organisation__in=own, fellowship=None)
        .select_related("organisation")
        .order_by(F("capacity_said_at").asc(nulls_first=True), "name")[: ON_THE_DESK + 1]
    )
    found = list(services)
    if found:
        panel = {"services": found[:ON_THE_DESK], "has_more": len(found) > ON_THE_DESK}
        yield DeskPanel("directory/_rooms.html", panel)


def pages(user: User, organisation: Organisation) -> Iterator[DeskAction]:
    """On the page of an organisation."""
    if user.may(Permission.SERVICE_CHANGE, organisation):
        ours = reverse("directory:ours")
        yield DeskAction("Its entries", f"{ours}?organisation={organisation.pk}")
        rhythm = reverse("directory:rhythm", args=[organisation.pk])
        yield DeskAction("How often we ask if its entries are right", rhythm)
    if user.may(Permission.ORGANISATION_APPROVE):
        url = reverse("directory:trust", args=[organisation.pk])
        yield DeskAction("Whether its changes need approval", url)
        areas = reverse("directory:set_areas", args=[organisation.pk])
        yield DeskAction("Which areas it is for", areas)


def _row(change: EntryChange) -> DeskRow:
    name = change.says.get("name") or change.service.name
    page = reverse("directory:approve", args=[change.service_id])
    return DeskRow(name, page, change.sent_at or change.created_at)
