"""The directory's sweeps, for Celery and `manage.py tick`. Each is safe to run twice at once."""

from celery import shared_task

from directory import actions


@shared_task(ignore_result=True)
def index_due() -> None:
    actions.index_due()


@shared_task(ignore_result=True)
def forget_shared_shortlists() -> None:
    actions.forget_shared_shortlists()
