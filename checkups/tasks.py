"""Celery entry points."""

from celery import shared_task
from django.utils import timezone

from checkups import timers


@shared_task(ignore_result=True)
def sweep() -> None:
    """Booking, going on, reminding and the rest; within minutes of being due."""
    timers.sweep(timezone.localdate())
