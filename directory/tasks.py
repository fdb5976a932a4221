"""The directory's sweeps, for Celery and `manage.py tick`. Each is safe to run twice at once."""

from celery import shared_task
from django.utils import timezone

from directory import actions


@shared_task(ignore_result=True)
def index_due() -> None:
    actions.index_due()


@shared_task(ignore_result=True)
def forget_reports() -> None:
    actions.forget_reports(now=timezone.now())


@shared_task(ignore_result=True)
def resume_due() -> None:
    actions.resume_due(today=timezone.localdate())


@shared_task(ignore_result=True)
def ask_to_check() -> None:
    actions.ask_to_check(today=timezone.localdate())


@shared_task(ignore_result=True)
def forget_shared_shortlists() -> None:
    actions.forget_shared_shortlists()
