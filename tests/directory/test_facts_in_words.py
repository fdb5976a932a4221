"""How facts are said: several in a row, and sums of money."""

import pytest

from directory.models.words import in_a_row, pounds


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["Step-free"], "Step-free"),
        (["Step-free", "Hearing loop"], "Step-free, hearing loop"),
        (["Hearing loop", "British Sign Language"], "Hearing loop, British Sign Language"),
        (["Women", "LGBTQ+ people", "Students"], "Women, LGBTQ+ people, students"),
    ],
)
def test_only_the_first_of_several_has_a_capital(names, said):
    assert in_a_row(names) == said


@pytest.mark.parametrize(("pence", "said"), [(16800, "£168"), (9250, "£92.50"), (5, "£0.05")])
def test_pence_are_said_where_there_are_any(pence, said):
    assert pounds(pence) == said
