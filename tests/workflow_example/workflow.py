from django.db.models import TextChoices

from rosc.access import Permission
from rosc.workflow import Transition


class ParcelStatus(TextChoices):
    PACKED = "packed"
    POSTED = "posted"
    ARRIVED = "arrived"
    LOST = "lost"


TRANSITIONS = {
    "post": Transition((ParcelStatus.PACKED,), ParcelStatus.POSTED, Permission.TEAM_CHANGE),
    "receive": Transition(
        (ParcelStatus.POSTED, ParcelStatus.LOST), ParcelStatus.ARRIVED, Permission.TEAM_CHANGE
    ),
    "lose": Transition((ParcelStatus.POSTED,), ParcelStatus.LOST, None),
}
