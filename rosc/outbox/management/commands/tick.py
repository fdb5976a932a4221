"""`manage.py tick`: every sweep of the schedule, once. For cron, with Redis or without."""

from typing import Any

import structlog
from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

log = structlog.get_logger("rosc.tick")


class Command(BaseCommand):
    help = "Runs each job of CELERY_BEAT_SCHEDULE once. Run it from cron every five minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        current_app.loader.import_default_modules()
        failed = []
        for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
            try:
                current_app.tasks[str(entry["task"])].run()
            except Exception as error:  # one broken sweep must not stop the others
                log.error("sweep failed", sweep=name, error=type(error).__name__)
                failed.append(name)
            else:
                self.stdout.write(f"{name}: done")
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}. The log says more.")
