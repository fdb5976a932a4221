"""What the directory tells people. No subject and no line names what the portal is about."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from directory.models import CheckRequest, EntryChange, Report
from directory.models.upkeep import LINK_LASTS
from directory.wording import Said
from directory.workflow import ChangeStatus, ReportStatus
from rosc.access import ROLES, Permission
from rosc.accounts.models import Membership, Organisation, User
from rosc.outbox import keys
from rosc.outbox.actions import plan, plan_mail
from rosc.outbox.kinds import QUIET_UNTIL, Kind, Prepared, Skip
from rosc.outbox.models import Channel, OutboundMessage, State
from rosc.outbox.notifications import prepare_library
from rosc.workflow import TransitionRecord

SHORTLIST = Kind(
    "shortlist", "A list somebody sent to themselves", prepare_library, is_forgotten=True
)


def mail_to_oneself(address: str, entries: list[Said]) -> None:
    plan_mail(
        address=address,
        subject=f"Your list from {settings.PORTAL_NAME}",
        text=text_of(entries),
        kind=SHORTLIST.slug,
    )


def text_of(entries: list[Said]) -> str:
    """What the message says, word for word, as it can be seen before it is sent."""
    return render_to_string(
        "messages/directory/shortlist.txt",
        {"portal_name": settings.PORTAL_NAME, "entries": entries},
    )


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


SALT = "directory.still_right"


def _roles_with(permission: Permission) -> list[str]:
    return [role.slug for role in ROLES.values() if permission in role.permissions]


MAY_CHANGE = _roles_with(Permission.SERVICE_CHANGE)
MAY_ANSWER = _roles_with(Permission.REPORT_ANSWER)


def owners_of(organisation: Organisation, roles: Iterable[str] = MAY_CHANGE) -> Iterable[User]:
    """Everybody in it who may change its entries (or has one of `roles`) and can sign in."""
    members = Membership.objects.active().filter(organisation=organisation, role__in=roles)
    return User.objects.filter(pk__in=members.values("user")).order_by("pk")


def with_owners(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Those in which somebody may change its entries and can sign in."""
    members = Membership.objects.active().filter(role__in=MAY_CHANGE)
    return organisations.filter(pk__in=members.values("organisation"))


def months_of(organisation: Organisation) -> int:
    """How often, in months, it is asked whether its entries are right."""
    profile = getattr(organisation, "profile", None)
    return (profile and profile.check_months) or settings.CHECK_EVERY_MONTHS


# --- Planning ----------------------------------------------------------------------------------
def tell_looked_at(change: EntryChange, history: TransitionRecord, user: User) -> bool:
    """An administrator has looked at a change."""
    return plan(
        key=keys.event(f"{LOOKED_AT.slug}.{history.pk}", user.pk, Channel.EMAIL),
        kind=LOOKED_AT.slug,
        subject_id=change.pk,
        route_id=user.pk,
    )


def tell_of_report(report: Report, now: datetime) -> None:
    """Somebody has told us of an organisation's entry: write to whoever answers for it there.

    A letter a day and person at most. What comes after today's has gone is told of in the morning.
    """
    if report.organisation is None or report.is_kept_from_them:
        return
    today = timezone.localdate(now)
    tomorrow = today + timedelta(days=1)
    morning = timezone.make_aware(datetime.combine(tomorrow, QUIET_UNTIL))
    for user in owners_of(report.organisation, MAY_ANSWER):
        for day, not_before in ((today, now), (tomorrow, morning)):
            if _plan_told(report.organisation, user, day, not_before):
                break


def _plan_told(organisation: Organisation, user: User, day: date, not_before: datetime) -> bool:
    """Whether a letter of that day is to go that tells of what is there by now."""
    key = keys.scheduled(REPORTED.slug, organisation.pk, day, Channel.EMAIL, user.pk)
    is_new = plan(
        key=key,
        kind=REPORTED.slug,
        subject_id=organisation.pk,
        route_id=user.pk,
        not_before=not_before,
    )
    return is_new or OutboundMessage.objects.filter(key=key, state=State.PLANNED).exists()


def ask(request: CheckRequest, user: User, day: date) -> bool:
    """Ask somebody whether the entries of their organisation are right; False if it is planned."""
    return _plan(CHECK, request, user, day)


def remind(request: CheckRequest, user: User, day: date) -> bool:
    """Ask once more."""
    return _plan(REMINDER, request, user, day)


