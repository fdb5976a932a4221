"""What typed words mean to the search."""

import pytest
from django.db import connection

from directory.models import SearchEntry
from directory.search.words import FILLERS, LONGEST_QUERY, understand, words_of


@pytest.mark.django_db
def test_every_stop_word_of_the_database_is_a_filler():
    """Else a search for one would ask the database for nothing, and find nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) AS word WHERE to_tsvector('portal', word) = ''",
            [words_of("the other their themselves very too and because until while having don't")],
        )
        stopped = {word for (word,) in cursor.fetchall()}
    assert "other" in stopped
    assert stopped <= FILLERS


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "   ", "the other", "!!!", "\N{ZERO WIDTH SPACE}", "🙂"])
def test_words_that_say_nothing_ask_for_anything(typed):
    assert understand(typed).clauses == ()


@pytest.mark.django_db
def test_a_very_long_text_is_cut_and_said_so():
    meaning = understand("garden " * 2_000)
    assert meaning.is_cut
    assert len(meaning.clauses) <= LONGEST_QUERY


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["'; DROP TABLE directory_service; --", "a & | ! b:*", "((((", "%_\\"]
)
def test_what_looks_like_a_query_language_is_only_words(typed):
    meaning = understand(typed)
    assert all(clause.words.isalnum() for clause in meaning.clauses)
    asked = SearchEntry.objects.filter(meaning.fits(), meaning.names())
    assert not asked.exists()  # the database reads it without complaint


def test_words_are_letters_and_digits_in_lower_case():
    assert words_of("Son’s café, AA 24/7!") == ["son", "s", "café", "aa", "24", "7"]
