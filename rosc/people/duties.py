"""What people's records put on the desk and on the page of an organisation."""

from collections.abc import Iterator

from django.urls import reverse

from rosc.access import Permission
from rosc.accounts.desk import DeskAction, DeskItem
from rosc.accounts.models import Organisation, User
from rosc.people.models import LawfulBasis


def waiting(user: User) -> Iterator[DeskItem]:
    """For who leads: an organisation without a ground can be told nobody's name."""
    led = user.organisations_with(Permission.PERSON_GIVE)
    said = set(
        LawfulBasis.objects.filter(organisation__in=led).values_list("organisation_id", flat=True)
    )
    for organisation in led:
        yield DeskItem(
            f"A lawful basis for {organisation.name}",
            int(organisation.pk not in said),
            reverse("people:basis", args=[organisation.pk]),
            "Until it is chosen, nobody can be introduced to you by name.",
        )


def actions(user: User) -> Iterator[DeskAction]:
    if user.may(Permission.PERSON_READ):
        yield DeskAction("People", reverse("people:people"), "Those you are working with.")


def pages(user: User, organisation: Organisation) -> Iterator[DeskAction]:
    if user.may(Permission.ORGANISATION_CHANGE, organisation):
        url = reverse("people:basis", args=[organisation.pk])
        yield DeskAction("On what ground we hold people’s records", url)
    if user.may(Permission.PERSON_BREAK_GLASS):
        yield DeskAction("Break the glass", reverse("people:break_glass"))
