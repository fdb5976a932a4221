"""What this part puts on the desk, and on the page of an organisation."""

from collections.abc import Iterator

from django.urls import reverse

from rosc.access import Permission
from rosc.accounts.desk import DeskAction
from rosc.accounts.models import Organisation, OrganisationKind, User


def actions(user: User) -> Iterator[DeskAction]:
    """For whoever has few things there. Leaders go by the page of their organisation, and
    administrators by that of words and kinds of help."""
    if user.organisations_with(Permission.GAPS_READ):
        yield DeskAction(
            "Introductions in numbers",
            reverse("gaps:summary"),
            "How people come from one organisation to another, and what was missing.",
        )
    for organisation in user.organisations_with(Permission.PERSON_EXPORT):
        leads = user.may(Permission.ORGANISATION_CHANGE, organisation)
        if OrganisationKind.TREATMENT in organisation.kinds and not leads:
            yield _hand_over(organisation, f"Hand-over file of {organisation.name}")


def of_organisation(user: User, organisation: Organisation) -> Iterator[DeskAction]:
    if user.may(Permission.FIGURES_READ, organisation):
        url = reverse("gaps:own_summary", args=[organisation.pk])
        yield DeskAction("Your introductions in numbers", url)
    is_treatment = OrganisationKind.TREATMENT in organisation.kinds
    if is_treatment and user.may(Permission.PERSON_EXPORT, organisation):
        yield _hand_over(organisation, "Hand-over file for your return")


def _hand_over(organisation: Organisation, label: str) -> DeskAction:
    url = reverse("gaps:hand_over", args=[organisation.pk])
    return DeskAction(label, url, "What others did with people you work with, for your return.")
