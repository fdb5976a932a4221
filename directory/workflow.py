"""Where a report stands, and who moves it on."""

from django.db.models import TextChoices

from rosc.access import Permission
from rosc.workflow import Transition


class ReportStatus(TextChoices):
    NEW = "new", "New"
    CHECKING = "checking", "Being looked into"
    PUT_RIGHT = "put_right", "Put right"
    UNCHANGED = "unchanged", "Nothing to change"
    SET_ASIDE = "set_aside", "Set aside"


OPEN_REPORTS = (ReportStatus.NEW, ReportStatus.CHECKING)
# What was set aside in error can still be answered.
_ANSWERABLE = (*OPEN_REPORTS, ReportStatus.SET_ASIDE)


def _move(sources: tuple[str, ...], target: str) -> Transition:
    return Transition(sources, target, Permission.REPORT_ANSWER, organisation="answered_at")


TRANSITIONS = {
    "check": _move((ReportStatus.NEW,), ReportStatus.CHECKING),
    "put_right": _move(_ANSWERABLE, ReportStatus.PUT_RIGHT),
    "leave": _move(_ANSWERABLE, ReportStatus.UNCHANGED),
    "set_aside": _move(OPEN_REPORTS, ReportStatus.SET_ASIDE),
}
