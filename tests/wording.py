"""Words that the portal never applies to people, and spellings of another country."""

import re

# The vocabulary of the field, "do not use"; the fellowships keep their names.
FORBIDDEN = re.compile(
    r"\b(addict\w*|alcoholics?|junk\w*|druggies?|users?|abus\w+|misus\w+|clean|dirty|habits?"
    r"|drug of choice|non-compliant|fail(ed|ure)|refused|DNA|hard to reach|revolving door"
    r"|discharged|clients?|customers?|beds|(?<!in )cases?)\b",
    re.IGNORECASE,
)
OFFICIAL = re.compile(
    r"alcoholics.anonymous|adult ?children ?of ?alcoholics|domestic.abuse", re.IGNORECASE
)
AMERICAN = re.compile(
    r"\b(\w*organiz\w*|recogniz\w*|apologiz\w*|colors?|centers?|behaviors?|neighbors?\w*|favorite"
    r"|counsel(?:or|ing)\w*|program|enrollment|fulfill|gray|traveled|canceled|catalog|toward)\b",
    re.IGNORECASE,
)


def forbidden_in(text: str) -> list[str]:
    """The words for people that a text should do without."""
    return [found.group() for found in FORBIDDEN.finditer(OFFICIAL.sub("", text))]
