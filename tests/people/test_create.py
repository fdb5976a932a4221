"""Adding a person: a name is enough; the same one is shown first, never one of another place."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from rosc.audit.models import AuditEvent
from rosc.people import actions
from rosc.people.models import Person
from tests.conftest import member
from tests.people.makers import make_person

pytestmark = pytest.mark.django_db


def only() -> Person:
    return Person.objects.unscoped_for("test").get()


def typed(**facts):
    return {"preferred_name": "Robin", "sex": "not-stated", **facts}


def test_a_name_is_enough(send, audited, keyworker, treatment):
    response = send(keyworker, "create", **typed())
    person = only()
    assert response.url == person.get_absolute_url()
    assert (person.preferred_name, person.organisation) == ("Robin", treatment)
    assert person.confidentiality_said_on is None
    assert audited("person.create", person).details == {"how": "typed", "is_closed": False}


def test_the_limits_of_confidentiality_come_first_and_their_day_is_noted(see, send, keyworker):
    page = see(keyworker, "create")
    assert page.index("may have to tell somebody") < page.index("What do they like to be called?")
    send(keyworker, "create", **typed(is_said="on"))
    assert only().confidentiality_said_on == timezone.localdate()


def test_all_the_rest_may_be_said(send, keyworker):
    send(
        keyworker,
        "create",
        **typed(
            own_reference=" AB-17 ",
            full_name="Robin Tree",
            date_of_birth_0="27",
            date_of_birth_1="3",
            date_of_birth_2="1985",
            postcode="ls14dy",
            has_no_fixed_address="on",
            needs="Large print",
            notes="Likes tea",
        ),
    )
    person = only()
    assert (person.own_reference, f"{person.date_of_birth}") == ("AB-17", "1985-03-27")
    assert (person.postcode, person.has_no_fixed_address) == ("LS1 4DY", True)
    assert (person.needs, person.notes, person.address) == ("Large print", "Likes tea", None)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("postcode", "nowhere", "Enter a postcode"), ("preferred_name", "", "Enter what do")],
)
def test_a_mistake_is_said(send, keyworker, field, value, said):
    page = send(keyworker, "create", **typed(**{field: value}))
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not Person.objects.unscoped_for("test").exists()


def test_where_there_are_several_organisations_one_is_chosen(send, see, treatment, lero):
    user = member("Two Hats", ("keyworker", treatment), ("keyworker", lero))
    assert "Which organisation" in see(user, "create")
    assert send(user, "create", **typed()).status_code == 200
    send(user, "create", **typed(organisation=lero.pk))
    assert only().organisation == lero


def test_an_organisation_one_does_not_work_for_cannot_be_chosen(send, keyworker, treatment, lero):
    user = member("Two Hats", ("keyworker", treatment), ("board_member", lero))
    send(user, "create", **typed(organisation=lero.pk))
    assert only().organisation == treatment
    with pytest.raises(PermissionDenied):
        actions.create(organisation=lero, by=user, preferred_name="Robin")


ALIKE = [
    ({}, {}),
    ({"own_reference": "AB-17", "preferred_name": "Wren"}, {"own_reference": "ab-17"}),
    ({"full_name": "Robin Tree", "preferred_name": "Bobby"}, {"full_name": "robin tree"}),
    ({"date_of_birth": "1985-03-27"}, {}),
]


@pytest.mark.parametrize(("there", "facts"), ALIKE)
def test_a_possible_same_one_is_shown_before_saving(send, keyworker, treatment, there, facts):
    there = {"preferred_name": "Robin", **there}
    same = make_person(treatment, there.pop("preferred_name"), **there)
    page = send(keyworker, "create", **typed(**facts)).content.decode()
    assert same.get_absolute_url() in page
    assert "They are somebody else" in page
    assert only() == same
    assert same.pk in AuditEvent.objects.get(verb="person.list").subject_ids


def test_somebody_else_is_saved_all_the_same(send, keyworker, treatment):
    make_person(treatment, "Robin")
    send(keyworker, "create", **typed(is_somebody_else="on"))
    assert Person.objects.unscoped_for("test").count() == 2


@pytest.mark.parametrize(
    "other",
    [{"full_name": "Robin Hill"}, {"date_of_birth": "1970-01-01", "full_name": "Robin Hill"}],
)
def test_who_is_known_to_be_somebody_else_is_not_shown(send, keyworker, treatment, other):
    make_person(treatment, "Robin", **other)
    send(keyworker, "create", **typed(full_name="Robin Tree"))
    assert Person.objects.unscoped_for("test").count() == 2


def test_one_of_another_organisation_is_never_shown(send, keyworker, elsewhere):
    same = make_person(elsewhere, "Robin", own_reference="AB-17", full_name="Robin Tree")
    response = send(keyworker, "create", **typed(own_reference="AB-17", full_name="Robin Tree"))
    assert response.status_code == 302
    assert str(same.pk) not in response.url


def test_nor_is_one_that_is_closed_or_kept_from_the_reader(send, keyworker, coordinator, treatment):
    actions.create(organisation=treatment, by=coordinator, preferred_name="Robin", is_closed=True)
    kept = make_person(treatment, "Robin")
    actions.keep_from(person=kept, user=keyworker, by=coordinator)
    assert send(keyworker, "create", **typed()).status_code == 302


def test_a_reference_is_taken_once(send, keyworker, coordinator, treatment):
    facts = {"preferred_name": "Wren", "own_reference": "AB-17", "is_closed": True}
    actions.create(organisation=treatment, by=coordinator, **facts)
    page = send(keyworker, "create", **typed(own_reference="ab-17")).content.decode()
    assert "Somebody here has that reference already." in page
    assert only().preferred_name == "Wren"


def test_a_colleagues_own_record_is_closed_to_the_others(
    send, see, refuses, keyworker, coordinator
):
    send(keyworker, "create", **typed(is_closed="on"))
    person = only()
    assert "Only those named below" in see(keyworker, "person", person.pk)
    refuses(404, coordinator, "person", person.pk)
    assert "Robin" not in see(coordinator, "people")


def test_what_the_form_does_not_ask_for_cannot_be_set(send, keyworker):
    send(keyworker, "create", **typed(died_on="2026-01-01", is_held="on", second_factor="word"))
    assert (only().died_on, only().is_held, only().second_factor) == (None, False, "")


def test_it_refuses_the_colleague_and_the_peer(refuses, colleague, peer, administrator):
    for user in (colleague, peer, administrator):
        refuses(403, user, "create", **typed())
