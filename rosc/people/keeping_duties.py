"""What safeguarding, broken glass and retention put on the desk."""

from collections.abc import Iterator

from django.urls import reverse

from rosc.access import Permission
from rosc.accounts.desk import DeskAction, DeskItem, DeskRow
from rosc.accounts.models import Membership, User
from rosc.people.models import Disclosure, Grant, Person, Review, SafeguardingConcern
from rosc.people.notifications import LEADS_SAFEGUARDING


def waiting(user: User) -> Iterator[DeskItem]:
    if user.may(Permission.SAFEGUARDING_READ):
        yield _concerns(user)
    if user.may(Permission.DISCLOSURE_APPROVE):
        yield _disclosures(user)
    if user.may(Permission.PERSON_ERASE):
        yield _glass(user)
        yield _reviews(user)
        yield _without_a_keeper(user)
        yield from _nobody_reads_concerns(user)


def actions(user: User) -> Iterator[DeskAction]:
    if user.may(Permission.SAFEGUARDING_READ):
        yield _to_concerns()


def beside_people(user: User) -> Iterator[DeskAction]:
    """What the list of people leads to, beside each of them."""
    if user.may(Permission.PERSON_CHANGE):
        yield DeskAction(
            "Load people from a file",
            reverse("people:import_caseload"),
            "From a list you keep elsewhere, looked at before anything is saved.",
        )
    if user.may(Permission.SAFEGUARDING_RAISE):
        yield _to_concerns()
    if user.may(Permission.PERSON_ERASE):
        yield DeskAction(
            "How long records are kept",
            reverse("people:reviews"),
            "Records kept for long enough. Two people decide.",
        )


def _to_concerns() -> DeskAction:
    return DeskAction(
        "Safeguarding concerns",
        reverse("people:concerns"),
        "Those you raised, and those you lead on. Nobody else reads them.",
    )


def _without_a_keeper(user: User) -> DeskItem:
    return DeskItem(
        "Colleagues’ records that nobody keeps",
        Person.objects.left_without_a_keeper(user).count(),
        reverse("people:without_a_keeper"),
        "Whoever could open them has gone.",
    )


def _concerns(user: User) -> DeskItem:
    led = user.organisations_with(Permission.SAFEGUARDING_READ)
    rows = SafeguardingConcern.objects.visible_to(user).open().filter(person__organisation__in=led)
    return DeskItem(
        "Safeguarding concerns",
        rows.count(),
        reverse("people:concerns"),
        "Somebody is worried about a person's safety. Read it today.",
    )


def _disclosures(user: User) -> DeskItem:
    rows = Disclosure.objects.visible_to(user).undecided().exclude(asked_by=user)
    return DeskItem(
        "Sharing without consent, to decide",
        rows.count(),
        reverse("people:disclosures"),
        "A colleague asks whether something may be told. They need an answer soon.",
    )


def _glass(user: User) -> DeskItem:
    rows = Grant.objects.visible_to(user).to_look_over().exclude(user=user)
    return DeskItem(
        "Records an administrator opened",
        rows.count(),
        reverse("people:glass_broken"),
        "See which record, who and why, and say that you have looked.",
        rows=lambda most: [
            DeskRow("A record", reverse("people:glass", args=[grant.pk]), grant.starts_at)
            for grant in rows.order_by("starts_at", "pk")[:most]
        ],
    )


def _reviews(user: User) -> DeskItem:
    rows = Review.objects.visible_to(user).open().exclude(proposed_by=user)
    return DeskItem(
        "Records that may have been kept for long enough",
        rows.count(),
        reverse("people:reviews"),
        "Keep each, or propose to erase it. Nothing is erased by itself.",
    )


def _nobody_reads_concerns(user: User) -> Iterator[DeskItem]:
    """A leader learns that a concern waits for nobody; not about whom, nor what it is."""
    for organisation in user.organisations_with(Permission.PERSON_ERASE):
        leads = Membership.objects.active().filter(
            organisation=organisation, role__in=LEADS_SAFEGUARDING
        )
        if leads.exists():
            continue
        rows = SafeguardingConcern.objects.open().filter(person__organisation=organisation)
        yield DeskItem(
            f"Concerns nobody at {organisation.name} can read",
            rows.count(),
            reverse("accounts:organisation", args=[organisation.pk]),
            "You have no safeguarding lead. Give somebody that role today.",
        )
