"""`manage.py print_workflows`: draw every table of transitions in docs/workflows.md."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

PAGE = settings.BASE_DIR / "docs" / "workflows.md"
HEAD = """# Workflows

Printed by `manage.py print_workflows` from the tables that the portal itself goes by. Do not edit.
"""
NONE_YET = "\nNothing moves by a table of transitions yet.\n"


class Command(BaseCommand):
    help = "Draws every workflow as Mermaid in docs/workflows.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only fail when the page is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        page = HEAD + ("".join(_sections()) or NONE_YET)
        if not options["check"]:
            PAGE.write_text(page)
        elif not PAGE.exists() or PAGE.read_text() != page:
            raise CommandError("docs/workflows.md is stale: run manage.py print_workflows.")


def _sections() -> Iterator[str]:
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        if hasattr(model, "TRANSITIONS"):
            yield drawing(model._meta.label, model._meta.get_field("status"), model.TRANSITIONS)


def drawing(label: str, status: Any, transitions: dict[str, Any]) -> str:
    """A section: the diagram, then who may do what."""
    left = {source for step in transitions.values() for source in step.sources}
    lines = [f"  [*] --> {status.default}"]
    rows = []
    for name, step in transitions.items():
        target = step.target or "before"  # back to where the last move came from
        lines += [f"  {source} --> {target}: {name}" for source in step.sources]
        may = step.permission or "the portal itself"
        rows.append(f"| {name} | {', '.join(step.sources)} | {target} | {may} |")
    lines += [f"  {value} --> [*]" for value, _ in status.choices if value not in left]
    return (
        f"\n## {label}\n\n```mermaid\nstateDiagram-v2\n"
        + "\n".join(lines)
        + "\n```\n\n| verb | from | to | who may |\n|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )
