"""How somebody wants a page on paper. What is not known is left out."""

from dataclasses import dataclass

from django.http import QueryDict


@dataclass(frozen=True, slots=True)
class Paper:
    """`is_large`: 18 point and more; `is_neutral`: in words that give nothing away."""

    is_large: bool
    is_neutral: bool

    @classmethod
    def of(cls, query: QueryDict) -> "Paper":
        return cls(query.get("size") == "large", query.get("wording") == "neutral")
