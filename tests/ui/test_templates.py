"""What holds for every template, whoever wrote it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.html"))
CODE = [*ROOT.rglob("*.html"), *(Path(settings.BASE_DIR) / "rosc").rglob("*.py")]


def read(name: str) -> str:
    return (ROOT / name).read_text()


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_inline_that_the_browser_is_told_to_refuse(name):
    html = read(name)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL):
        is_data = re.search(r'type="application/(ld\+)?json"', attributes)
        assert "src=" in attributes or is_data
        assert "src=" not in attributes or not body.strip()


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_is_fetched_from_elsewhere(name):
    fetched = re.findall(r"<(?:link|script|img|iframe)[^>]*?(?:href|src)=\"([^\"]*)\"", read(name))
    assert not [address for address in fetched if re.match(r"(https?:)?//", address)]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "components").glob("*.html")), ids=lambda path: path.name
)
def test_every_component_is_used_and_says_what_it_reads(path):
    name = f"components/{path.name}"
    assert any(name in other.read_text() for other in CODE if other != path)
    assert re.search(r"^\{# .+ #\}$", path.read_text(), re.MULTILINE)


def test_every_icon_that_is_asked_for_is_drawn():
    sprite = (Path(settings.BASE_DIR) / "static" / "src" / "icons.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    asked = {
        icon
        for name in TEMPLATES
        for icon in re.findall(r'(?:\{% icon|icon=)\s*"([^"]+)"', read(name))
    }
    assert asked
    assert asked <= drawn
