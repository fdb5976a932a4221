"""Sweeps of what signing in leaves behind."""

from celery import shared_task

from rosc.accounts import actions


@shared_task(ignore_result=True)
def forget_ended() -> None:
    actions.forget_ended()
