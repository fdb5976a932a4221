"""`manage.py rotate_keys`: bring all text at rest under the first of ENCRYPTION_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand

from rosc.encryption import reseal_everything


class Command(BaseCommand):
    help = "Encrypts all text at rest again with the first key. Safe to stop and to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        for place, changed in reseal_everything().items():
            self.stdout.write(f"{place}: {changed} changed")
        self.stdout.write("Keys other than the first are no longer needed for stored text.")
