"""The forms of a page, as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class SentForm:
    """A form of a page: where it goes, and what it would send if nobody changed anything."""

    action: str
    is_post: bool
    fields: dict[str, list[str]] = field(default_factory=dict)


class Forms(HTMLParser):
    """The forms of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[SentForm] = []
        self.inside: SentForm | None = None
        self.select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        said = dict(attrs)
        if tag == "form":
            is_post = (said.get("method") or "get").lower() == "post"
            self.inside = SentForm(said.get("action") or "", is_post)
            self.found.append(self.inside)
        elif self.inside and tag in {"input", "select", "textarea", "button"} and "name" in said:
            self.select = said["name"] if tag == "select" else ""
            values = self.inside.fields.setdefault(said["name"], [])
            is_choice = said.get("type") in {"radio", "checkbox"}
            if tag != "select" and ("checked" in said or not is_choice or not values):
                values.append(said.get("value") or "")
        elif (
            self.inside and tag == "option" and self.select and not self.inside.fields[self.select]
        ):
            self.inside.fields[self.select].append(said.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None


def forms_of(html: str) -> list[SentForm]:
    return Forms(html).found
