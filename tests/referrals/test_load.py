"""Fair load: how many come to a group in a week, and how soon it usually answers."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from directory.models import Session
from referrals import actions, load
from referrals.models import Reception
from rosc.access import SYSTEM
from rosc.bank_holidays import is_bank_holiday
from tests.conftest import signed_in
from tests.directory.makers import make_service, make_session
from tests.factories import OrganisationFactory
from tests.people.makers import make_person
from tests.referrals.makers import make_draft, make_sent

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def service(lero):
    return make_service("Somebody to talk to", organisation=lero)


def start(user, service):
    return signed_in(user).get(reverse("referrals:start", args=[service.pk])).content.decode()


def limit(organisation, count):
    Reception.objects.create(organisation=organisation, weekly_limit=count)


def answered(treatment, lero, service, time_machine, *days, at="2026-03-02"):
    """Each sent at ten on that day, and answered so many days later."""
    for count in days:
        time_machine.move_to(f"{at} 10:00Z")
        one = make_sent(treatment, lero, service=service)
        time_machine.move_to(timezone.now() + timedelta(days=count))
        actions.wait(referral=one, by=SYSTEM)


def typical(organisation):
    """A moment later: the clock of a test goes on."""
    return load.answer_time(organisation, timezone.now() + timedelta(minutes=5)).days


@pytest.mark.django_db
class TestLoad:
    def test_who_introduces_sees_it_before(self, treatment, lero, keyworker, service):
        assert "new people in a week" not in start(keyworker, service)
        limit(lero, 2)
        assert "Nobody was introduced in the last seven days" in start(keyworker, service)
        make_sent(treatment, lero, service=service)
        assert "In the last seven days 1 person was introduced" in start(keyworker, service)
        assert "as many as they can take" not in start(keyworker, service)

    def test_load_shows_without_a_limit_too(self, treatment, lero, keyworker, service):
        assert "last seven days" not in start(keyworker, service)
        make_sent(treatment, lero, service=service)
        make_sent(treatment, lero, service=service)
        assert "In the last seven days 2 people were introduced" in start(keyworker, service)

    @pytest.mark.parametrize("resumes", [True, False])
    def test_the_days_of_a_pause_count_for_nothing(
        self, treatment, lero, service, time_machine, resumes
    ):
        """Whether it goes on before the answer or by the answer."""
        for _ in range(5):
            time_machine.move_to("2026-03-02 10:00Z")
            one = make_sent(treatment, lero, service=service)
            until = date(2026, 3, 12)
            actions.pause(referral=one, by=SYSTEM, until=until, reason="Away")
            time_machine.move_to("2026-03-12 10:00Z")
            if resumes:
                actions.resume(referral=one, by=SYSTEM, today=until)
                time_machine.move_to("2026-03-13 10:00Z")
            actions.wait(referral=one, by=SYSTEM)
        assert typical(lero) == (1 if resumes else 0)

    def test_reaching_the_limit_is_a_sentence_and_no_refusal(
        self, treatment, lero, keyworker, service
    ):
        limit(lero, 1)
        make_sent(treatment, lero, service=service)
        assert "as many as they can take" in start(keyworker, service)
        draft = actions.begin(person=make_person(treatment), service=service, by=keyworker)
        actions.change(referral=draft, by=keyworker, needs=["peer-support"], safety=["none-known"])
        page = reverse("referrals:send", args=[draft.pk])
        assert "as many as they can take" in signed_in(keyworker).get(page).content.decode()
        data = {"how": "together", "lasts": "90", "submit": "yes"}
        assert signed_in(keyworker).post(page, data).status_code == 302

    def test_a_week_is_seven_days(self, treatment, lero, service, time_machine):
        time_machine.move_to("2026-03-02 10:00Z")
        make_sent(treatment, lero, service=service)
        make_draft(treatment, lero, service=service)
        now = timezone.now()
        assert load.introduced(lero, now) == 1
        assert load.introduced(lero, now + timedelta(days=7) - timedelta(seconds=1)) == 1
        assert load.introduced(lero, now + timedelta(days=7)) == 0

    def test_no_time_before_five_answers(self, treatment, lero, service, time_machine):
        answered(treatment, lero, service, time_machine, 1, 1, 1, 1)
        assert typical(lero) is None
        answered(treatment, lero, service, time_machine, 3)
        assert typical(lero) == 1

    def test_the_group_sees_it_two_weeks_before_others(
        self, treatment, lero, keyworker, lero_leader, service, time_machine
    ):
        answered(treatment, lero, service, time_machine, 1, 1, 1, 2, 2)
        time_machine.move_to(timezone.now() + timedelta(minutes=5))
        page = reverse("referrals:load", args=[lero.pk])
        html = signed_in(lero_leader).get(page).content.decode()
        assert "usually answer by your next open day" in html
        assert "At the moment they see nothing" in html
        assert "next open day" not in start(keyworker, service)
        time_machine.move_to(timezone.now() + timedelta(days=13))
        assert "next open day" not in start(keyworker, service)
        time_machine.move_to(timezone.now() + timedelta(days=1, minutes=5))
        assert "They usually answer by their next open day" in start(keyworker, service)

    def test_only_its_own_open_days_count(self, treatment, lero, service, time_machine):
        make_session(service, 1, "10:00", "12:00")  # Tuesdays
        answered(treatment, lero, service, time_machine, 1, 1, 8, 8, 8)  # sent on a Monday
        assert typical(lero) == 2
        make_session(service, 2, "10:00", "12:00")
        assert typical(lero) == 3

    def test_no_public_page_and_no_list_says_it(
        self, treatment, lero, keyworker, service, time_machine, client
    ):
        answered(treatment, lero, service, time_machine, 1, 1, 1, 1, 1)
        time_machine.move_to(timezone.now() + timedelta(days=20))
        assert "usually answer" in start(keyworker, service)
        for url in (service.get_absolute_url(), reverse("directory:services")):
            for browser in (client, signed_in(keyworker)):
                assert "usually answer" not in browser.get(url).content.decode()

    def test_who_may_not(self, lero, colleague, outsider, administrator):
        page = reverse("referrals:load", args=[lero.pk])
        assert signed_in(colleague).get(page).status_code == 403
        assert signed_in(administrator).get(page).status_code == 403
        assert signed_in(outsider).get(page).status_code == 404

    def test_the_page_of_the_organisation_leads_there(self, lero, lero_leader):
        html = signed_in(lero_leader).get(reverse("accounts:organisation", args=[lero.pk]))
        assert reverse("referrals:load", args=[lero.pk]) in html.content.decode()

    def test_many_groups_at_once_is_said_and_drafts_are_none(self, treatment, lero, keyworker):
        person = make_person(treatment, "Robin")
        draft = make_draft(treatment, lero, person=person, by=keyworker)
        page = reverse("referrals:send", args=[draft.pk])
        others = [OrganisationFactory() for _ in range(3)]
        for other in others:
            make_draft(treatment, other, person=person)
        make_sent(treatment, lero, person=person)
        words = "to several places at once"
        assert words not in signed_in(keyworker).get(page).content.decode()
        for other in others:
            make_sent(treatment, other, person=person)
        assert words in signed_in(keyworker).get(page).content.decode()


# --- The property ---------------------------------------------------------------------------------
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
CLOCKS = st.times().map(lambda at: at.replace(tzinfo=None))
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1)
RULES = st.sampled_from(list(Session.BankHolidays))


def moment(on: date, at: time) -> datetime:
    return datetime.combine(on, at, LONDON).astimezone(UTC)


def sessions(weekdays, rule):
    return [
        Session(weekday=one, starts_at=time(10), bank_holidays=rule, weeks=[], cancelled_on=[])
        for one in sorted(weekdays)
    ]


CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@CALM
@given(DAYS, CLOCKS, st.integers(0, 60), CLOCKS, WEEKDAYS, RULES)
@example(date(2026, 3, 28), time(23, 30), 1, time(1, 30), {6}, "runs")  # clocks go forward
@example(date(2026, 10, 24), time(23, 59), 1, time(1, 30), {6}, "runs")  # and back
@example(date(2026, 12, 24), time(9), 5, time(9), {0, 4}, "not-stated")  # over Christmas
@example(date(2026, 5, 1), time(0, 5), 3, time(23, 55), {0}, "closed")  # a bank holiday Monday
def test_open_days_are_counted_by_the_calendar_on_the_wall(
    sent_on, sent_at, later, said_at, weekdays, rule
):
    """As many as one counts with a finger on a calendar, whatever the clocks do that night."""
    said_on = sent_on + timedelta(days=later)
    is_open = load.is_open_by(sessions(weekdays, rule))
    found = load.open_days_between(moment(sent_on, sent_at), moment(said_on, said_at), is_open)
    calendar = [sent_on + timedelta(days=n) for n in range(1, later + 1)]
    runs = rule == Session.BankHolidays.RUNS
    wanted = [d for d in calendar if d.weekday() in weekdays and (runs or not is_bank_holiday(d))]
    assert found == len(wanted)
    again = load.open_days_between(moment(sent_on, time(12)), moment(said_on, time(12)), is_open)
    assert found == again  # the hour of the day is of no account
    assert 0 <= found <= later


@CALM
@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_a_later_answer_is_never_sooner(sent_on, first, more):
    is_open = load.is_open_by([])  # nothing stated: working days
    early, late = (
        load.open_days_between(
            moment(sent_on, time(9)), moment(sent_on + timedelta(days=n), time(9)), is_open
        )
        for n in (first, first + more)
    )
    assert early <= late
