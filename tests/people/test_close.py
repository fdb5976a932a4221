"""The own record of a colleague: closed to the others, opened again, and never left with nobody."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from rosc.access import SYSTEM, SomebodyGotThereFirst
from rosc.accounts.actions import deactivate
from rosc.people import actions
from rosc.people.models import Person
from tests.conftest import member
from tests.people.conftest import waits
from tests.people.makers import again, make_person

pytestmark = pytest.mark.django_db
TITLE = "Colleagues’ records that nobody keeps"


def sees(user, person) -> bool:
    user = type(user).objects.get(pk=user.pk)
    return Person.objects.visible_to(user).filter(pk=person.pk).exists()


@pytest.fixture
def left(treatment, keyworker):
    """A closed record whose keeper has gone."""
    gone = member("Gone Away", ("keyworker", treatment))
    person = make_person(treatment, "Zephyrine")
    actions.close(person=person, by=gone)
    deactivate(user=gone, by=SYSTEM)
    return person


def test_it_is_closed_to_all_but_who_closed_it(send, audited, keyworker, coordinator, robin):
    assert send(keyworker, "close", robin.pk).status_code == 302
    assert (sees(keyworker, robin), sees(coordinator, robin)) == (True, False)
    audited("person.close", robin)
    assert send(keyworker, "close", robin.pk).status_code == 409


def test_its_introductions_are_closed_with_it(keyworker, coordinator, treatment, lero):
    from referrals.models import Referral
    from tests.referrals.makers import make_sent

    referral = make_sent(treatment, lero)
    actions.close(person=referral.person, by=keyworker)
    assert not Referral.objects.visible_to(coordinator).exists()


def test_it_is_opened_again(send, audited, keyworker, coordinator, robin):
    actions.close(person=robin, by=keyworker)
    assert send(keyworker, "open_up", robin.pk).status_code == 302
    assert sees(coordinator, robin)
    assert not robin.grants.filter(ended_at=None).exists()
    audited("person.open_up", robin)
    assert send(keyworker, "open_up", robin.pk).status_code == 409


@pytest.mark.parametrize("verb", ["close", "open_up"])
def test_who_may_not_may_not(refuses, colleague, outsider, robin, verb):
    refuses(403, colleague, verb, robin.pk)
    refuses(404, outsider, verb, robin.pk)


# --- Left with nobody -----------------------------------------------------------------------------
def test_who_leads_is_told_of_it_and_of_nobody(see, coordinator, keyworker, left):
    assert TITLE in waits(coordinator)
    page = see(coordinator, "without_a_keeper")
    assert f"/people/colleagues/{left.pk}/" in page
    assert "Zephyrine" not in page
    assert "Zephyrine" not in see(coordinator, "choose_keeper", left.pk)
    assert TITLE not in waits(keyworker)


def test_a_keeper_is_chosen_and_nobody_else_sees_it(
    send, audited, coordinator, keyworker, treatment, left
):
    other = member("Other Worker", ("keyworker", treatment))
    assert send(coordinator, "choose_keeper", left.pk, user=keyworker.pk).status_code == 302
    assert [sees(one, left) for one in (keyworker, other, coordinator)] == [True, False, False]
    assert audited("person.choose_keeper", left).details == {"user": str(keyworker.pk)}
    assert TITLE not in waits(coordinator)
    assert send(coordinator, "choose_keeper", left.pk, user=other.pk).status_code == 404
    with pytest.raises(SomebodyGotThereFirst):
        actions.choose_keeper(person=left, user=other, by=coordinator)


def test_one_that_is_kept_is_not_on_the_list(coordinator, keyworker, robin):
    actions.close(person=robin, by=keyworker)
    assert TITLE not in waits(coordinator)
    assert not Person.objects.left_without_a_keeper(coordinator).exists()


@pytest.mark.parametrize("how", ["kept_out", "peer"])
def test_who_cannot_keep_it_is_not_offered(how, see, coordinator, treatment, left):
    role = "peer_worker" if how == "peer" else "keyworker"
    nobody = member("Nell Neighbour", (role, treatment))
    if how == "kept_out":
        again(left).kept_from.add(nobody)
    assert "Nell" not in see(coordinator, "choose_keeper", left.pk)
    with pytest.raises(ValidationError):
        actions.choose_keeper(person=left, user=nobody, by=coordinator)


def test_only_who_leads_there_chooses(refuses, keyworker, outsider, lero_leader, left):
    refuses(403, keyworker, "choose_keeper", left.pk)
    refuses(404, outsider, "choose_keeper", left.pk)
    refuses(404, lero_leader, "choose_keeper", left.pk)
    with pytest.raises(PermissionDenied):
        actions.choose_keeper(person=left, user=keyworker, by=lero_leader)


# --- Keeping out who leads ------------------------------------------------------------------------
def test_somebody_who_leads_is_always_left(send, see, coordinator, keyworker, treatment, robin):
    refused = send(keyworker, "keep_from", robin.pk, user=coordinator.pk)
    assert "Nobody who leads would be left" in refused.content.decode()
    assert sees(coordinator, robin)
    second = member("Sec Ond", ("coordinator", treatment))
    send(keyworker, "keep_from", robin.pk, user=coordinator.pk)
    assert not sees(coordinator, robin)
    send(keyworker, "keep_from", robin.pk, user=second.pk)
    assert sees(second, robin)
