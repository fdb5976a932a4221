"""Habits of the house that no other tool checks: names, lengths, words, and where reads happen."""

import ast
import importlib
import inspect
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import allauth
import crispy_forms_gds
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, get_resolver

from rosc.outbox import kinds
from tests.wording import AMERICAN, forbidden_in

BASE: Path = settings.BASE_DIR
CODE = ["rosc", "directory", "referrals", "checkups", "lero_standards"]
OURS = [app for app in apps.get_app_configs() if app.name.split(".")[0] in CODE]
MODULES = [
    path
    for folder in [*CODE, "tests"]
    for path in sorted((BASE / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = sorted((BASE / "templates").rglob("*.*"))
READ = [one for one in TEMPLATES if one.name != "robots.txt"]  # "User-agent" is said to machines
LIBRARIES = [Path(library.__file__).parent / "templates" for library in (allauth, crispy_forms_gds)]
BY_DJANGO = {f"{status}.html" for status in (400, 403, 404, 500)} | {"403_csrf.html"}
BANNED = {"utils", "helpers", "common", "base", "services", "manager", "managers", "misc"}
LONGEST_FILE, LONGEST_TEST, LONGEST_FUNCTION = 400, 600, 30
READS_OR_WRITES = re.compile(
    r"\.objects\s*\.(get|filter|exclude|create|update|delete|first|last|in_bulk|values\w*"
    r"|get_or_create|update_or_create|bulk_\w+)\("
)


def name_of(path: Path) -> str:
    return path.relative_to(BASE).as_posix()


def template_name(path: Path) -> str:
    return path.relative_to(BASE / "templates").as_posix()


# --- Files and functions ------------------------------------------------------------------------
@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_file_can_be_read_in_one_go(path):
    lines = len(path.read_text().splitlines())
    assert lines <= (LONGEST_TEST if path.is_relative_to(BASE / "tests") else LONGEST_FILE)


def test_a_function_fits_on_a_screen():
    long = [
        f"{name_of(path)}:{node.name}"
        for path in MODULES
        if not path.is_relative_to(BASE / "tests")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_every_module_is_named_after_what_it_holds():
    assert [name_of(path) for path in MODULES if BANNED & {path.stem, path.parent.name}] == []


# --- Templates and pages ------------------------------------------------------------------------
def test_every_template_is_used_or_stands_in_for_a_librarys():
    said = "\n".join(
        path.read_text()
        for path in [*TEMPLATES, *MODULES]
        if not path.is_relative_to(BASE / "tests")
    )
    unused = [
        name
        for name in map(template_name, TEMPLATES)
        if name not in BY_DJANGO
        and f'"{name}"' not in said
        and not any((library / name).exists() for library in LIBRARIES)
        and not is_put_together(name, said)
    ]
    assert unused == []


def is_put_together(name: str, said: str) -> bool:
    """Whether the code names the folder and the file apart: f"messages/accounts/{template}.txt"."""
    folder, _, file = name.rpartition("/")
    stem, _, ending = file.partition(".")
    written = re.search(rf'"{re.escape(folder)}/\{{\w+\}}\.{ending}"', said)
    return bool(written) and f'"{stem}"' in said


def own_views() -> Iterator[tuple[str, URLPattern]]:
    """The name and pattern of every page that is ours, by the URLconf."""

    def walk(patterns):
        for one in patterns:
            if hasattr(one, "url_patterns"):
                yield from walk(one.url_patterns)
            elif one.callback.__module__.split(".")[0] in CODE:
                yield one.name, one

    return walk(get_resolver().url_patterns)


def test_a_page_has_one_name_everywhere():
    """The name in the URLconf, of the view, and of the template that it renders."""
    for name, pattern in own_views():
        view = inspect.unwrap(pattern.callback)
        assert view.__name__ == name
        source = inspect.getsource(view)
        module = inspect.getsource(inspect.getmodule(view))
        assert '.html"' not in source or re.search(rf'"(\w+/)?{name}\.html"', module), name


def routes(patterns: list, before: str = "") -> Iterator[str]:
    """Every route of ours, without the names of its arguments: their types alone lead somewhere."""
    for one in patterns:
        route = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from routes(one.url_patterns, route)
        elif not route.startswith("^"):
            yield re.sub(r"<(\w+):\w+>", r"<\1>", route)


def test_no_address_leads_to_two_views():
    """The first would take what is the second's."""
    found = Counter(routes(get_resolver().url_patterns))
    assert len(found) > 200
    assert [route for route, count in found.items() if count > 1] == []


def test_views_read_through_scopes_and_write_through_actions():
    """`visible_to` and what a QuerySet calls by its name: never a filter made up in the view."""
    views = [path for path in MODULES if "views" in (path.stem, path.parent.name)]
    assert len(views) >= 10
    found = {name_of(path): READS_OR_WRITES.findall(path.read_text()) for path in views}
    assert {name: calls for name, calls in found.items() if calls} == {}


# --- Tables and messages ------------------------------------------------------------------------
def test_the_database_knows_every_status():
    columns = [
        (model, column)
        for app in OURS
        for model in app.get_models()
        for column in model._meta.concrete_fields
        if column.name in {"status", "state"}
    ]
    assert len(columns) >= 4
    for model, column in columns:
        checks = [c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
        known = [
            sorted(map(str, values))
            for check in checks
            for lookup, values in lookups_of(check.condition)
            if lookup == f"{column.name}__in"
        ]
        assert sorted(value for value, _ in column.choices) in known, model


def lookups_of(condition: models.Q) -> Iterator[tuple[str, list[str]]]:
    """What a condition says outright; not what stands inside another."""
    return (child for child in condition.children if isinstance(child, tuple))


def test_every_kind_of_message_is_registered():
    declared = {
        kind.slug
        for app in OURS
        if (BASE / app.name.replace(".", "/") / "notifications.py").exists()
        for kind in vars(importlib.import_module(f"{app.name}.notifications")).values()
        if isinstance(kind, kinds.Kind)
    }
    assert declared
    assert declared <= {kind.slug for kind in kinds.registered()}


# --- Words --------------------------------------------------------------------------------------
REFERENCE = [
    path
    for path in sorted((BASE / "directory" / "reference").glob("*.yaml"))
    if path.name != "synonyms.yaml"  # labels are understood there, and never shown
]


def words_of(template: Path) -> str:
    """What a reader of the page sees of it, and hears."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", template.read_text(), flags=re.DOTALL)
    spoken = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', text)
    return " ".join([re.sub(r"<[^>]*>", " ", text), *spoken])


@pytest.mark.parametrize("path", [*READ, *REFERENCE], ids=name_of)
def test_no_label_is_put_on_anybody(path):
    text = words_of(path) if path in TEMPLATES else path.read_text()
    assert forbidden_in(text) == []


@pytest.mark.parametrize("path", [*TEMPLATES, *REFERENCE], ids=name_of)
def test_spelling_is_british(path):
    text = words_of(path) if path in TEMPLATES else path.read_text()
    assert AMERICAN.findall(text) == []
