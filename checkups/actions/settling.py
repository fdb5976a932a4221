"""What a check-up that was held settles of the form that was begun for it."""

from datetime import datetime

from django.utils import timezone

from checkups.models import CheckUp, SelfCompletion
from rosc.access import Actor
from rosc.accounts.models import User


def settle_forms(checkup: CheckUp, by: Actor, now: datetime) -> None:
    """They have spoken: whoever held it had the answers before them, and no other reply is due."""
    replied = {"replied_at": now, "replied_by": by if isinstance(by, User) else None}
    forms = SelfCompletion.objects.filter(checkup=checkup, ended_at=None, saved_at__isnull=False)
    forms.to_answer().update(**replied, updated_at=now)
    begun = forms.filter(finished_at=None)
    begun.update(finished_at=now, reply_by=timezone.localdate(now), **replied, updated_at=now)
