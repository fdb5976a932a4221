"""Taking what people tell us, answering it, and forgetting who asked."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from directory.models import Report, Service, TurnedAway
from directory.notifications import REPORT_ANSWERED, tell_of_report
from directory.workflow import ReportStatus
from rosc.access import Actor
from rosc.accounts.models import Organisation
from rosc.audit.actions import record
from rosc.outbox import keys
from rosc.outbox.actions import plan
from rosc.outbox.models import OutboundMessage, State
from rosc.workflow import advance

KEEP_ADDRESS = timedelta(days=30)
KEEP_WORDS = timedelta(days=365)  # after it was settled
_TOLD = (State.SENT, State.DELIVERED, State.SKIPPED)


@transaction.atomic
def tell_us(
    *,
    topic: str,
    text: str,
    email: str = "",
    service: Service | None = None,
    organisation: Organisation | None = None,
    page: str = "",
    is_kept_from_them: bool = False,
    by: Actor,
) -> Report:
    """Take down what somebody says is wrong, missing or on their mind; no right is needed.
    Whoever answers for the entry is written to, unless it is not for them to read."""
    report = Report(
        topic=topic,
        text=text,
        service=service,
        organisation=service.organisation if service else organisation,
        page=page,
        is_kept_from_them=is_kept_from_them,
        wants_answer=bool(email),
        email=email or None,
    )
    report.save()
    where, details = report.organisation, {"topic": topic}
    record(by=by, verb="report.tell_us", subject=report, organisation=where, details=details)
    tell_of_report(report, timezone.now())
    return report


@transaction.atomic
def turn_away(*, why: str, on: date) -> None:
    """Count one form that was not taken; nothing of it is kept."""
    TurnedAway.objects.bulk_create([TurnedAway(why=why, on=on)], ignore_conflicts=True)
    TurnedAway.objects.filter(why=why, on=on).update(count=F("count") + 1)


@transaction.atomic
def check_report(*, report: Report, by: Actor) -> Report:
    """Say that somebody is looking into it. Raises PermissionDenied, SomebodyGotThereFirst."""
    advance(report, "check", by=by)
    return report


@transaction.atomic
def answer_report(*, report: Report, outcome: str, answer: str = "", by: Actor) -> Report:
    """Settle it by "put_right", "leave" or "set_aside"; whoever left an address is told, but for
    the last. Raises PermissionDenied, SomebodyGotThereFirst."""
    moved = advance(report, outcome, by=by, changes={"settled_at": timezone.now()})
    report.answer = answer or None
    if report.status == ReportStatus.SET_ASIDE:
        report.email = None
    report.save(update_fields=["answer", "email", "updated_at"])
    if report.email:
        plan(
            key=keys.event(moved.pk, report.pk, "email"),
            kind=REPORT_ANSWERED.slug,
            subject_id=report.pk,
        )
    return report


def forget_reports(*, now: datetime) -> int:
    """Erase addresses of those who were told, or who left theirs 30 days ago, and the words of
    what was settled a year ago. How many rows were changed; safe to run twice."""
    told = OutboundMessage.objects.filter(
        kind=REPORT_ANSWERED.slug, subject_id=OuterRef("pk"), state__in=_TOLD
    )
    with_address = Report.objects.filter(email__isnull=False)
    changed = with_address.filter(created_at__lt=now - KEEP_ADDRESS).update(email=None)
    changed += with_address.filter(Exists(told)).update(email=None)
    old = Report.objects.filter(settled_at__lt=now - KEEP_WORDS, text__isnull=False)
    return changed + old.update(text=None, answer=None)
