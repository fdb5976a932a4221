"""The measures that places and times are told in."""

from zoneinfo import ZoneInfo

METRES_A_MILE = 1609.344
LONDON = ZoneInfo("Europe/London")
