"""What `manage.py check` says of the files of standards."""

from typing import Any

from django.core.checks import Error

from lero_standards import framework


def frameworks_are_right(**_: Any) -> list[Error]:
    """Each file can be read and is the one that was released; each release has its file."""
    files = {path.stem: path for path in framework.FOLDER.glob("*.yaml")}
    found = []
    for version in sorted(files.keys() | framework.RELEASED.keys()):
        wrong = _wrong_with(version, files)
        if wrong:
            found.append(Error(wrong, hint="lero_standards/framework.py", id="standards.E001"))
    return found


def _wrong_with(version: str, files: dict[str, Any]) -> str:
    if version not in files:
        return f"{version} was released, and its file is gone."
    try:
        framework.read(files[version])
    except framework.BadFramework as error:
        return str(error)
    if version not in framework.RELEASED:
        return f"{version} is in no list of releases."
    if framework.hash_of(files[version]) != framework.RELEASED[version]:
        return f"{version} was edited after its release: write a new version."
    return ""
