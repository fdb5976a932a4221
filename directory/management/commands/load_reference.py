from typing import Any

from django.core.management.base import BaseCommand

from directory.reference.load import load_reference


class Command(BaseCommand):
    help = (
        "Load authorities, districts, the vocabulary and the names of places. "
        "Safe to run again: a row somebody edited or removed stays as they left it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for outcome in load_reference():
            said = ", ".join(f"{count} {fate}" for fate, count in outcome.counts.items())
            self.stdout.write(f"{outcome.table}: {said}")
