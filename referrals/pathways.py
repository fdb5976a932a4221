"""Agreed pathways as pages show them: which one an introduction goes along, and how it is kept."""

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from directory.models import Kind, Service
from referrals.models import AgreedPathway, Referral, ReferralType, Side
from rosc import working_days
from rosc.access import Permission
from rosc.accounts.models import Organisation, User

FEWEST_ANSWERS = 5  # before a typical time is shown: fewer say more about one than about all
MEASURED = timedelta(days=365)
HIDDEN_TO = 7  # of people who are not one's own, counts from 1 to this are not shown
ROUNDED_TO = 5


# --- Which one an introduction goes along --------------------------------------------------------
def along(sender: Organisation, service: Service) -> AgreedPathway | None:
    """The pathway that both sides agreed to, from `sender` to this service, if there is one."""
    rows = AgreedPathway.objects.standing().filter(sender=sender, receiver=service.organisation_id)
    return rows.filter(Q(services=None) | Q(services=service)).distinct().first()


def offered_to(user: User, service: Service) -> list[AgreedPathway]:
    """Those along which `user` could introduce somebody there."""
    own = [one.pk for one in user.organisations_with(Permission.REFERRAL_SEND)]
    rows = AgreedPathway.objects.standing().filter(
        Q(services=None) | Q(services=service), sender__in=own, receiver=service.organisation_id
    )
    return list(rows.distinct().for_pages())


def side_of(pathway: AgreedPathway, user: User, permission: Permission) -> str:
    """The side on which `user` holds the right; where it is both, the one that is to agree."""
    sides = {
        Side.SENDER: user.may(permission, pathway.sender),
        Side.RECEIVER: user.may(permission, pathway.receiver),
    }
    held = [side.value for side, has_it in sides.items() if has_it]
    waits_for = pathway.waits_for()
    return waits_for if waits_for in held else next(iter(held), Side.NOBODY)


def partners(own: Organisation, words: str) -> QuerySet[Organisation]:
    """With whom something could be agreed, found by words in the name."""
    rows = Organisation.objects.approved().exclude(pk=own.pk).filter(name__icontains=words)
    return rows.order_by("name", "pk")


def lines_of(pathway: AgreedPathway) -> list[tuple[str, str]]:
    """What the two agreed, line by line."""
    kinds = Kind.objects.filter(pk__in=pathway.needs).values_list("plain_name", flat=True)
    days = pathway.answer_days
    services = ", ".join(one.name for one in pathway.services.all())
    audiences = ", ".join(one.plain_name for one in pathway.audiences.all())
    said = [
        ("From", pathway.sender.name),
        ("To", pathway.receiver.name),
        ("Services", services or "All of theirs"),
        ("For whom", audiences or "Anybody"),
        ("In words", pathway.for_whom),
        ("Usual kind", ReferralType(pathway.type).label if pathway.type else ""),
        ("What people usually want", ", ".join(kinds)),
        ("Answered within", f"{days} working day{'s' * (days != 1)}"),
        ("Who can be rung", pathway.contact),
        ("Looked at again", f"{pathway.review_on:%-d %B %Y}"),
    ]
    return [(label, str(value)) for label, value in said if value]


# --- How it is kept -------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Measure:
    """How introductions along one pathway were answered, for one of its two sides."""

    sent: str
    answered: str
    in_time: str
    typical: str
    is_hidden: bool

    @property
    def lines(self) -> list[tuple[str, str]]:
        return [
            ("Introduced", self.sent),
            ("Answered", self.answered),
            ("Answered in the time that was agreed", self.in_time),
            ("Typical time to an answer", self.typical),
        ]


def measured(pathway: AgreedPathway, side: str, today: date) -> Measure:
    """What became of those sent along it in the last year. People are the sender's own; to the
    other side small numbers are not shown."""
    rows = Referral.objects.unscoped_for("pathway").filter(
        pathway=pathway, sent_at__date__gt=today - MEASURED
    )
    in_time = Q(acknowledged_at__date__lte=F("pathway_by"))
    found = rows.aggregate(
        sent=Count("pk"), answered=Count("acknowledged_at"), in_time=Count("pk", filter=in_time)
    )
    times = rows.filter(acknowledged_at__isnull=False).values_list("sent_at", "acknowledged_at")
    is_own = side == Side.SENDER
    return Measure(
        sent=counted(found["sent"], is_own=is_own),
        answered=_of_all(found["answered"], found["sent"], is_own=is_own),
        in_time=_of_all(found["in_time"], found["answered"], is_own=is_own),
        typical=_typical([(_day(sent), _day(said)) for sent, said in times]),
        is_hidden=not is_own,
    )


def counted(count: int, *, is_own: bool) -> str:
    """A count of people as it may be shown: their own organisation sees it as it is, to others 1
    to 7 are a star and the rest is rounded to 5 (design section 3, Figures)."""
    if is_own or not count:
        return str(count)
    if count <= HIDDEN_TO:
        return "*"
    return str(ROUNDED_TO * ((2 * count + ROUNDED_TO) // (2 * ROUNDED_TO)))


def _of_all(count: int, whole: int, *, is_own: bool) -> str:
    """The same of a part, whose rest must not be told either by what is shown of the whole."""
    is_rest_small = 0 < whole - count <= HIDDEN_TO
    if not is_own and (is_rest_small or (whole and count == whole)):
        return "*"
    return counted(count, is_own=is_own)


def _day(moment: Any) -> date:
    return timezone.localtime(moment).date()


def _typical(times: list[tuple[date, date]]) -> str:
    """The median, in working days; nothing before there are enough answers."""
    if len(times) < FEWEST_ANSWERS:
        return f"Shown from {FEWEST_ANSWERS} answers on"
    days = round(median(working_days.between(sent, said) for sent, said in times))
    return "The same day" if not days else f"{days} working day{'s' * (days != 1)}"
