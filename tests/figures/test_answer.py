"""The same question is answered once, and the answer stays."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from rosc.figures.actions import answer
from rosc.figures.models import Answer
from rosc.figures.quarters import Quarter, settled

QUARTER = Quarter(2026, 3)


def ask(take, scope="area:E08000035", quarter=QUARTER):
    return answer(question="test", scope=scope, quarter=quarter, take=take)


@pytest.mark.django_db
def test_the_first_answer_stands_whatever_has_changed_since():
    first = ask(lambda: {"total": 20})
    again = ask(lambda: {"total": 25})
    assert again == first
    assert again.published == {"total": 20}
    assert again.created_at == first.created_at


@pytest.mark.django_db
def test_another_scope_and_another_period_are_other_questions():
    ask(lambda: {"total": 20})
    assert ask(lambda: {"total": 5}, scope="area:E06000012").published == {"total": 5}
    assert ask(lambda: {"total": 10}, quarter=QUARTER.before()).published == {"total": 10}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [lambda rows: rows.update(published={"total": 21}), lambda rows: rows.delete()]
)
def test_nobody_changes_one(change):
    ask(lambda: {"total": 20})
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        change(Answer.objects.all())
    assert Answer.objects.get().published == {"total": 20}


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_first_at_once_are_told_the_same():
    both, said = Barrier(2), []

    def one(total):
        def take():
            both.wait(timeout=20)  # neither has written before both have looked
            return {"total": total}

        said.append(ask(take).published)
        connection.close()

    threads = [Thread(target=one, args=[total]) for total in (10, 15)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said[0] == said[1]
    assert Answer.objects.count() == 1


@pytest.mark.parametrize(
    ("today", "latest"),
    [
        (date(2026, 10, 31), "2026-Q2"),  # what was sent on the last day of September may be open
        (date(2026, 11, 1), "2026-Q3"),
        (date(2027, 1, 31), "2026-Q3"),
        (date(2027, 2, 1), "2026-Q4"),
    ],
)
def test_a_quarter_can_be_asked_for_once_it_has_settled(today, latest):
    found = settled(today)
    assert found[0].slug == latest
    assert len(found) == 8
    assert found == sorted(found, reverse=True)


def test_quarters():
    assert (QUARTER.first, QUARTER.last) == (date(2026, 7, 1), date(2026, 9, 30))
    assert str(QUARTER) == "July to September 2026"
    assert Quarter(2026, 1).before() == Quarter.of(date(2025, 12, 31)) == Quarter(2025, 4)
    assert Quarter.read("2026-Q3") == QUARTER
    assert [Quarter.read(one) for one in ("", "2026-Q5", "1999-Q1", "x2026-Q1")] == [None] * 4
