"""Two workers answer at the same moment on real PostgreSQL: one wins, the other is told."""

import threading

import pytest
from django.db import connection

from referrals import actions
from referrals.models import Referral
from rosc.workflow import TransitionNotAllowed
from tests.conftest import member
from tests.factories import OrganisationFactory
from tests.people.makers import make_basis
from tests.referrals.makers import again, make_sent

ANSWERS = {
    "accept": lambda one, by: actions.accept(referral=one, by=by),
    "decline": lambda one, by: actions.decline(
        referral=one, by=by, reason="no-room", follows="wait"
    ),
    "wait": lambda one, by: actions.wait(referral=one, by=by),
    "ask": lambda one, by: actions.ask(referral=one, by=by, text="When?"),
}
LEAVES_OPEN = {"wait"}  # from which the other answer is still possible


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
    barrier, results = threading.Barrier(2), {}

    def act(number, verb):
        try:
            stale = again(referral)
            barrier.wait(timeout=10)
            ANSWERS[verb](stale, workers[number])
            results[number] = "won"
        except TransitionNotAllowed:
            results[number] = "told"
        finally:
            connection.close()

    threads = [
        threading.Thread(target=act, args=(number, verb))
        for number, verb in enumerate((first, second))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(results.values()) == ["told", "won"]
    found = again(referral)
    assert found.history.exclude(name="send").count() == 1
    made = Referral.objects.unscoped_for("test").filter(received_person__isnull=False)
    assert made.count() == (found.status == "accepted")
