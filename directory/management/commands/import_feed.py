"""manage.py import_feed FORMAT FILE --source SLUG: bring in what others publish about services."""

import io
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug
from rich.console import Console
from rich.table import Table

from directory.actions import upsert
from directory.imports import mapping as mappings
from directory.imports import streetsupport, tabular
from directory.imports.feed import Feed, FeedError
from directory.imports.opening_times import Outcome
from directory.imports.report import Held, Report
from directory.models import Source
from rosc.access import SYSTEM

FORMATS = ("csv", "streetsupport")


class Command(BaseCommand):
    help = "Bring in a feed of services: all of it, or nothing and the reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=FORMATS)
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--source", required=True, help="the source's short name, as in its URL"
        )
        parser.add_argument("--mapping", type=Path, help="csv: a YAML file; kept with the source")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done, write nothing"
        )
        parser.add_argument(
            "--force", action="store_true", help="let more than a fifth of the entries go"
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            source, feed = self.read(options)
            report = upsert(
                source=source,
                payloads=feed.payloads,
                by=SYSTEM,
                dry_run=options["dry_run"],
                force=options["force"],
            )
        except FeedError as error:
            feed, report = Feed([]), Report(refused=str(error))
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        if report.refused is not None:
            raise CommandError(f"Nothing was changed. {report.refused}")
        if not options["json"]:
            self.show(report, feed, dry_run=options["dry_run"])

    def read(self, options: dict[str, Any]) -> tuple[Source, Feed]:
        slug, path = options["source"], options["file"]
        try:
            validate_slug(slug)
        except ValidationError as error:
            raise FeedError(
                f"“{slug}” is no name for a source: use letters, digits and -."
            ) from error
        source = Source.objects.filter(pk=slug).first() or Source(slug=slug)
        if source.format not in ("", options["format"]):
            raise FeedError(f"The source “{slug}” is read as {source.format}.")
        source.format = options["format"]
        if options["format"] == "streetsupport":
            source.name = source.name or streetsupport.NAME
            return source, streetsupport.read(path)
        values = find_mapping(source, options["mapping"], path)
        mapping = mappings.from_dict(values)
        source.name, source.licence, source.website = mapping.name, mapping.licence, mapping.website
        source.mapping = values
        return source, tabular.read(path, mapping)

    def show(self, report: Report, feed: Feed, *, dry_run: bool) -> None:
        page = io.StringIO()
        console = Console(file=page, highlight=False, soft_wrap=True)
        if dry_run:
            console.print("A dry run: nothing was written.")
        for remark in feed.remarks:
            console.print(remark, markup=False)
        console.print(_counts(report))
        if report.opening_times:
            said = report.opening_times
            console.print(
                f"Opening times: {said[Outcome.PARSED]} parsed, {said[Outcome.KEPT]} kept as text, "
                f"{said[Outcome.FAILED]} failed (text kept), {said[Outcome.NOT_STATED]} not stated."
            )
        _show_held(console, "Quarantined: not taken", report.quarantined)
        _show_held(console, "Taken, with a remark", report.remarks)
        self.stdout.write(page.getvalue())


def find_mapping(source: Source, given: Path | None, path: Path) -> Any:
    """The mapping given, or the one kept with the source, or one that comes with the portal.

    The last is found by the name of the source, or else by the columns of the file.
    """
    if given:
        return mappings.load(given)
    found = source.mapping or mappings.shipped(source.slug)
    if not found:
        header, _ = tabular.read_table(path)
        found = mappings.shipped_for(header)
    if not found:
        names = ", ".join(sorted(path.stem for path in mappings.SHIPPED.glob("*.yaml")))
        raise FeedError(
            f"No column mapping is known for “{source.slug}”: give one with --mapping FILE. "
            f"These come with the portal: {names}."
        )
    return found


def _counts(report: Report) -> Table:
    table = Table("Entries", "")
    for name, count in report.counts().items():
        table.add_row(name.capitalize(), f"{count:,}")
    table.add_row("Quarantined", f"{len(report.quarantined):,}")
    return table


def _show_held(console: Console, title: str, held: list[Held]) -> None:
    if held:
        console.print(f"\n{title}:")
    for one in held:
        where = f"row {one.row}, " if one.row != "" else ""
        console.print(f"- {where}{one.name}: {one.reason}", markup=False)
