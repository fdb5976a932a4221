"""How a place's name is written to be found: one form for every way of typing it."""

import re
import unicodedata

_ABBREVIATED = {"saint": "st", "upon": "on", "and": ""}


def search_name(name: str) -> str:
    """Lower case ASCII words with one space between: "St. Helen's" and "saint helens" are one."""
    decomposed = unicodedata.normalize("NFKD", name.replace("\0", " "))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’`]", "", plain))
    return " ".join(filter(None, (_ABBREVIATED.get(word, word) for word in words)))
