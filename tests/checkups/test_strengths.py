"""Strengths over time, and scores from elsewhere."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from checkups import actions
from checkups.charts import Line, Point, lines_of, sentence_of
from checkups.models import OutsideScore, Rating, StrengthsCheck
from rosc.access import SYSTEM, SomebodyGotThereFirst
from tests.checkups.makers import first_of
from tests.checkups.pages import day, does, page, refuses, says
from tests.conftest import signed_in

TODAY = timezone.localdate()
with_rows = pytest.mark.django_db


def test_a_line_is_drawn_from_left_to_right():
    line = Line("A home", (Point(date(2026, 1, 1), 0), Point(date(2026, 3, 1), 10)))
    assert line.path == "12.0,98.0 288.0,12.0"
    assert line.sentence == "A home: 10 of 10 on 1 March 2026, up by 10 since 1 January 2026."


def test_in_words():
    rows = [("A", date(2026, 1, 1), 4), ("B", date(2026, 1, 1), 5), ("A", date(2026, 2, 1), 4)]
    first, second = lines_of(rows)
    assert first.sentence.endswith("as it was since 1 January 2026.")
    assert second.sentence == "B: 5 of 10 on 1 January 2026."
    assert sentence_of([first]) == "Of 1 rated more than once, 0 went up, 0 down, 1 stayed."
    assert "Rated once so far" in sentence_of([second])


@with_rows
def test_rate(plan, keyworker, colleague, outsider):
    refuses("rate_strengths", plan, colleague, 403)
    refuses("rate_strengths", plan, outsider, 404)
    response = does("rate_strengths", plan, keyworker, score_home="6", up_home="A door that locks")
    assert Rating.objects.get().score == 6
    body = response.content.decode()
    assert "A home: 6 of 10" in body
    assert "A door that locks" in body
    assert "not a validated scale" in body


@with_rows
def test_all_may_be_skipped_but_not_saved_empty(plan, keyworker):
    response = signed_in(keyworker).post(page("rate_strengths", plan), {"submit": "yes"})
    assert response.context["form"].errors
    assert not Rating.objects.exists()


@with_rows
def test_once_a_day(plan, keyworker):
    actions.rate_strengths(plan=plan, by=keyworker, scores={"home": 5})
    with pytest.raises(SomebodyGotThereFirst):
        actions.rate_strengths(plan=plan, by=keyworker, scores={"home": 6})


@with_rows
def test_trend(plan, keyworker, outsider, robin):
    actions.rate_strengths(plan=plan, by=SYSTEM, scores={"home": 4, "people": 5})
    StrengthsCheck.objects.update(on=TODAY - timedelta(days=90))
    actions.rate_strengths(plan=plan, by=SYSTEM, scores={"home": 7})
    actions.hold(checkup=first_of(plan), by=SYSTEM, said={"how": 8})
    body = says("trend", plan, keyworker)
    assert "Of 1 rated more than once, 1 went up, 0 down, 0 stayed." in body
    assert body.count('<svg class="trend__line"') == 3
    assert "How things have been: 8 of 10" in body
    assert signed_in(outsider).get(page("trend", plan)).status_code == 404


@with_rows
def test_a_score_from_elsewhere(plan, keyworker, colleague, outsider):
    refuses("add_outside_score", plan, colleague, 403)
    refuses("add_outside_score", plan, outsider, 404)
    data = {"name": "A measure", "total": "41.5", **day("on", TODAY)}
    body = does("add_outside_score", plan, keyworker, **data).content.decode()
    assert OutsideScore.objects.get().total == Decimal("41.50")
    assert "A measure" in body
    assert "41.5" in body
    late = {**data, **day("on", TODAY + timedelta(days=1))}
    response = signed_in(keyworker).post(page("add_outside_score", plan), late)
    assert response.context["form"].errors


@with_rows
def test_offered_every_three_months(plan, keyworker):
    held = actions.hold(checkup=first_of(plan), by=keyworker)
    assert "Offer to rate them together" in says("checkup", held, keyworker)
    assert "Time to offer it again." in says("plan", plan, keyworker)
    actions.rate_strengths(plan=plan, by=keyworker, scores={"home": 5})
    assert "Offer to rate them together" not in says("checkup", held, keyworker)
    StrengthsCheck.objects.update(on=TODAY - timedelta(days=91))
    assert "Time to offer it again." in says("plan", plan, keyworker)
