"""Words that say that a life may be in danger, so that the page names who helps at once."""

import re

from directory.search.words import words_of

_SELF = r"(my|him|her|them|your)sel(f|ves)"
_DANGER = re.compile(
    rf"""\b(
    suicid\w* | overdos\w* | od | oded | oding
    | (kill|hurt|harm|cut|hang|drown|killing|hurting|harming|cutting) \ {_SELF}
    | self \ harm\w* | end(ing)? \ (it|it \ all|(my|his|her|their) \ li(fe|ves))
    | (want|wants|wanted|going|wish|ready) \ (i \ was \ |to \ )? (die|dead|be \ dead)
    | better \ off \ dead
    | (do \ not|don \ t|dont|doesn \ t) \ want \ to \ (live|be \ here|wake \ up)
    | no \ reason \ to \ live | take \ my \ (own \ )? life | taken \ too \ (much|many)
    | (not|isn \ t|stopped) \ breathing | (won \ t|wont|can \ t|cannot) \ wake | unconscious
    | blue \ lips | lips \ (are \ |have \ gone \ )? blue | seizure | having \ a \ fit
    )\b""",
    re.VERBOSE,
)


def is_in_danger(text: str) -> bool:
    """Whether the words speak of dying, of harming oneself, or of an overdose."""
    return bool(_DANGER.search(" ".join(words_of(text))))
