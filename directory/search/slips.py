"""What somebody may have meant who typed a word that stands nowhere: the words one slip away."""

from string import ascii_lowercase

# The slips of a hand, the likeliest first: two letters the wrong way round, one too many, one
# left out, one for another.
SWAPPED, EXTRA, MISSING, OTHER = range(4)
LONG_ENOUGH = 5  # letters; of shorter words too many differ by a letter


def one_slip_from(word: str) -> dict[str, int]:
    """Each string of which `word` may be a slip, with the likeliest slip that explains it."""
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {left + right[1:]: EXTRA for left, right in halves if right}
    if len(word) >= LONG_ENOUGH:
        for left, right in halves:
            for letter in ascii_lowercase:
                found.setdefault(left + letter + right, MISSING)
                found.setdefault(left + letter + right[1:], OTHER)
    swapped = [left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1]
    found |= dict.fromkeys(swapped, SWAPPED)
    found.pop(word, None)
    return found
