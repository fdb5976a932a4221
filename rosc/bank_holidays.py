"""Bank holidays of England."""

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=1)
def _of_england() -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv="ENG")


def is_bank_holiday(on: date) -> bool:
    """Whether `on` is a bank holiday in England, or the weekend's feast day it stands in for."""
    return on in _of_england()
