"""How facts are said in words."""

from collections.abc import Iterable

from rosc.ui.templatetags.ui import within_sentence


def in_a_row(names: Iterable[str]) -> str:
    """Labels one after the other: "Step-free, hearing loop, British Sign Language"."""
    first, *more = [*names] or [""]
    return ", ".join([first, *(_lowered(name) for name in more)])


def pounds(pence: int) -> str:
    """ "£168", "£92.50"."""
    return f"£{pence / 100:.2f}".removesuffix(".00")


def _lowered(name: str) -> str:
    is_proper = any(word.istitle() for word in name.split()[1:])
    return name if is_proper else within_sentence(name)
