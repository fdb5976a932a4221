"""Who introduced somebody hears how it went only where the person has agreed to that."""

import pytest

from referrals import actions, exports, reading, rows, shown
from rosc.access import Oneself
from tests.people.makers import make_basis
from tests.referrals.makers import again, make_accepted, make_consent, make_draft
from tests.referrals.pages import page

pytestmark = pytest.mark.django_db


def ended(referral, by, reason="got-what-was-wanted", note="They are so much better"):
    outcomes = {goal.pk: "achieved" for goal in referral.goals.all()}
    actions.end(referral=referral, by=by, reason=reason, outcomes=outcomes, note=note)
    return again(referral)


def read(client_as, user, referral):
    return client_as(user).get(page("referral", referral)).content.decode()


@pytest.mark.parametrize("is_told", [True, False])
def test_why_it_ended_and_what_was_said_of_help(
    is_told, treatment, lero, keyworker, lero_leader, client_as
):
    referral = make_accepted(treatment, lero, by=keyworker, tells_outcome=is_told)
    actions.confirm(referral=referral, question="got-help", is_yes=True, by=lero_leader)
    actions.confirm(referral=referral, question="met", is_yes=True, by=lero_leader)
    referral = ended(referral, lero_leader)
    ours, theirs = (read(client_as, user, referral) for user in (keyworker, lero_leader))
    for words in ("They have what they came for", "They are so much better", "Did you get help?"):
        assert words in theirs
        assert (words in ours) == is_told
    assert "Did you meet?" in ours  # met is told in any case
    [row] = rows.rows_of([referral], keyworker, referral.closed_at.date())
    column = next(one for one in exports.COLUMNS if one.name == "reason")
    assert bool(column.read(row)) == is_told


@pytest.mark.parametrize(("reason", "words"), [("not-reached", "not reach"), ("no-room", "room")])
def test_what_goes_back_to_them_is_told(
    reason, words, treatment, lero, keyworker, lero_leader, client_as
):
    referral = make_accepted(treatment, lero, by=keyworker)
    page = read(client_as, keyworker, ended(referral, lero_leader, reason, "Three calls"))
    assert words in page
    assert "Three calls" in page


def test_the_persons_own_no_is_told_as_they_are_told(
    treatment, lero, keyworker, lero_leader, client_as
):
    referral = make_accepted(treatment, lero, by=keyworker)
    actions.confirm(referral=referral, question="got-help", is_yes=True, by=lero_leader)
    pk = referral.person_id
    oneself = Oneself(pk, frozenset([pk]), frozenset([treatment.pk]))
    actions.confirm(referral=referral, question="got-help", is_yes=False, by=oneself)
    seen = read(client_as, keyworker, referral)
    assert "Robin: <strong>no</strong>" in seen
    assert "Tideway Together: <strong>yes</strong>" not in seen
    assert "You are not told all of it" in seen
    assert seen.index("What the sides say differs") < seen.index("What they are told")


def test_a_professional_who_follows_it_reads_no_more(lero, lero_leader):
    make_basis(lero)
    referral = make_draft(lero, lero, origin="professional")
    actions.send(referral=referral, consent=make_consent(referral), by=lero_leader)
    actions.accept(referral=referral, by=lero_leader)
    referral = ended(referral, lero_leader)
    assert not reading.tells_why(referral, "sender")
    assert shown.standing(referral).said == []
