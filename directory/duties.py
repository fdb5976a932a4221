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
    if user.may(Permission.PERSON_READ) and not user.may(Permission.SERVICE_CHANGE):
        yield DeskAction(
            "A short list, made together",
            reverse("directory:shortlist"),
            "Choose with somebody, compare, and print it in words that give nothing away.",
        )
    if user.may(Permission.REPORT_ANSWER):
        yield DeskAction(
            "What people tell us",
            reverse("directory:reports"),
            "What somebody says is wrong, and what came of it.",
        )
    for organisation in user.organisations_with(Permission.STANDARDS_ANSWER):
        if organisation.is_lero:
            yield DeskAction(
                f"Who makes up {organisation.name}",
                reverse("directory:composition", args=[organisation.pk]),
                "How many of you have lived experience. Only you see these numbers.",
            )


def _row(report: Report) -> DeskRow:
    said = [report.get_topic_display(), report.about]
    label = ": ".join(part for part in said if part)
    return DeskRow(label, reverse("directory:report", args=[report.pk]), report.created_at)
