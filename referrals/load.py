"""How much an organisation is asked, and how soon it usually answers: shown, never sorted by.

Times are counted in the group's own open days, so that nobody is slow who is there on Tuesdays
alone, and without the days of a pause. The group reads its figure two weeks before those who
introduce people to it do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.utils import timezone

from directory.models import Service, Session
from directory.search.when import is_held_on
from referrals.models import Reception, Referral
from rosc import working_days
from rosc.accounts.models import Organisation
from rosc.bank_holidays import is_bank_holiday

FEWEST_ANSWERS = 5  # before a typical time is shown: fewer say more of one than of all
COUNTED = timedelta(days=182)  # answers of so long are looked at
AHEAD = timedelta(days=14)  # by so much the group knows its figure first
A_WEEK = timedelta(days=7)
LONGEST = timedelta(days=92)  # after that, days are no longer told apart
DAY = timedelta(days=1)

IsOpen = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """How soon it usually answers, in its open days; `days` is None before there is enough."""

    days: int | None
    answers: int

    @property
    def words(self) -> str:
        """After "they usually answer"; nothing before there is enough."""
        if self.days is None:
            return ""
        if self.days == 0:
            return "on the day"
        if self.days == 1:
            return "by their next open day"
        return f"within {self.days} of their open days"


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody is shown who is about to introduce a person there."""

    organisation: Organisation
    limit: int | None
    last_week: int
    answers: AnswerTime

    @property
    def is_full(self) -> bool:
        """Whether as many came in the last seven days as the group says it can take."""
        return self.limit is not None and self.last_week >= self.limit

    @property
    def is_known(self) -> bool:
        return bool(self.limit is not None or self.last_week or self.answers.words)


def load_of(organisation: Organisation, now: datetime) -> Load:
    """As those who introduce people see it. In four queries."""
    return Load(
        organisation=organisation,
        limit=_limit(organisation),
        last_week=introduced(organisation, now),
        answers=answer_time(organisation, now - AHEAD),
    )


def own_load(organisation: Organisation, now: datetime) -> Load:
    """As the group itself sees it: its answer time as it is today."""
    return Load(
        organisation=organisation,
        limit=_limit(organisation),
        last_week=introduced(organisation, now),
        answers=answer_time(organisation, now),
    )


def _limit(organisation: Organisation) -> int | None:
    rows = Reception.objects.filter(organisation=organisation)
    return rows.values_list("weekly_limit", flat=True).first()


def introduced(organisation: Organisation, now: datetime) -> int:
    """How many were introduced there in the seven days before `now`."""
    rows = Referral.objects.unscoped_for("load").filter(receiver=organisation)
    return rows.filter(sent_at__gt=now - A_WEEK, sent_at__lte=now).count()


def answer_time(organisation: Organisation, until: datetime) -> AnswerTime:
    """The median over those answered in the half year before `until`."""
    rows = Referral.objects.unscoped_for("load").filter(receiver=organisation)
    answered = rows.filter(acknowledged_at__gt=until - COUNTED, acknowledged_at__lte=until)
    moments = list(answered.values_list("sent_at", "acknowledged_at", "days_paused"))
    if len(moments) < FEWEST_ANSWERS:
        return AnswerTime(None, len(moments))
    is_open = open_days_of(organisation)
    days = [open_days_between(sent, at, is_open, paused) for sent, at, paused in moments]
    return AnswerTime(round(median(days)), len(moments))


def open_days_of(organisation: Organisation) -> IsOpen:
    """On which days somebody is there: as the times of its services say, else working days."""
    services = Service.objects.standing().filter(organisation=organisation, fellowship=None)
    return is_open_by(list(Session.objects.filter(service__in=services).for_times()))


def is_open_by(sessions: list[Session]) -> IsOpen:
    """Whether one of the sessions is held on a day. A bank holiday counts only where a session
    says that it runs then: where nothing is said, nobody is expected to be there to answer."""

    def is_open(on: date) -> bool:
        return any(_is_there(one, on) for one in sessions)

    return is_open if sessions else working_days.is_working_day


def _is_there(session: Session, on: date) -> bool:
    runs = session.bank_holidays == Session.BankHolidays.RUNS
    return is_held_on(session, on) and (runs or not is_bank_holiday(on))


def open_days_between(
    sent: datetime, answered: datetime, is_open: IsOpen, days_paused: int = 0
) -> int:
    """Open days after the London day on which it was sent, up to the one of the answer; it counts
    as sent so many days later as it was paused.

    An answer on a day on which nobody is there counts as if it came on the open day before.
    """
    first = timezone.localdate(sent) + DAY * days_paused
    last = timezone.localdate(answered)
    last = min(last, first + LONGEST)
    days = (first + DAY * number for number in range(1, (last - first).days + 1))
    return sum(1 for day in days if is_open(day))
