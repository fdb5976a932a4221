"""The Celery application. PostgreSQL holds the work; Redis only wakes the workers."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rosc.settings")

app = Celery("rosc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
