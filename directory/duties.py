"""What the directory puts on the desk: a list made together, what people tell us, a LERO."""

from collections.abc import Iterator

from django.urls import reverse

from directory.models import Report
from rosc.access import Permission
from rosc.accounts.desk import DeskAction, DeskItem, DeskRow
from rosc.accounts.models import User


def waiting(user: User) -> Iterator[DeskItem]:
    """Reports that nobody has settled, for whoever may answer them."""
    if not user.may(Permission.REPORT_ANSWER):
        return
    rows = Report.objects.visible_to(user).answerable_by(user).open()
    yield DeskItem(
        "What people have told us",
        rows.count(),
        f"{reverse('directory:reports')}?state=open",
        "Something may be wrong, or somebody asks. Look at each, and say what came of it.",
        rows=lambda most: [_row(report) for report in rows.for_list()[:most]],
    )


def actions(user: User) -> Iterator[DeskAction]:
    """Of those who lead, only somebody who looks after the portal comes for this alone: the others
    get there from their entries, and from here whenever something waits."""
    if user.is_administrator:
        yield DeskAction(
            "What people tell us",
            reverse("directory:reports"),
            "What somebody says is wrong, and what came of it.",
        )


def _row(report: Report) -> DeskRow:
    said = [report.get_topic_display(), report.about]
    label = ": ".join(part for part in said if part)
    return DeskRow(label, reverse("directory:report", args=[report.pk]), report.created_at)
