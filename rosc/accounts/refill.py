"""Puts what somebody typed back into the form of an HTML page, wherever that page comes from."""

from html.parser import HTMLParser

from django.utils.html import escape

KEPT_AS_THEY_ARE = {"password", "file", "hidden", "submit", "button", "image", "reset"}
Attributes = list[tuple[str, str | None]]


def refill(html: str, *, path: str, page: str, values: dict[str, list[str]], notice: str) -> str:
    """`html` with each form that is sent to `path` filled with `values`, and `notice` before it.

    A form without an action is sent to `page`, the address the page was asked for by. Passwords,
    files and hidden fields stay as the server made them. A page without such a form is returned
    unchanged.
    """
    parser = _Refiller(html, path=path, page=page, values=values, notice=notice)
    parser.feed(html)
    parser.close()
    return parser.result()


class _Refiller(HTMLParser):
    """Notes which stretches of the page to replace; everything else is copied as it is."""

    def __init__(
        self, html: str, *, path: str, page: str, values: dict[str, list[str]], notice: str
    ) -> None:
        super().__init__(convert_charrefs=True)
        self.html, self.path, self.page, self.notice = html, path, page, notice
        self.values = {name: list(given) for name, given in values.items()}
        self.line_starts = [0]
        for line in html.split("\n"):
            self.line_starts.append(self.line_starts[-1] + len(line) + 1)
        self.edits: list[tuple[int, int, str]] = []
        self.in_form = False
        self.select: str | None = None
        self.textarea: tuple[str, int] | None = None

    def result(self) -> str:
        parts, done = [], 0
        for start, end, text in self.edits:
            parts += [self.html[done:start], text]
            done = end
        return "".join([*parts, self.html[done:]])

    @property
    def here(self) -> int:
        line, column = self.getpos()
        return self.line_starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag == "form":
            self.open_form(dict(attrs))
        elif self.in_form and tag in {"input", "textarea", "select", "option"}:
            getattr(self, f"fill_{tag}")(attrs, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.in_form = False
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.textarea:
            name, start = self.textarea
            self.edits.append((start, self.here, escape("\n" + self.values[name].pop(0))))
            self.textarea = None

    def open_form(self, attributes: dict[str, str | None]) -> None:
        action = attributes.get("action") or self.page
        is_posted = (attributes.get("method") or "").lower() == "post"
        self.in_form = is_posted and action.partition("?")[0] == self.path
        if self.in_form:
            self.edits.append((self.here, self.here, self.notice))
            self.notice = ""

    def fill_input(self, attrs: Attributes, attributes: dict[str, str | None]) -> None:
        name, kind = attributes.get("name") or "", (attributes.get("type") or "text").lower()
        if kind in KEPT_AS_THEY_ARE or name == "csrfmiddlewaretoken":
            return
        if kind in {"checkbox", "radio"}:
            is_chosen = (attributes.get("value") or "on") in self.values.get(name, [])
            self.rewrite("input", attrs, "checked", None, present=is_chosen)
        elif self.values.get(name):
            self.rewrite("input", attrs, "value", self.values[name].pop(0))

    def fill_textarea(self, attrs: Attributes, attributes: dict[str, str | None]) -> None:
        name = attributes.get("name") or ""
        if self.values.get(name):
            self.textarea = (name, self.here + len(self.get_starttag_text() or ""))

    def fill_select(self, attrs: Attributes, attributes: dict[str, str | None]) -> None:
        self.select = attributes.get("name")

    def fill_option(self, attrs: Attributes, attributes: dict[str, str | None]) -> None:
        if self.select in self.values:
            is_chosen = (attributes.get("value") or "") in self.values[self.select]
            self.rewrite("option", attrs, "selected", None, present=is_chosen)

    def rewrite(
        self, tag: str, attrs: Attributes, name: str, value: str | None, present: bool = True
    ) -> None:
        others = [(key, given) for key, given in attrs if key != name]
        new = [*others, (name, value)] if present else others
        written = "".join(
            f" {key}" if given is None else f' {key}="{escape(given)}"' for key, given in new
        )
        start, raw = self.here, self.get_starttag_text() or ""
        self.edits.append((start, start + len(raw), f"<{tag}{written}>"))
