"""The outbox's sweeps, for Celery and `manage.py tick`. Each is safe to run twice at once."""

from celery import shared_task
from django.utils import timezone

from rosc.outbox import pulse, sending


@shared_task(ignore_result=True)
def send_due() -> None:
    sending.send_due()


@shared_task(ignore_result=True)
def check_delivered() -> None:
    pulse.note(timezone.now())  # here, because nothing but the schedule calls it
    sending.check_delivered()


@shared_task(ignore_result=True)
def clear_unsent_text() -> None:
    sending.clear_unsent_text()
