"""Celery entry points. Safe to run twice, late, or beside itself."""

from celery import shared_task
from django.utils import timezone

from lero_standards import timers


@shared_task(ignore_result=True)
def tell_due() -> None:
    """The digest of the month, for those to whom something is due."""
    timers.tell_due(timezone.localdate())
