"""What a record's page offers for safeguarding, giving out, setting aside and erasing."""

from typing import Any

from django.urls import reverse

from rosc.access import Permission
from rosc.accounts.desk import DeskAction
from rosc.accounts.models import User
from rosc.people.models import Person

LINKS = (
    (Permission.SAFEGUARDING_RAISE, "raise_concern", "Raise a safeguarding concern"),
    (Permission.PERSON_CHANGE, "disclose", "Share something without consent"),
    (Permission.PERSON_ERASE, "export", "Give them all that is held about them"),
    (Permission.PERSON_ERASE, "restrict", "Set the record aside"),
    (Permission.PERSON_ERASE, "use_again", "Use the record again"),
    (Permission.PERSON_ERASE, "hold", "Keep the record for a legal reason"),
    (Permission.PERSON_ERASE, "release", "Lift the legal reason to keep it"),
    (Permission.PERSON_ERASE, "erase", "Propose to erase the record"),
)


def panel(person: Person, user: User) -> dict[str, Any]:
    """The links for what `user` may do with the record as it stands."""
    left_out = {
        "use_again" if not person.is_restricted else "restrict",
        "release" if not person.is_held else "hold",
        *(["erase"] if person.is_held else []),
    }
    return {
        "links": [
            DeskAction(label, reverse(f"people:{view}", args=[person.pk]))
            for permission, view, label in LINKS
            if view not in left_out and user.may(permission, person.organisation)
        ]
    }
