"""Two workers answer at the same moment on real PostgreSQL: one wins, the other is told."""

import threading

import pytest
from django.db import connection

from referrals import actions
from referrals.models import HandOver, Referral
from rosc.access import SomebodyGotThereFirst
from rosc.workflow import TransitionNotAllowed
from tests.conftest import member
from tests.factories import OrganisationFactory
from tests.people.makers import make_basis
from tests.referrals.makers import again, make_hand_over, make_sent

ANSWERS = {
    "accept": lambda one, by: actions.accept(referral=one, by=by),
    "decline": lambda one, by: actions.decline(
        referral=one, by=by, reason="no-room", follows="wait"
    ),
    "wait": lambda one, by: actions.wait(referral=one, by=by),
    "ask": lambda one, by: actions.ask(referral=one, by=by, text="When?"),
}


def at_once(*acts):
    """What came of each, run at the same moment on a connection of its own; each reads the row
    before anybody has written."""
    barrier, results = threading.Barrier(len(acts)), {}

    def run(number, read, write):
        try:
            stale = read()
            barrier.wait(timeout=10)
            write(stale)
            results[number] = "won"
        except (TransitionNotAllowed, SomebodyGotThereFirst):
            results[number] = "told"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, *act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return [results.get(number) for number in range(len(acts))]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("first", "second"),
    [("accept", "accept"), ("accept", "decline"), ("decline", "ask"), ("ask", "accept")],
)
def test_one_wins_and_the_other_is_told(first, second):
    sender, receiver = OrganisationFactory(), OrganisationFactory(kinds=["rss"])
    make_basis(receiver)
    workers = [member(f"{name} Worker", ("keyworker", receiver)) for name in ("Ann", "Ben")]
    referral = make_sent(sender, receiver)
    answers = [
        (lambda: again(referral), lambda stale, verb=verb, by=by: ANSWERS[verb](stale, by))
        for verb, by in zip((first, second), workers, strict=True)
    ]
    assert sorted(at_once(*answers)) == ["told", "won"]
    found = again(referral)
    assert found.history.exclude(name="send").count() == 1
    made = Referral.objects.unscoped_for("test").filter(received_person__isnull=False)
    assert made.count() == (found.status == "accepted")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("first", "second"), [("yes", "yes"), ("yes", "no"), ("no", "no")])
def test_one_answer_to_a_hand_over_stands(first, second):
    """Two of those who introduced somebody ring them on the same morning."""
    sender, receiver = OrganisationFactory(), OrganisationFactory(kinds=["rss"])
    workers = [member(f"{name} Worker", ("keyworker", sender)) for name in ("Ann", "Ben")]
    asked = make_hand_over(make_sent(sender, receiver))
    before = Referral.objects.unscoped_for("test").count()

    def read():
        rows = HandOver.objects.select_related("referral__held_by", "referral__person")
        return rows.get(pk=asked.pk)

    answers = [
        (
            read,
            lambda stale, said=said, by=by: actions.answer_hand_over(
                hand_over=stale, said=said, method="phone", by=by
            ),
        )
        for said, by in zip((first, second), workers, strict=True)
    ]
    came = at_once(*answers)
    assert sorted(came) == ["told", "won"]
    asked.refresh_from_db()
    assert asked.said == (first, second)[came.index("won")]
    drafts = Referral.objects.unscoped_for("test").count() - before
    assert drafts == (asked.said == "yes")
    assert bool(asked.draft_id) == (asked.said == "yes")
