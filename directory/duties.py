"""What the directory puts on the desk."""

from collections.abc import Iterator

from django.urls import reverse

from rosc.access import Permission
from rosc.accounts.desk import DeskAction
from rosc.accounts.models import User


def actions(user: User) -> Iterator[DeskAction]:
    if user.may(Permission.PERSON_READ):
        yield DeskAction(
            "A short list, made together",
            reverse("directory:shortlist"),
            "Choose with somebody, compare, and print it in words that give nothing away.",
        )
