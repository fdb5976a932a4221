"""Records kept for long enough are listed, and two people decide; nothing goes by itself."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from rosc.access import SomebodyGotThereFirst
from rosc.audit.models import AuditEvent
from rosc.people import actions, tasks
from rosc.people.keeping_panel import panel
from rosc.people.models import Person, Review
from rosc.people.models.keeping import years_before
from tests.people.conftest import waits
from tests.people.makers import again, make_basis, make_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 28)


def ended(organisation, on, name="Robin", **facts):
    return make_person(organisation, name, ended_on=on, **facts)


def listed():
    return {review.person_id: review.schedule for review in Review.objects.all()}


@pytest.fixture
def review(treatment):
    person = ended(treatment, date(2015, 1, 1))
    actions.list_for_review(TODAY)
    return Review.objects.get(person=person)


# --- What is listed -----------------------------------------------------------------------------
def test_each_organisation_has_its_own_years(treatment, lero):
    make_basis(treatment, years_kept=8)
    make_basis(lero, years_kept=3)
    long, short = date(2018, 11, 28), date(2023, 11, 28)
    found = [ended(treatment, long), ended(lero, short)]
    for where, on in ((treatment, long), (lero, short)):
        ended(where, on + timedelta(days=1), "Later")
    assert actions.list_for_review(TODAY) == 2
    assert listed() == {found[0].pk: "record.8-years", found[1].pk: "record.3-years"}


def test_without_a_basis_it_is_eight(treatment):
    ended(treatment, date(2018, 11, 29))
    person = ended(treatment, date(2018, 11, 28))
    actions.list_for_review(TODAY)
    assert set(listed()) == {person.pk}


def test_where_there_was_a_concern_it_is_longer(treatment, keyworker):
    make_basis(treatment, years_kept=3, years_concerns_kept=10)
    worried, older = (ended(treatment, date(year, 1, 1)) for year in (2020, 2015))
    for person in (worried, older):
        actions.raise_concern(person=person, what="A worry", by=keyworker)
    actions.list_for_review(TODAY)
    assert listed() == {older.pk: "concern.10-years"}


def test_support_that_never_ended_counts_from_the_last_look(treatment, keyworker):
    with time_machine.travel("2016-01-01", tick=False):
        forgotten, looked_at = make_person(treatment, "Jo"), make_person(treatment, "Kim")
    with time_machine.travel("2020-01-01", tick=False):
        actions.opened(person=looked_at, by=keyworker)
    make_person(treatment, "New")
    actions.list_for_review(TODAY)
    assert set(listed()) == {forgotten.pk}


def test_listing_again_lists_nobody_twice(review):
    assert actions.list_for_review(TODAY) == 0
    assert Review.objects.count() == 1
    assert AuditEvent.objects.get(verb="person.list_for_review").subject_ids == [review.person_id]


def test_the_sweep_erases_nobody(review):
    tasks.list_for_review()
    assert again(review.person).preferred_name == "Robin"


def test_what_is_held_is_not_listed_nor_shown(treatment, coordinator, review, look):
    held = ended(treatment, date(2015, 1, 1), "Held")
    actions.hold(person=held, why="inquiry", by=coordinator)
    actions.hold(person=again(review.person), why="court", by=coordinator)
    actions.list_for_review(TODAY)
    assert set(listed()) == {review.person_id}
    assert "Robin" not in look(coordinator, "reviews").content.decode()
    assert look(coordinator, "approve_erasure", review.pk).status_code == 404


def test_one_organisations_trouble_stops_no_other(treatment, lero, monkeypatch):
    from rosc.people.actions import reviewing

    ended(treatment, date(2015, 1, 1))
    kept = ended(lero, date(2015, 1, 1))
    whole = reviewing._list_of

    def trouble(organisation, today):
        if organisation == treatment:
            raise RuntimeError
        return whole(organisation, today)

    monkeypatch.setattr(reviewing, "_list_of", trouble)
    assert actions.list_for_review(TODAY) == 1
    assert set(listed()) == {kept.pk}


def test_a_leap_day():
    assert years_before(date(2028, 2, 29), 3) == date(2025, 2, 28)


# --- Two people decide --------------------------------------------------------------------------
def test_proposed_by_one_and_approved_by_another(send, look, review, coordinator, second):
    assert send(coordinator, "propose_erasure", review.pk, reason="kept-long").status_code == 302
    assert again(review.person).preferred_name == "Robin"
    page = look(second, "approve_erasure", review.pk).content.decode()
    assert coordinator.name in page
    assert "is theirs, and stays" in page
    assert send(second, "approve_erasure", review.pk).status_code == 302
    erased = again(review.person)
    assert (erased.preferred_name, erased.erased_on) == ("Erased", timezone.localdate())
    assert not Person.objects.visible_to(coordinator).exists()


def test_never_by_one_alone(send, look, review, coordinator):
    actions.propose_erasure(person=review.person, reason="asked", by=coordinator)
    review.refresh_from_db()
    page = look(coordinator, "approve_erasure", review.pk).content.decode()
    assert "somebody else has to approve it" in page
    assert 'type="submit"' not in page.split("<main")[1].split("</main")[0]
    assert send(coordinator, "approve_erasure", review.pk).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.approve_erasure(review=review, by=coordinator)
    by = {"proposed_by": coordinator, "settled_by": coordinator}
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(**by, outcome="erased")
    assert again(review.person).preferred_name == "Robin"


def test_not_before_it_is_proposed(send, review, coordinator):
    assert send(coordinator, "approve_erasure", review.pk).status_code == 409
    assert again(review.person).erased_on is None


def test_a_hold_that_came_meanwhile_counts(send, review, coordinator, second):
    actions.propose_erasure(person=review.person, reason="asked", by=coordinator)
    stale = Review.objects.select_related("person__organisation").get(pk=review.pk)
    actions.hold(person=again(review.person), why="court", by=coordinator)
    assert "legal reason" in send(second, "approve_erasure", review.pk).content.decode()
    with pytest.raises(ValidationError):
        actions.approve_erasure(review=stale, by=second)
    assert again(review.person).erased_on is None


def test_kept_for_another_year(send, review, coordinator, second):
    assert send(coordinator, "keep", review.pk).status_code == 302
    assert actions.list_for_review(TODAY) == 0
    assert send(second, "keep", review.pk).status_code == 409
    review.refresh_from_db()
    assert actions.list_for_review(review.look_again_on) == 1


def test_kept_after_it_was_proposed_is_not_erased(send, review, coordinator, second):
    actions.propose_erasure(person=review.person, reason="asked", by=coordinator)
    actions.keep(review=Review.objects.get(pk=review.pk), by=second)
    assert send(second, "approve_erasure", review.pk).status_code == 409
    assert again(review.person).erased_on is None


def test_erased_once(send, review, coordinator, second):
    actions.propose_erasure(person=review.person, reason="asked", by=coordinator)
    send(second, "approve_erasure", review.pk)
    for name in ("approve_erasure", "keep"):
        assert send(second, name, review.pk).status_code == 409
    assert send(coordinator, "erase", review.person.pk, reason="asked").status_code == 404


def test_proposed_twice(send, review, coordinator, second):
    actions.propose_erasure(person=review.person, reason="asked", by=coordinator)
    assert send(second, "erase", review.person.pk, reason="asked").status_code == 409
    with pytest.raises(SomebodyGotThereFirst):
        actions.propose_erasure(person=review.person, reason="asked", by=second)


def test_on_request_of_the_person(send, person, coordinator, second):
    assert send(coordinator, "erase", person.pk, reason="asked").status_code == 302
    review = Review.objects.get()
    assert (review.reason, review.proposed_by) == ("asked", coordinator)
    assert waits(second) == ["Records that may have been kept for long enough"]
    assert waits(coordinator) == []


def test_a_closed_record_can_be_decided_without_being_read(
    look, send, treatment, coordinator, second
):
    ended(treatment, date(2015, 1, 1), "Colleague", is_closed=True)
    actions.list_for_review(TODAY)
    review = Review.objects.get()
    for name in ("propose_erasure", "keep"):
        assert "Colleague" not in look(coordinator, name, review.pk).content.decode()
    page = look(coordinator, "reviews").content.decode()
    assert "A record that is closed to you" in page
    assert "Colleague" not in page
    send(coordinator, "propose_erasure", review.pk, reason="kept-long")
    send(second, "approve_erasure", review.pk)
    assert again(review.person).preferred_name == "Erased"


def test_who_may_not(refuses, review, keyworker, colleague, outsider, administrator, lead):
    for name in ("propose_erasure", "approve_erasure", "keep"):
        for user in (keyworker, colleague, administrator, lead):
            refuses(403, user, name, review.pk, reason="asked")
        refuses(404, outsider, name, review.pk, reason="asked")
    for name in ("erase", "restrict", "use_again", "hold", "release"):
        for user in (keyworker, colleague, administrator, lead):
            refuses(403, user, name, review.person.pk, reason="asked", why="court")
        refuses(404, outsider, name, review.person.pk, reason="asked", why="court")


def test_who_is_kept_from_somebody_decides_nothing(refuses, review, coordinator):
    review.person.kept_from.add(coordinator)
    refuses(404, coordinator, "approve_erasure", review.pk)
    refuses(404, coordinator, "erase", review.person.pk, reason="asked")
    with pytest.raises(PermissionDenied):
        actions.propose_erasure(person=review.person, reason="asked", by=coordinator)


@pytest.mark.parametrize("name", ["propose_erasure", "approve_erasure"])
def test_it_asks_once_more_who_it_is(asks_again, review, coordinator, name):
    asks_again(coordinator, name, review.pk)


# --- Setting aside, and legal holds -------------------------------------------------------------
def test_set_aside_and_used_again(send, person, coordinator, audited):
    assert send(coordinator, "restrict", person.pk).status_code == 302
    assert again(person).is_restricted
    assert send(coordinator, "restrict", person.pk).status_code == 409
    assert send(coordinator, "use_again", person.pk).status_code == 302
    assert not again(person).is_restricted
    assert send(coordinator, "use_again", person.pk).status_code == 409
    assert audited("person.restrict").subject_id == person.pk


def test_held_and_released(send, person, coordinator, audited):
    assert send(coordinator, "hold", person.pk, why="court").status_code == 302
    assert again(person).is_held
    assert audited("person.hold").details == {"why": "court"}
    assert send(coordinator, "hold", person.pk, why="court").status_code == 409
    assert "legal reason" in send(coordinator, "erase", person.pk, reason="asked").content.decode()
    assert send(coordinator, "release", person.pk).status_code == 302
    assert send(coordinator, "release", person.pk).status_code == 409


@pytest.mark.parametrize("why", ["", "because", "<b>"])
def test_a_hold_has_a_reason(send, person, coordinator, why):
    assert send(coordinator, "hold", person.pk, why=why, x="y").status_code == 200
    assert not again(person).is_held
    with pytest.raises(ValueError, match=f"^{why}$"):
        actions.hold(person=person, why=why, by=coordinator)


def test_a_keyworker_lifts_no_hold_by_changing_the_record(person, keyworker):
    with pytest.raises(TypeError):
        actions.change(person=person, by=keyworker, is_held=False)


def test_what_the_page_of_a_record_offers(person, coordinator, keyworker, lead):
    def offered(user, person):
        return [link.url.rstrip("/").rsplit("/", 1)[1] for link in panel(person, user)["links"]]

    assert offered(keyworker, person) == ["raise-concern", "disclose"]
    assert offered(coordinator, person) == [
        *("raise-concern", "disclose", "export", "restrict", "hold", "erase")
    ]
    person.is_held = person.is_restricted = True
    assert offered(coordinator, person)[3:] == ["use-again", "release"]
