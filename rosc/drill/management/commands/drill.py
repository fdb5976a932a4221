"""`manage.py drill reminders`: kill what sends reminders, and count what the people got."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rosc.drill.reminders import Drill


class Command(BaseCommand):
    help = "Sends reminders from servers and workers of its own while they are killed; counts them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["reminders"])
        parser.add_argument("--count", type=int, default=200, help="reminders that are due")
        parser.add_argument("--kills", type=int, default=10)
        parser.add_argument("--seed", type=int, default=1, help="for other accidents")
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--break", dest="breaks", default="", choices=["lookup"], help="leave a safeguard out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError where anything was missed or came twice."""
        if not 1 <= options["count"] <= 99_999 or options["kills"] < 0:
            raise CommandError("--count is 1 to 99999, --kills at least 0.")
        names = ("count", "kills", "breaks", "seed")
        found = Drill(**{name: options[name] for name in names}).run()
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            for name, value in found.items():
                self.stdout.write(f"{name.replace('_', ' ')}: {value}")
        if found["missed"] or found["duplicates"]:
            raise CommandError(f"{found['missed']} missed, {found['duplicates']} came twice.")
