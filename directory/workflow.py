"""How a report is settled, and how a change to an entry gets to the public: data only."""

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


REPORT_TRANSITIONS = {
    "check": _move((ReportStatus.NEW,), ReportStatus.CHECKING),
    "put_right": _move(_ANSWERABLE, ReportStatus.PUT_RIGHT),
    "leave": _move(_ANSWERABLE, ReportStatus.UNCHANGED),
    "set_aside": _move(OPEN_REPORTS, ReportStatus.SET_ASIDE),
}


class ChangeStatus(TextChoices):
    DRAFT = "draft", "Being written"
    WAITING = "waiting", "Waiting for an administrator"
    RETURNED = "returned", "Sent back with a question"
    PUBLISHED = "published", "Published"
    DROPPED = "dropped", "Thrown away"


# What somebody may still work on, and what is not settled; at most one of these an entry.
WORKED_ON = (ChangeStatus.DRAFT, ChangeStatus.RETURNED)
OPEN_CHANGES = (*WORKED_ON, ChangeStatus.WAITING)

_S, _P = ChangeStatus, Permission
_WHERE = "service.organisation"
CHANGE_TRANSITIONS = {
    "send": Transition(WORKED_ON, _S.WAITING, _P.SERVICE_CHANGE, _WHERE),
    # Only where `actions.entry_changes.needs_approval` says that nobody has to look first.
    "publish": Transition(WORKED_ON, _S.PUBLISHED, _P.SERVICE_CHANGE, _WHERE),
    "take_back": Transition((_S.WAITING,), _S.DRAFT, _P.SERVICE_CHANGE, _WHERE),
    "approve": Transition((_S.WAITING,), _S.PUBLISHED, _P.ORGANISATION_APPROVE, _WHERE),
    "send_back": Transition((_S.WAITING,), _S.RETURNED, _P.ORGANISATION_APPROVE, _WHERE),
    "drop": Transition(OPEN_CHANGES, _S.DROPPED, _P.SERVICE_CHANGE, _WHERE),
}
