"""Celery entry points."""

from celery import shared_task
from django.utils import timezone

from referrals import actions, buddy_timers, timers


@shared_task(ignore_result=True)
def sweep() -> None:
    """Reminders, escalations, expiry and the rest; within minutes of being due."""
    timers.sweep(timezone.localdate())
    buddy_timers.sweep(timezone.localdate())


@shared_task(ignore_result=True)
def forget_unconfirmed() -> None:
    """Addresses and names of somebody close that nobody confirmed in time."""
    actions.forget_unconfirmed(timezone.now())