def _plan(kind: Kind, request: CheckRequest, user: User, day: date) -> bool:
    return plan(
        key=keys.scheduled(kind.slug, request.organisation_id, day, Channel.EMAIL, user.pk),
        kind=kind.slug,
        subject_id=request.pk,
        route_id=user.pk,
    )


# --- Links -------------------------------------------------------------------------------------
def token_of(request: CheckRequest) -> str:
    """What the link of a round ends in: it opens that round, and nothing else."""
    return signing.dumps(request.pk.hex, salt=SALT)


def request_of(token: str) -> CheckRequest | None:
    """The round that a link opens; None for a link that is not ours or too old."""
    try:
        found = signing.loads(token, salt=SALT, max_age=LINK_LASTS + timedelta(days=1))
    except signing.BadSignature:
        return None
    rows = CheckRequest.objects.select_related("organisation__profile")
    return rows.filter(pk=UUID(found)).first()


# --- Preparing ---------------------------------------------------------------------------------
def prepare_looked_at(message: OutboundMessage) -> Prepared | Skip:
    """The change as it stands now: published, or sent back and not yet sent again."""
    rows = EntryChange.objects.select_related("service__organisation")
    change = rows.filter(pk=str(message.subject_id)).get()
    user = _recipient(message, change.organisation)
    if user is None:
        return Skip("no_longer_theirs")
    if change.status not in (ChangeStatus.PUBLISHED, ChangeStatus.RETURNED):
        return Skip("moved_on")
    is_published = change.status == ChangeStatus.PUBLISHED
    return _letter(
        user,
        "looked_at",
        "What you sent is published" if is_published else "A question about what you sent",
        is_published=is_published,
        link=_address("directory:entry", change.service_id),
    )


def prepare_reported(message: OutboundMessage) -> Prepared | Skip:
    """That something waits to be answered: never what was said, nor of which entry."""
    organisation = Organisation.objects.filter(pk=str(message.subject_id)).get()
    user = _recipient(message, organisation, Permission.REPORT_ANSWER)
    if user is None:
        return Skip("no_longer_theirs")
    reports = Report.objects.filter(organisation=organisation, is_kept_from_them=False)
    if not reports.open().exists():
        return Skip("answered_or_over")
    link = f"{_address('directory:reports')}?state=open"
    return _letter(user, "reported", "Somebody has told us something", link=link)


def prepare_check(message: OutboundMessage) -> Prepared | Skip:
    return _prepare_check(message, is_reminder=False)


def prepare_reminder(message: OutboundMessage) -> Prepared | Skip:
    return _prepare_check(message, is_reminder=True)


def _prepare_check(message: OutboundMessage, *, is_reminder: bool) -> Prepared | Skip:
    request = (
        CheckRequest.objects.select_related("organisation").filter(pk=str(message.subject_id)).get()
    )
    user = _recipient(message, request.organisation)
    if user is None:
        return Skip("no_longer_theirs")
    if not request.is_open(timezone.localdate()):
        return Skip("answered_or_over")
    return _letter(
        user,
        "check",
        "Once more: is this still right?" if is_reminder else "Is this still right?",
        is_reminder=is_reminder,
        link=_address("directory:still_right", token_of(request)),
        closes_on=request.closes_on,
    )


def _recipient(
    message: OutboundMessage,
    organisation: Organisation,
    permission: Permission = Permission.SERVICE_CHANGE,
) -> User | None:
    """Whom it goes to, if they can still sign in and speak for the organisation."""
    user = User.objects.reader_of(message)
    may = user is not None and user.may(permission, organisation)
    return user if may else None


def _address(page: str, *args: object) -> str:
    return f"{settings.PORTAL_URL}{reverse(page, args=args)}"


def _letter(user: User, template: str, subject: str, **context: object) -> Prepared:
    context |= {"portal_name": settings.PORTAL_NAME, "name": user.name}
    text = render_to_string(f"messages/directory/{template}.txt", context)
    return Prepared(user.email, subject, text)


REPORTED = Kind(
    "directory.reported", "Somebody told us of an entry", prepare_reported, is_unsolicited=True
)
LOOKED_AT = Kind("directory.looked_at", "An entry was looked at", prepare_looked_at)
CHECK = Kind("directory.check", "Is this still right?", prepare_check, is_unsolicited=True)
REMINDER = Kind(
    "directory.check_again", "Is this still right? Once more", prepare_reminder, is_unsolicited=True
)
