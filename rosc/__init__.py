"""The portal: wiring, and what every app shares."""

from rosc.celery import app as celery_app

__all__ = ["celery_app"]
