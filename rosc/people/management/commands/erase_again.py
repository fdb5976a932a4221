"""`manage.py erase_again`: after a restore, erase again whom the backup brought back."""

import json
from argparse import FileType
from datetime import date
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rosc.people import actions
from rosc.people.models import Erasure


class Command(BaseCommand):
    help = "Erases again, by a list kept apart from the backups. With --list, prints that list."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=FileType(encoding="utf-8"))
        parser.add_argument("--list", action="store_true", help="print the list, to be kept")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            for stub in Erasure.objects.all():
                self.stdout.write(json.dumps(_as_line(stub)))
            return
        stubs = list(Erasure.objects.all())
        if options["file"]:
            stubs = [*(self._read(options["file"])), *stubs]
        self.stdout.write(f"Erased again: {actions.erase_again(stubs)}")

    def _read(self, file: Any) -> list[Erasure]:
        with file:
            lines = [line for line in file if line.strip()]
        try:
            return [_from_line(json.loads(line)) for line in lines]
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise CommandError("This is no list that erase_again --list printed.") from error


def _as_line(stub: Erasure) -> dict[str, str]:
    return {
        "person": stub.person_hash,
        "organisation": str(stub.organisation_id),
        "schedule": stub.schedule,
        "proposed_by": str(stub.proposed_by_id or ""),
        "approved_by": str(stub.approved_by_id or ""),
        "on": stub.erased_on.isoformat(),
    }


def _from_line(line: dict[str, str]) -> Erasure:
    return Erasure(
        person_hash=line["person"],
        organisation_id=UUID(line["organisation"]),
        schedule=line["schedule"],
        proposed_by_id=UUID(line["proposed_by"]) if line["proposed_by"] else None,
        approved_by_id=UUID(line["approved_by"]) if line["approved_by"] else None,
        erased_on=date.fromisoformat(line["on"]),
    )
