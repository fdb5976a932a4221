"""Writing down that somebody has died: one page, two steps, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rosc.people import actions
from tests.people.makers import again

pytestmark = pytest.mark.django_db
DAY = {"on_0": "2", "on_1": "11", "on_2": "2026"}


@pytest.fixture(autouse=True)
def november(time_machine):
    time_machine.move_to("2026-11-20 12:00")


def test_the_first_step_changes_nothing(send, keyworker, robin):
    page = send(keyworker, "record_death", robin.pk, **DAY).content.decode()
    assert "2 November 2026" in page
    assert "cannot be taken back" in page
    assert again(robin).died_on is None


def test_the_second_writes_it_down(send, see, audited, keyworker, robin):
    send(keyworker, "record_death", robin.pk, **DAY, is_sure="on")
    person = again(robin)
    assert (str(person.died_on), person.contact_stopped_why) == ("2026-11-02", "died")
    assert "died on 2 November 2026" in see(keyworker, "person", robin.pk)
    audited("person.record_death", robin)


def test_a_day_to_come_is_refused(send, keyworker, robin):
    day = timezone.localdate() + timedelta(days=1)
    later = {"on_0": day.day, "on_1": day.month, "on_2": day.year}
    page = send(keyworker, "record_death", robin.pk, **later, is_sure="on").content.decode()
    assert "Enter today or a day in the past" in page
    assert again(robin).died_on is None


def test_a_stale_page_is_told(send, keyworker, coordinator, robin):
    actions.record_death(person=robin, on=timezone.localdate(), by=coordinator)
    assert send(keyworker, "record_death", robin.pk, **DAY, is_sure="on").status_code == 409


def test_it_refuses_the_colleague(refuses, colleague, robin):
    refuses(403, colleague, "record_death", robin.pk, **DAY, is_sure="on")


def test_the_outsider_finds_nothing(refuses, outsider, robin):
    refuses(404, outsider, "record_death", robin.pk, **DAY, is_sure="on")
