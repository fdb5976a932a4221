"""What the documents say is there: links, images, files, commands, settings and numbers."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands

BASE: Path = settings.BASE_DIR
README, CONTRIBUTING, CHANGELOG = (
    BASE / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
)
OPERATIONS = BASE / "docs" / "operations.md"
DECISIONS = sorted((BASE / "docs" / "adr").iterdir())
DOCUMENTS = [README, CONTRIBUTING, CHANGELOG, *sorted((BASE / "docs").rglob("*.md"))]

LINK = re.compile(r"""\]\(([^()\s]+)\)|<img[^>]*?\ssrc="([^"]+)\"""")
IN_BACKTICKS = re.compile(r"`([^`\n]+)`")
OUR_PATH = re.compile(
    r"(?:rosc|directory|lero_standards|tests|templates|docs|static/src)(?:/[\w.-]+)+/?"
)
SETTING = re.compile(r"`([A-Z]+(?:_[A-Z]+)+)\b")
NO_SETTINGS = {"ADMINISTRATOR_PASSWORD"}  # read by create_administrator
MACHINE = re.compile(r"(?<![\w.:/])/(?:work|home|root|Users|tmp)/")


def name_of(path: Path) -> str:
    return str(path.relative_to(BASE))


def prose(path: Path) -> str:
    """A document without its blocks of code."""
    return re.sub(r"^```.*?^```", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)


def anchors(path: Path) -> set[str]:
    """What links into a document may end in, as GitHub makes it from the headings."""
    headings = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


OUR_PACKAGES = {"rosc", "directory", "referrals", "checkups", "lero_standards"}


def tree_map() -> list[str]:
    """The paths that the map in the README draws by indentation."""
    (block,) = re.findall(r"## The map\n+```\n(.*?)```", README.read_text(), re.DOTALL)
    found, folder = [], ""
    for line in block.splitlines():
        name = line.split()[0]
        if not line.startswith(" "):
            folder = name
        found.append(f"{folder}{name}" if line.startswith(" ") else name)
    return found


def section(path: Path, heading: str) -> str:
    (found,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", path.read_text(), re.M | re.DOTALL)
    return found


def test_the_readme_is_short() -> None:
    assert len(README.read_text().splitlines()) <= 100


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_link_and_image_leads_somewhere(path: Path) -> None:
    targets = [one or other for one, other in LINK.findall(prose(path))]
    for target in targets:
        if re.match(r"https?://", target):
            continue
        place, _, anchor = target.partition("#")
        found = (path.parent / place).resolve() if place else path
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_path_of_ours_exists(path: Path) -> None:
    for said in IN_BACKTICKS.findall(prose(path)):
        if OUR_PATH.fullmatch(said):
            assert (BASE / said).exists(), said


def test_every_line_of_the_map_exists() -> None:
    drawn = tree_map()
    assert len(drawn) > 20
    assert [path for path in drawn if not (BASE / path).exists()] == []


def test_the_map_draws_every_folder_of_code() -> None:
    there = {
        f"{top}/{one.name}/"
        for top in ("rosc", "directory", "referrals", "checkups", "lero_standards")
        for one in (BASE / top).iterdir()
        if (one / "__init__.py").exists()
    }
    framework = {
        *("directory/management/", "directory/migrations/", "directory/templatetags/"),
        *("referrals/management/", "referrals/migrations/", "referrals/templatetags/"),
        "checkups/migrations/",
        "lero_standards/migrations/",
    }
    assert there - framework <= set(tree_map())


def test_every_command_exists_and_every_one_of_ours_is_told() -> None:
    text = "".join(path.read_text() for path in DOCUMENTS)
    told = set(re.findall(r"manage\.py ([a-z_]+)", text))
    for row in re.findall(r"^\| (`.+?) \|", section(OPERATIONS, "Commands"), re.MULTILINE):
        told |= {said.split()[0] for said in IN_BACKTICKS.findall(row)}
    own = {app.name for app in apps.get_app_configs() if app.name.split(".")[0] in OUR_PACKAGES}
    assert told <= set(get_commands())
    assert {command for command, app in get_commands().items() if app in own} <= told


def test_every_target_of_make_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (BASE / "Makefile").read_text(), re.MULTILINE))
    for path in (README, CONTRIBUTING):
        told = set(re.findall(r"(?:^|`)make ([a-z]+)", path.read_text(), re.MULTILINE))
        assert told
        assert told <= targets


def test_operations_names_only_settings_there_are() -> None:
    shown = set(re.findall(r"^#?([A-Z_]+)=", (BASE / ".env.example").read_text(), re.MULTILINE))
    told = set(SETTING.findall(OPERATIONS.read_text()))
    assert len(told) > 5
    assert told - shown == NO_SETTINGS


def test_decisions_are_numbered_in_order_once_each() -> None:
    names = [re.fullmatch(r"(\d{4})-[a-z0-9-]+\.md", path.name) for path in DECISIONS]
    assert all(names)
    assert [int(name[1]) for name in names] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=name_of)
def test_a_decision_says_why_what_and_what_follows(path: Path) -> None:
    text = path.read_text()
    assert re.match(rf"# {int(path.name[:4])}\. \S", text)
    parts = re.findall(r"^\*\*(Context|Decision|Consequences)\.\*\*", text, re.MULTILINE)
    assert parts == ["Context", "Decision", "Consequences"]
    assert len(text.splitlines()) <= 60


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_no_path_of_anybodys_machine(path: Path) -> None:
    assert MACHINE.findall(path.read_text()) == []


def test_the_changelog_keeps_to_its_form() -> None:
    text = CHANGELOG.read_text()
    assert text.startswith("# Changelog\n")
    versions = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert versions[0] == "[Unreleased]"
    dated = [
        re.fullmatch(r"\[(\d+)\.(\d+)\.(\d+)\] - \d{4}-\d\d-\d\d", one) for one in versions[1:]
    ]
    assert all(dated)
    numbers = [tuple(map(int, one.groups())) for one in dated if one]
    assert numbers == sorted(set(numbers), reverse=True)
    known = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= known
    assert re.search(r"^- \S", text, re.MULTILINE)


def test_the_pictures_are_light() -> None:
    pictures = list((BASE / "docs" / "images").iterdir())
    assert pictures
    for picture in pictures:
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.stat().st_size < 120_000
