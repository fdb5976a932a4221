import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.progress import Progress

from directory.postcodes.load import Loaded, Refused, load_postcodes
from directory.postcodes.sources import (
    Advance,
    Malformed,
    from_csv,
    from_package,
    open_source,
    package_files,
)


class Command(BaseCommand):
    help = (
        "Load every English postcode, from the package we depend on or from an ONSPD or NSPL "
        "file (CSV or zip). Safe to run again, and while the portal serves."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="an ONSPD or NSPL CSV or zip")
        parser.add_argument(
            "--force", action="store_true", help="load even if there are far fewer than now"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path | None = options["file"]
        force: bool = options["force"]
        try:
            loaded = _from_file(path, force) if path else _from_package(force)
        except (Malformed, Refused) as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error}. Nothing was changed.") from error
        self.stdout.write(f"{loaded.postcodes:,} English postcodes loaded.")
        for district, count in sorted(loaded.unknown_districts.items()):
            self.stderr.write(
                f"{count:,} of them lie in {district}, which is in no authority we know."
            )


def _from_package(force: bool) -> Loaded:
    with _progress(sum(path.stat().st_size for path in package_files())) as advance:
        return load_postcodes(from_package(advance), force=force)


def _from_file(path: Path, force: bool) -> Loaded:
    with open_source(path) as (file, size), _progress(size) as advance:
        return load_postcodes(from_csv(file, advance), force=force)


@contextmanager
def _progress(total: int) -> Iterator[Advance]:
    with Progress(disable=not sys.stdout.isatty(), transient=True) as progress:
        task = progress.add_task("Postcodes", total=total)
        yield lambda read: progress.advance(task, read)
