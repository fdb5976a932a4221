"""Words that speak of danger bring up who helps at once, before anything else."""

import pytest
from django.urls import reverse

from directory.search.danger import is_in_danger


@pytest.mark.parametrize(
    "typed",
    [
        "I want to die",
        "suicidal",
        "thinking about suicide",
        "kill myself",
        "my son says he will hurt himself",
        "self-harm",
        "I don't want to be here anymore",
        "I just want to end it all",
        "better off dead",
        "OVERDOSE",
        "he's taken too much",
        "she is not breathing",
        "won't wake up",
        "lips are blue",
        "can\u2019t wake him",
    ],
)
def test_danger_is_understood(typed):
    assert is_in_danger(typed)


@pytest.mark.parametrize(
    "typed",
    ["", "after someone dies", "somewhere to live", "help for myself", "odd jobs", "weekend",
     "cut down my drinking", "end of treatment", "wake up early group", "hair and beauty"],
)  # fmt: skip
def test_other_words_are_let_be(typed):
    assert not is_in_danger(typed)


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["directory:services", "directory:meetings"])
def test_the_page_says_who_helps_at_once_before_any_result(client, page):
    said = client.get(reverse(page), {"q": "i want to die"}).content.decode()
    said = said.partition("<main")[2]  # on every page numbers stand above it as well
    assert said.index("face this alone") < said.index('href="tel:116123"')
    assert said.index('href="tel:116123"') < said.index("We found nothing this time")
    assert "face this alone" not in client.get(reverse(page), {"q": "choir"}).content.decode()
