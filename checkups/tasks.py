"""Celery entry points."""

from celery import shared_task
from django.utils import timezone

from checkups import own_timers, timers


@shared_task(ignore_result=True)
def sweep() -> None:
    """Booking, going on, reminding and the rest; within minutes of being due."""
    timers.sweep(timezone.localdate())


@shared_task(ignore_result=True)
def climb_urgent() -> None:
    """What nobody has opened in time, and what nobody has answered by its day."""
    own_timers.sweep(timezone.now())
