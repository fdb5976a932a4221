"""Room for more people: said by one press, dated, and good for a while only."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from directory import actions
from directory.models import Service
from rosc.audit.models import AuditEvent
from tests.conftest import signed_in
from tests.directory.entries.conftest import url
from tests.directory.makers import make_meeting

pytestmark = pytest.mark.django_db


def facts(client, service):
    return client.get(service.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("origin", "back"), [("desk", "accounts:desk"), ("service", None), ("ours", "directory:ours")]
)
def test_one_press_and_everybody_sees_it(coffee, lero_leader, client, origin, back):
    leader = signed_in(lero_leader)
    page = {"desk": reverse("accounts:desk"), "ours": url("ours")}.get(
        origin, coffee.get_absolute_url()
    )
    assert url("say_capacity", coffee.pk) in leader.get(page).content.decode()
    pressed = leader.post(url("say_capacity", coffee.pk), {"capacity": "full", "from": origin})
    assert pressed.url == page
    on = f"{timezone.localdate():%-d %B %Y}"
    assert f"Full at the moment (said on {on} by the LERO leader)" in facts(client, coffee)
    event = AuditEvent.objects.get(verb="service.say_capacity")
    assert event.details == {"capacity": "full", "capacity_weeks": None}


def test_weeks_to_wait_and_how_long_it_is_good_for(coffee, lero_leader, client):
    said = {"capacity": "waiting", "weeks": "3", "lasts_weeks": "12"}
    signed_in(lero_leader).post(url("say_capacity", coffee.pk), said)
    coffee.refresh_from_db()
    assert coffee.capacity_lasts_weeks == 12
    assert "There is a waiting list, about 3 weeks (said on" in facts(client, coffee)
    signed_in(lero_leader).post(url("say_capacity", coffee.pk), {"capacity": "open"})
    coffee.refresh_from_db()
    assert (coffee.capacity_weeks, coffee.capacity_lasts_weeks) == (None, 12)


@pytest.mark.parametrize(("own", "weeks"), [(None, 4), (1, 1)])
def test_it_becomes_ask_us_after_its_period(coffee, own, weeks, client, time_machine):
    now = timezone.now()
    Service.objects.update(capacity="open", capacity_said_at=now, capacity_lasts_weeks=own)
    coffee.refresh_from_db()
    end = now + timedelta(weeks=weeks)
    assert coffee.capacity_at(end - timedelta(seconds=1)) == "open"
    assert coffee.capacity_at(end) == "ask"
    time_machine.move_to(end)
    assert "Ask us. Last said on" in facts(client, coffee)


def test_what_has_no_date_is_ask_us(coffee):
    coffee.capacity = "open"
    assert coffee.capacity_at(timezone.now()) == "ask"
    assert coffee.room(timezone.now()) == "Ask us"


def test_the_form_begins_with_what_the_page_says_now(coffee, lero_leader):
    Service.objects.update(capacity="open", capacity_said_at=None)
    form = signed_in(lero_leader).get(url("say_capacity", coffee.pk)).context["form"]
    assert form["capacity"].value() == "ask"


def test_never_for_a_mutual_aid_group(administrator):
    group = make_meeting(1, "19:00").service
    with pytest.raises(ValidationError):
        actions.say_capacity(service=group, capacity="full", now=timezone.now(), by=administrator)
    browser = signed_in(administrator)
    for page in (group.get_absolute_url(), url("entry", group.pk), url("ours")):
        assert url("say_capacity", group.pk) not in browser.get(page).content.decode()


def test_only_who_may(coffee, colleague, outsider, client):
    for user, status in ((colleague, 403), (outsider, 404)):
        browser = signed_in(user)
        sent = browser.post(url("say_capacity", coffee.pk), {"capacity": "full"})
        assert sent.status_code == status
        assert "You look after this" not in facts(browser, coffee)
        with pytest.raises(PermissionDenied):
            actions.say_capacity(service=coffee, capacity="full", now=timezone.now(), by=user)
    assert "You look after this" not in facts(client, coffee)


def test_what_is_no_answer_is_said(coffee, lero_leader):
    for said in ({"capacity": "nonsense"}, {"capacity": "waiting", "weeks": "-1"}, {}):
        page = signed_in(lero_leader).post(url("say_capacity", coffee.pk), {"x": "1", **said})
        assert page.status_code == 200
        assert page.context["form"].errors
