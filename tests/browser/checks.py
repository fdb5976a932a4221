"""What is asked of every page, whoever opens it: each check gives a list of what is wrong."""

import re
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from playwright.sync_api import ConsoleMessage, Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A title stands in the history and on the tab, where others see it.
TOPICS = re.compile(
    r"addict|alcohol|drug|drink|recover|rehab|sober|detox|treatment|meeting|support|servic", re.I
)


def broken_rules(page: Page) -> list[str]:
    """What axe finds."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": WCAG, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def sticking_out(page: Page) -> list[str]:
    """By how much the page is wider than its window, and the elements that make it so."""
    wide = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          const out = [...document.querySelectorAll("body *")].filter(
            (element) => element.getBoundingClientRect().right > width + 1);
          return ["wider by " + (document.documentElement.scrollWidth - width),
            ...out.slice(-2).map((element) => element.outerHTML.slice(0, 120))];
        }"""
    )
    return [" ".join(wide)] if wide else []


# Whether what has the focus shows it, and nothing lies over it.
IS_SEEN = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  // The middle of what is in the window: a list may be taller than that.
  const foot = Math.min(box.bottom, window.innerHeight);
  const top = document.elementFromPoint(box.x + box.width / 2, (Math.max(box.y, 0) + foot) / 2);
  return (style.outlineStyle !== "none" || style.boxShadow !== "none")
    && [element, ...(element.labels || [])].some((one) => one.contains(top) || top?.contains(one));
}"""


def lost_by_keyboard(page: Page) -> list[str]:
    """Press Tab through the page: what has the focus unseen, and whether Tab comes to an end."""
    lost = []
    stops = page.locator("a[href], button, input, select, textarea, summary, [tabindex]").count()
    for _ in range(2 * stops + 20):  # a day, or a box that scrolls, takes more than one press
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            return lost
        if not page.evaluate(IS_SEEN):
            html = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
            lost.append(f"focus unseen: {html}")
    return [*lost, "Tab goes round and round"]


def cut_words(page: Page) -> list[str]:
    """The main heading, where a word of it does not fit into one line and is cut in two."""
    return page.locator("h1").evaluate_all(
        r"""headings => headings.filter((heading) => {
          const style = getComputedStyle(heading);
          const pen = document.createElement("canvas").getContext("2d");
          pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
          const room = heading.clientWidth;
          if (room <= 1) return false;  // only for those who hear the page
          const words = heading.textContent.split(/[ \n-]+/);
          return words.some((word) => pen.measureText(word).width > room);
        }).map((heading) => "cut word: " + heading.textContent.trim())"""
    )


def unclear_names(page: Page) -> list[str]:
    """One heading of the first rank, and a title that tells nobody what the page is about."""
    headings, title = page.locator("h1").count(), page.title()
    wrong = [] if headings == 1 else [f"{headings} h1"]
    if not title.endswith(settings.PORTAL_NAME) or TOPICS.search(title):
        wrong.append(f"title: {title}")
    return wrong


class Watch:
    """What the browser complains about, and whom it asks besides the portal."""

    def __init__(self, page: Page, address: str) -> None:
        self.seen: list[str] = []
        self.host = urlsplit(address).netloc
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.seen.append(f"script: {error}"))
        page.on("request", lambda request: self._ask(request.url))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.seen.append(f"console: {message.text}")

    def _ask(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self.host:
            self.seen.append(f"asked {url}")

    def complaints(self) -> list[str]:
        """What was seen since the last call."""
        seen, self.seen = self.seen, []
        return seen
