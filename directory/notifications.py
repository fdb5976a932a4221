"""What the directory sends. No subject names what the portal is about."""

from django.conf import settings
from django.template.loader import render_to_string

from directory.wording import Said
from rosc.outbox.actions import plan_mail
from rosc.outbox.kinds import Kind
from rosc.outbox.notifications import prepare_library

SHORTLIST = Kind(
    "shortlist", "A list somebody sent to themselves", prepare_library, is_forgotten=True
)


def mail_to_oneself(address: str, entries: list[Said]) -> None:
    plan_mail(
        address=address,
        subject=f"Your list from {settings.PORTAL_NAME}",
        text=text_of(entries),
        kind=SHORTLIST.slug,
    )


def text_of(entries: list[Said]) -> str:
    """What the message says, word for word, as it can be seen before it is sent."""
    return render_to_string(
        "messages/directory/shortlist.txt",
        {"portal_name": settings.PORTAL_NAME, "entries": entries},
    )
