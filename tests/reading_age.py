"""How old somebody needs to be to read a text with ease: Flesch-Kincaid, as a reading age.

grade = 0.39 x words a sentence + 11.8 x syllables a word - 15.59 (Kincaid and others, 1975), an
American school year; a child in the first is six, so the reading age is the grade and five.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?:])[\"”’)]*\s+")
VOWELS = re.compile(r"[aeiouy]+")
# Two vowels said apart, as in "area", "going" or "usually".
APART = re.compile(
    r"i(?=a(?!l\b|lly)|um|or|ence|ent(?!ly))|[uyoe](?=ing)|e(?=o(?!p|u))|(?<![qg])u(?=a|al)|(?<=[rv])i(?=o)"
)
TOGETHER = re.compile(r"[ct]i(?=a|e|o)|(?<=[rlnmg])i(?=on)|[ct]iou|eau")  # "special", "patient"
# A last e that is not said: "come", "places", "closed"; not "little", "changes", "wanted".
SILENT = re.compile(r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$|(?<=[uo])e$")
SILENT_ES = re.compile(r"(?<![sxzcgh])(?<![^aeiou]l)es$")
SILENT_ED = re.compile(r"(?<![td])(?<![^aeiou]l)ed$")
KNOWN = {
    **dict.fromkeys(("people", "somebody's", "something", "someone", "sometimes"), 2),
    "somebody": 3,
    "everybody": 4,
    "everything": 3,
    "everyone": 3,
    "anybody": 4,
    "nobody": 3,
    "anything": 3,
    "area": 3,
    "areas": 3,
    "being": 2,
    "every": 2,
    "different": 2,
    "family": 3,
    "evening": 2,
    "evenings": 2,
    "business": 2,
    "safely": 2,
    "useful": 2,
    "lives": 1,
    "homeless": 2,
    "online": 2,
    "website": 2,
    "websites": 2,
    "friend": 1,
    "friends": 1,
    "themselves": 2,
    "yourself": 2,
    "ourselves": 2,
    "science": 2,
    "quiet": 2,
    "idea": 3,
    "real": 1,
    "really": 2,
    "hours": 1,
    "hour": 1,
    "our": 1,
    "ours": 1,
    "e-mail": 2,
    "ideas": 3,
    "used": 1,
    "use": 1,
    "uses": 2,
    "does": 1,
    "goes": 1,
    "sure": 1,
    "medicine": 2,
    "cafe": 2,
    "maybe": 2,
    "whole": 1,
    "else": 1,
    "notice": 2,
    "service": 2,
    "services": 3,
    "office": 2,
    "create": 2,
    "created": 3,
    "carefully": 3,
    "likely": 2,
    "lonely": 2,
    "statement": 2,
    "somewhere": 2,
    "guidelines": 2,
    "radio": 3,
    "audience": 3,
    "initiatives": 5,
    "experience": 4,
    "museum": 3,
    "accounts": 2,
    "placement": 2,
    "movement": 2,
    "moment": 2,
    "naloxone": 3,
    "lero": 2,
    "leros": 2,
}


def syllables(word: str) -> int:
    """How many syllables an English word is spoken with."""
    plain = re.sub(r"[’]", "'", word.lower())
    if plain in KNOWN:
        return KNOWN[plain]
    if "-" in plain:
        return sum(syllables(part) for part in plain.split("-") if part)
    plain = re.sub(r"'(s|t|ll|re|ve|d|m)$", "", plain)
    if word.isupper() and 1 < len(plain) <= 4:
        return len(plain)  # spelled out: NHS, AA
    heard = SILENT.sub("", SILENT_ED.sub("d", SILENT_ES.sub("s", plain)))
    heard = TOGETHER.sub("sh", heard)
    return max(1, len(VOWELS.findall(heard)) + len(APART.findall(heard)))


@dataclass(frozen=True, slots=True)
class Measured:
    sentences: int
    words: int
    syllables: int

    @property
    def age(self) -> float:
        """In years; 5 is the least there is."""
        if not self.words:
            return 5.0
        grade = 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59
        return max(5.0, grade + 5)


def measure(blocks: list[str]) -> Measured:
    """Blocks of text (paragraphs, items of a list), none of which runs on into the next."""
    sentences = [
        WORD.findall(sentence)
        for block in blocks
        for sentence in SENTENCE_END.split(block)
        if WORD.search(sentence)
    ]
    words = [word for sentence in sentences for word in sentence]
    return Measured(len(sentences), len(words), sum(map(syllables, words)))


class Prose(HTMLParser):
    """The sentences of a page's main part: what is read as text, not labels, names and buttons."""

    BLOCKS = {"p", "li", "dd", "dt", "h1", "h2", "h3", "td", "th", "label", "legend", "div", "br"}
    UNREAD = {"script", "style", "svg", "select", "code", "cite", "address", "nav", "button"}

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = [""]
        self.unread: list[str] = []
        self.is_main = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "main":
            self.is_main = True
        if tag in self.UNREAD or "data-unmeasured" in dict(attrs):
            self.unread.append(tag)
        if tag in self.BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self.is_main = False
        if self.unread and tag == self.unread[-1]:
            self.unread.pop()
        if tag in self.BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if self.is_main and not self.unread:
            self.blocks[-1] += data


def prose_of(html: str) -> list[str]:
    """Whole sentences only: a block that ends like one."""
    reader = Prose()
    reader.feed(html)
    blocks = [" ".join(block.split()) for block in reader.blocks]
    return [block for block in blocks if re.search(r"[.!?:][\"”’)]*$", block)]
