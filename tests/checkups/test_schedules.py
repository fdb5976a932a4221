"""The schedules page: where each is from, and an organisation's own."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from checkups import actions
from checkups.models import ScheduleCopy
from checkups.schedule import Pattern
from rosc.access import SYSTEM
from tests.checkups.pages import does, page, refuses
from tests.conftest import signed_in
from tests.people.makers import make_person

pytestmark = pytest.mark.django_db
PATTERN = Pattern((3, 10, 30))


def make(organisation, name="Ours", **facts):
    return actions.copy_schedule(
        organisation=organisation, pattern=PATTERN, by=SYSTEM, name=name, **facts
    )


def test_each_says_where_it_is_from(keyworker):
    body = signed_in(keyworker).get(reverse("checkups:schedules")).content.decode()
    assert "No schedule has been proven in this country." in body
    assert "McKay" in body
    assert "Few contacts in the first 90 days" in body
    assert "Make it yours" not in body


def test_copy(treatment, coordinator, keyworker, outsider):
    refuses("copy_schedule", treatment, keyworker, 403)
    refuses("copy_schedule", treatment, outsider, 404)
    data = {"name": "Our calls", "days": "3, 10, 30", "step": "30", "is_shown": "on"}
    does("copy_schedule", treatment, coordinator, **data)
    made = ScheduleCopy.objects.get()
    assert (made.days, made.step, made.is_shown) == ([3, 10, 30], 30, True)
    url = f"{page('copy_schedule', treatment)}?from=phone12"
    form = signed_in(coordinator).get(url).context["form"]
    assert form["name"].value() == "Weekly calls for 12 weeks"
    nothing = signed_in(coordinator).get(f"{page('copy_schedule', treatment)}?from=nothing")
    assert nothing.status_code == 404


def test_workers_choose_first_from_those_shown(treatment, keyworker):
    make(treatment, is_shown=True)
    person = make_person(treatment)
    form = signed_in(keyworker).get(reverse("checkups:agree", args=[person.pk])).context["form"]
    assert [str(one) for one in form.offered][0] == str(ScheduleCopy.objects.get().pk)


def test_three_at_most(treatment):
    for name in ("One", "Two", "Three"):
        make(treatment, name, is_shown=True)
    with pytest.raises(ValidationError):
        make(treatment, "Four", is_shown=True)
    make(treatment, "Four")
    with pytest.raises(ValidationError):
        make(treatment, "Four")


def test_change_and_end(treatment, coordinator, keyworker, outsider):
    copy = make(treatment)
    for verb in ("change_copy", "end_copy"):
        refuses(verb, copy, keyworker, 403)
        refuses(verb, copy, outsider, 404)
    does("change_copy", copy, coordinator, name="Ours", days="5", step="")
    assert ScheduleCopy.objects.get().days == [5]
    does("end_copy", copy, coordinator)
    assert not ScheduleCopy.objects.current().exists()
    for verb in ("change_copy", "end_copy"):
        data = {"name": "Ours", "days": "5", "submit": "yes"}
        assert signed_in(coordinator).post(page(verb, copy), data).status_code == 409


def test_not_without_the_right(treatment, keyworker):
    with pytest.raises(PermissionDenied):
        actions.copy_schedule(organisation=treatment, pattern=PATTERN, by=keyworker, name="X")
