"""Nobody can tell a number of one to seven people from what is published, by sums neither."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosc.figures.disclosure import Rule, Sheet, publish
from tests.figures.attack import could_be, ranges_of, read, sums_of, tightened

RULE = Rule(7)
SIZES = st.one_of(st.integers(0, 12), st.integers(0, 60))


def sheet_of(cells: list[list[int]], **more: Mapping) -> Sheet:
    """Rows of columns of so many people, each counted once."""
    rows = [f"r{number}" for number in range(len(cells))]
    columns = [f"c{number}" for number in range(len(cells[0]))]
    sheet = Sheet(rows, columns, **{name: one[0] for name, one in more.items()})
    who = 0
    for row, counts in zip(rows, cells, strict=True):
        for column, count in zip(columns, counts, strict=True):
            for _ in range(count):
                who += 1
                places = {
                    "across": {
                        name: parts[who % (len(parts) + 1) % len(parts)]
                        for name, parts in sheet.across.items()
                    }
                }
                inside = sheet.within.get(column, [""])
                sheet.add(who, row=row, column=column, within=inside[who % len(inside)], **places)
    return sheet


def line_of(counts: list[int]) -> Sheet:
    parts = [f"p{number}" for number in range(len(counts))]
    sheet = Sheet(across={"one": parts})
    people = (part for part, count in zip(parts, counts, strict=True) for _ in range(count))
    for who, part in enumerate(people):
        sheet.add(who, across={"one": part})
    return sheet


def given_away(sheet: Sheet, rule: Rule = RULE) -> list:
    """The numbers of a few that a reader could tell not to be 1, or not to be as many as hidden."""
    few = rule.hidden_up_to
    published = publish(sheet, rule)
    names = {"row": "rows", "column": "columns", "cell": "cells"}
    wrong = []
    for key, arc in sheet.arcs.items():
        where = (names.get(key[0], key[0]), *key[1:])
        if key == ("back",) or not 0 < len(arc.who) <= few:
            continue
        if read(published, where) != "*":
            wrong.append((where, "shown"))
        wrong += [(where, n) for n in (1, few) if not could_be(published, where, n, few)]
    return wrong


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, 0), (1, "*"), (7, "*"), (8, 10), (12, 10), (13, 15), (17, 15), (18, 20), (1002, 1000)],
)
def test_one_number(count, shown):
    assert publish(line_of([count]), RULE)["total"] == shown


def test_the_weaker_rule_of_treatment_statistics():
    assert [publish(line_of([n]), Rule(4))["total"] for n in (0, 4, 5, 8)] == [0, "*", 5, 10]


def test_the_total_is_rounded_from_the_true_one():
    """Not summed from the rounded parts, which would make 45."""
    found = publish(line_of([13, 13, 13]), RULE)
    assert found["total"] == 40
    assert found["across"]["one"] == {"p0": 15, "p1": 15, "p2": 15}


def test_what_is_left_over_is_guarded():
    """Nine of ten that are in a group of nothing else would say it of the tenth, and of each."""
    assert publish(line_of([40, 0]), RULE)["across"]["one"] == {"p0": "*", "p1": "*"}
    assert publish(line_of([40, 3]), RULE)["across"]["one"] == {"p0": "*", "p1": "*"}
    assert publish(line_of([40, 30]), RULE)["across"]["one"] == {"p0": 40, "p1": 30}


def test_below_a_small_number_nothing_is_said():
    found = publish(sheet_of([[3, 0], [40, 30]]), RULE)
    assert found["rows"]["r0"] == "*"
    assert set(found["cells"]["r0"].values()) == {"*"}


def test_many_visits_of_a_few_people_are_still_few():
    sheet = Sheet(across={"one": ["a", "b"]})
    for visit in range(60):
        sheet.add(visit % 3, across={"one": "a"})
        sheet.add(100 + visit, across={"one": "b"})
    found = publish(sheet, RULE)
    assert found["total"] == 120
    assert found["across"]["one"]["a"] == "*"


def test_a_thing_that_belongs_nowhere_is_refused():
    sheet = Sheet(["r"], ["c"], within={"c": ["x"]})
    with pytest.raises(ValueError, match="belongs"):
        sheet.add(1, row="r", column="c")
    with pytest.raises(ValueError, match="belongs"):
        sheet.add(1, row="r", column="c", within="y")
    assert publish(sheet, RULE)["total"] == 0


@given(st.lists(SIZES, min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
def test_no_line_gives_anybody_away(counts):
    assert given_away(line_of(counts)) == []


@given(st.lists(SIZES, min_size=1, max_size=5))
@settings(max_examples=100, deadline=None)
def test_nor_by_the_weaker_rule(counts):
    assert given_away(line_of(counts), Rule(4)) == []


TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(SIZES, min_size=width, max_size=width), min_size=1, max_size=4)
)


@given(TABLES)
@settings(max_examples=250, deadline=None)
def test_no_table_gives_anybody_away(cells):
    assert given_away(sheet_of(cells)) == []


@given(TABLES)
@settings(max_examples=100, deadline=None)
def test_nor_where_a_column_and_everybody_are_divided_further(cells):
    sheet = sheet_of(cells, within=({"c0": ["x", "y", "z"]},), across=({"in time": ["a", "b"]},))
    assert given_away(sheet) == []


@given(TABLES)
@settings(max_examples=100, deadline=None)
def test_what_is_shown_is_true(cells):
    """The true numbers are among those that the published ones allow."""
    sheet = sheet_of(cells)
    published = publish(sheet, RULE)
    sums = sums_of(published)
    ranges = tightened(ranges_of(published, sums, 7), sums)
    names = {"row": "rows", "column": "columns", "cell": "cells"}
    for key, arc in sheet.arcs.items():
        if key != ("back",):
            low, high = ranges[names.get(key[0], key[0]), *key[1:]]
            assert low <= arc.count <= high


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_asked_again_the_same_is_said(cells):
    sheet = sheet_of(cells)
    first = publish(sheet, RULE)
    assert publish(sheet, RULE) == first == publish(sheet_of(cells), RULE)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 400)), max_size=40))
def test_a_median_of_a_few_people_is_hidden(values):
    found, days = RULE.middle(values), [value for _, value in values]
    if not values:
        assert found is None
    elif len({who for who, _ in values}) <= 7:
        assert found == "*"
    else:
        assert min(days) <= found <= max(days) + 1
