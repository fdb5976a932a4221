"""Working days of England: Monday to Friday but bank holidays."""

from datetime import date, timedelta

from rosc.bank_holidays import is_bank_holiday

DAY = timedelta(days=1)


def is_working_day(on: date) -> bool:
    return on.weekday() < 5 and not is_bank_holiday(on)


def after(day: date, count: int) -> date:
    """The working day that lies `count` (1 or more) working days after `day`, which may be none."""
    while count:
        day += DAY
        count -= is_working_day(day)
    return day


def before(day: date) -> date:
    """The last working day that lies before `day`."""
    day -= DAY
    while not is_working_day(day):
        day -= DAY
    return day


def between(first: date, last: date) -> int:
    """How many working days lie after `first` and up to `last`; 0 when `last` is not later."""
    days = (first + DAY * number for number in range(1, (last - first).days + 1))
    return sum(map(is_working_day, days))
