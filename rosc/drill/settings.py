"""The settings of a drill's workers and beats: the portal's, in a hurry."""

import os

from django.core.exceptions import ImproperlyConfigured

from rosc.settings import *

if PRODUCTION:
    raise ImproperlyConfigured("Nothing is drilled in PRODUCTION.")

IS_DRILL = True
DRILL_BREAKS = os.environ.get("DRILL_BREAKS", "")
INSTALLED_APPS = list(dict.fromkeys([*INSTALLED_APPS, "rosc.drill"]))
CELERY_BEAT_SCHEDULE = {
    name: {**CELERY_BEAT_SCHEDULE[name], "schedule": 1.0}
    for name in ("send-due-messages", "sweep-check-ups")
}
