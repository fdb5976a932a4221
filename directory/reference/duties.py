"""What the vocabulary puts on the desk."""

from collections.abc import Iterator

from django.urls import reverse

from rosc.access import Permission
from rosc.accounts.desk import DeskAction
from rosc.accounts.models import User


def actions(user: User) -> Iterator[DeskAction]:
    if user.may(Permission.REFERENCE_CHANGE):
        yield DeskAction(
            "Words and kinds of help",
            reverse("directory:reference"),
            "What people can look for, and what the search takes their words to mean.",
        )
