"""Celery entry points: sweeps over people's records. Each is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from rosc.people import actions


@shared_task(ignore_result=True)
def list_for_review() -> None:
    """Lists, and erases nobody."""
    actions.list_for_review(timezone.localdate())


@shared_task(ignore_result=True)
def forget_uploads() -> None:
    actions.forget_uploads(timezone.now())
