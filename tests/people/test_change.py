"""Changing what is held."""

import pytest

from tests.people.makers import again, make_person

pytestmark = pytest.mark.django_db


def typed(person, **facts):
    return {
        "preferred_name": person.preferred_name,
        "sex": "not-stated",
        "seen": again(person).updated_at.isoformat(),
        **facts,
    }


def test_it_is_changed(send, audited, keyworker, robin):
    send(keyworker, "change", robin.pk, **typed(robin, preferred_name="Rob", notes="Tea"))
    assert (again(robin).preferred_name, again(robin).notes) == ("Rob", "Tea")
    assert audited("person.change", robin).details == {"fields": ["notes", "preferred_name"]}


def test_nothing_changed_is_no_row(send, keyworker, robin):
    from rosc.audit.models import AuditEvent

    send(keyworker, "change", robin.pk, **typed(robin))
    assert not AuditEvent.objects.filter(verb="person.change").exists()


def test_a_stale_page_is_told(send, keyworker, coordinator, robin):
    stale = typed(robin, preferred_name="Late")
    send(coordinator, "change", robin.pk, **typed(robin, preferred_name="First"))
    assert send(keyworker, "change", robin.pk, **stale).status_code == 409
    assert again(robin).preferred_name == "First"


def test_the_limits_are_said_once(see, send, keyworker, robin):
    assert "Say this first" in see(keyworker, "change", robin.pk)
    send(keyworker, "change", robin.pk, **typed(robin, is_said="on"))
    assert again(robin).confidentiality_said_on is not None
    assert "Say this first" not in see(keyworker, "change", robin.pk)


def test_a_reference_is_taken_once(send, keyworker, robin, treatment):
    make_person(treatment, "Wren", own_reference="AB-17")
    page = send(keyworker, "change", robin.pk, **typed(robin, own_reference="ab-17"))
    assert "Somebody here has that reference already." in page.content.decode()


def test_what_the_form_does_not_ask_for_stays(send, keyworker, robin, lero):
    extra = {"organisation": lero.pk, "died_on": "2026-01-01", "is_hidden": "on"}
    send(keyworker, "change", robin.pk, **typed(robin, **extra))
    person = again(robin)
    assert (person.died_on, person.is_hidden, person.organisation_id) == (
        None,
        False,
        robin.organisation_id,
    )


def test_it_refuses_the_colleague(refuses, colleague, robin):
    refuses(403, colleague, "change", robin.pk)


def test_the_outsider_finds_nothing(refuses, outsider, robin):
    refuses(404, outsider, "change", robin.pk)
