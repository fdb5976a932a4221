"""What somebody's words mean: the field's synonyms, stemming, and forgiveness of typing errors."""

import re
from dataclasses import dataclass, field, replace
from functools import cache

from django.contrib.postgres.search import SearchQuery, TrigramSimilarity
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Length

from directory.models import Synonym, Word
from directory.search.slips import one_slip_from

TEXT_CONFIG = "portal"
MUTUAL_AID = "mutual-aid"
LONGEST_QUERY = 200  # characters; the rest is left out, and the page says so
LONGEST_PHRASE = 5  # words
ALIKE = 0.35  # trigram similarity from which a word counts as a mistyped one
MOST_LONGER = 2  # letters by which the two may differ


def clean_text(value: str) -> str:
    """The text without control characters, its white space folded."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", value).split())


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, letters and digits only, in their order."""
    return re.findall(r"[^\W_]+", text.casefold())[:5000]


# Words that say that help is wanted, not which; the stop words of PostgreSQL's English among them.
FILLERS = frozenset(
    words_of("""
    a about above after again against all am an and any are around as at be because been
    before being below between both but by can did do does doing don down during each few
    find for from further had has have having he help her here hers herself him himself his
    how i if im in into is it its itself just looking me more most much my myself near need
    needs no nor not now of off on once only or other our ours ourselves out over own please
    s same service services she should so some somebody someone such support t than that the
    their theirs them themselves then there these they this those through to too under until
    up very want was we were what when where which while who whom why will with you your
    yours yourself yourselves
    """)
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that was asked for: one of these facets, or these words in the text."""

    words: str
    facets: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()  # of help that this is, whether or not they stand in the facets

    def fits(self) -> Q:
        """Search entries, or meetings, that fit."""
        return Q(facets__overlap=list(self.facets)) | Q(text=self._query())

    def names(self) -> Q:
        """Those that are what was asked for, and do not only mention it."""
        in_name = " <-> ".join(f"{word}:AB" for word in words_of(self.words))
        query = SearchQuery(in_name, config=TEXT_CONFIG, search_type="raw")
        return Q(facets__overlap=list(self.facets)) | Q(text=query)

    def _query(self) -> SearchQuery:
        return SearchQuery(self.words, config=TEXT_CONFIG, search_type="phrase")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a search text asks for. All clauses must fit, or any of them once `is_loose`."""

    clauses: tuple[Clause, ...] = ()
    corrected: str = ""  # the text with mistyped words put right, if there were any
    is_cut: bool = False
    is_loose: bool = False

    def loosened(self) -> "Meaning":
        return replace(self, is_loose=True)

    def kinds(self) -> list[str]:
        """Slugs of the kinds of help that were asked for."""
        return [kind for clause in self.clauses for kind in clause.kinds]

    def fits(self) -> Q:
        return self._joined([clause.fits() for clause in self.clauses])

    def names(self) -> Q:
        return self._joined([clause.names() for clause in self.clauses])

    def _joined(self, parts: list[Q]) -> Q:
        joined = Q()
        for part in parts:
            joined = joined | part if self.is_loose else joined & part
        return joined


@dataclass(slots=True)
class _Reading:
    clauses: list[Clause] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def understand(text: str) -> Meaning:
    """What the text asks for. Reads the vocabulary; an empty text asks for anything."""
    is_cut = len(text) > LONGEST_QUERY
    words = [word[:60] for word in words_of(text[:LONGEST_QUERY])]
    if not words:
        return Meaning(is_cut=is_cut)
    reading = _read(words)
    fixes = _corrections(reading.rest)
    corrected = ""
    if fixes:
        words = [fixes.get(word, word) for word in words]
        corrected = " ".join(words)
        reading = _read(words)
    clauses = reading.clauses
    if reading.rest:
        clauses = [*clauses, *(Clause(word) for word in dict.fromkeys(reading.rest))]
    return Meaning(tuple(clauses), corrected, is_cut)


def _read(words: list[str]) -> _Reading:
    """Take the longest phrases the vocabulary knows; what is left are words to look for."""
    known = _synonyms(words)
    reading, position = _Reading(), 0
    while position < len(words):
        for length in range(min(LONGEST_PHRASE, len(words) - position), 0, -1):
            phrase = " ".join(words[position : position + length])
            if phrase in known:
                reading.clauses.append(known[phrase])
                position += length
                break
        else:
            if words[position] not in FILLERS:
                reading.rest.append(words[position])
            position += 1
    return reading


def _synonyms(words: list[str]) -> dict[str, Clause]:
    phrases = {
        " ".join(words[start : start + length])
        for start in range(len(words))
        for length in range(1, LONGEST_PHRASE + 1)
    }
    with connection.cursor() as cursor:
        cursor.execute(_known_phrases(), [list(phrases)])
        return {phrase: _clause(phrase, *row) for phrase, *row in cursor.fetchall()}


@cache
def _known_phrases() -> str:
    """The statement: synonyms with their terms' slugs. Every search with words asks it, and Django
    took longer to write it out than PostgreSQL to answer."""
    tables = (Synonym.kinds.through, Synonym.audiences.through, Synonym.fellowships.through)
    slugs = (
        f"ARRAY(SELECT {term}_id FROM {through._meta.db_table}"  # noqa: S608 - our own names
        f" WHERE synonym_id = phrase ORDER BY {term}_id)"
        for term, through in zip(("kind", "audience", "fellowship"), tables, strict=True)
    )
    table = Synonym._meta.db_table
    return f"SELECT phrase, means, {', '.join(slugs)} FROM {table} WHERE phrase = ANY(%s)"  # noqa: S608


def _clause(
    phrase: str, means: str, kinds: list[str], audiences: list[str], fellowships: list[str]
) -> Clause:
    """Any of its kinds, audiences and fellowships; of mutual aid, only the fellowships it names."""
    facets = (
        *(f"kind:{kind}" for kind in kinds if not (fellowships and kind == MUTUAL_AID)),
        *(f"for:{audience}" for audience in audiences),
        *(f"fellowship:{fellowship}" for fellowship in fellowships),
    )
    return Clause(means or phrase, facets, tuple(kinds))


def _corrections(words: list[str]) -> dict[str, str]:
    """The likeliest right word for each that stands nowhere; short ones and numbers are let be."""
    unknown = {word for word in words if len(word) > 3 and not word.isdigit()}
    if not unknown:
        return {}
    unknown -= _known(unknown)
    meant = {word: _one_slip_away(word) or _most_alike(word) for word in sorted(unknown)[:5]}
    return {word: right for word, right in meant.items() if right}


def _known(words: set[str]) -> set[str]:
    """Those of the words that stand in an entry or in a phrase that we know."""
    with connection.cursor() as cursor:
        cursor.execute(_known_words(), [list(words), list(words)])
        return {word for (word,) in cursor.fetchall()}


@cache
def _known_words() -> str:
    """The statement: hundreds of words are compared at once, as one slip makes so many."""
    entries, synonyms = Word._meta.db_table, Synonym._meta.db_table
    phrases = f"{synonyms}, unnest(string_to_array(phrase, ' ')) AS part"
    return (
        f"SELECT word FROM {entries} WHERE word = ANY(%s)"  # noqa: S608 - our own names
        f" UNION SELECT part FROM {phrases} WHERE part = ANY(%s)"
    )


def _one_slip_away(word: str) -> str:
    slips = one_slip_from(word)
    return min(_known(set(slips)), key=lambda known: (slips[known], known), default="")


def _most_alike(word: str) -> str:
    """The word with the most in common, of about the same length: a piece of it means less."""
    nearest = (
        Word.objects.filter(word__trigram_similar=word)
        .annotate(alike=TrigramSimilarity("word", word), length=Length("word"))
        .filter(alike__gte=ALIKE, length__gte=len(word) - MOST_LONGER)
        .filter(length__lte=len(word) + MOST_LONGER)
        .order_by("-alike", "word")
        .first()
    )
    return nearest.word if nearest else ""
