"""The tests' settings with every sweep due at once: beat's own first round takes a minute."""

from tests.settings import *  # noqa: F403

CELERY_BEAT_SCHEDULE = {
    name: {**entry, "schedule": 1.0}
    for name, entry in CELERY_BEAT_SCHEDULE.items()  # noqa: F405
}
