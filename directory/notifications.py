"""What the directory tells people. No subject and no line names what the portal is about."""

from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string

from directory.models import Report
from directory.workflow import ReportStatus
from rosc.outbox.kinds import Kind, Prepared, Skip
from rosc.outbox.models import OutboundMessage


def prepare_report_answered(message: OutboundMessage) -> Prepared | Skip:
    """What came of a report, for whoever asked to hear."""
    report = Report.objects.filter(pk__in=[message.subject_id]).first()
    if report is None or not report.email:
        return Skip("address_gone")
    if report.status not in (ReportStatus.PUT_RIGHT, ReportStatus.UNCHANGED):
        return Skip("not_settled")
    text = render_to_string(
        "messages/directory/report_answered.txt",
        {"portal_name": settings.PORTAL_NAME, "report": report},
    )
    return Prepared(report.email, f"What you told {settings.PORTAL_NAME}", text)


REPORT_ANSWERED = Kind(
    "report_answered",
    "Answers to what people told us",
    prepare_report_answered,
    give_up_after=timedelta(days=7),
)
