"""Slips of a hand: whatever is one slip away is found again, and nothing else is."""

from hypothesis import given
from hypothesis import strategies as st

from directory.search.slips import EXTRA, MISSING, OTHER, SWAPPED, one_slip_from

WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=6, max_size=14)
LETTERS = st.sampled_from("abcdefghijklmnopqrstuvwxyz")


@given(WORDS, st.data())
def test_each_slip_leads_back_to_the_word(word, data):
    place = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(LETTERS)
    slips = {
        SWAPPED: word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        EXTRA: word[:place] + letter + word[place:],
        MISSING: word[:place] + word[place + 1 :],
        OTHER: word[:place] + letter + word[place + 1 :],
    }
    for slip, typed in slips.items():
        if typed != word:
            assert one_slip_from(typed)[word] <= slip


@given(WORDS)
def test_it_is_never_its_own_slip_and_differs_by_a_letter_at_most(word):
    found = one_slip_from(word)
    assert word not in found
    assert all(abs(len(other) - len(word)) <= 1 for other in found)


def test_a_short_word_is_not_turned_into_another_by_a_letter():
    assert "path" not in one_slip_from("bath")
    assert "help" in one_slip_from("hepl")
