"""What a treatment service may take over into its return, of people who agreed that it does.

It comes from introductions between the service and others, from the contacts noted on them, and
from check-ups of the record on which the person agreed; nobody enters anything for it. What is not
known stays blank: no contact on record is not "no".
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from checkups.models import CheckUp, Status
from directory.exports.table import Column
from referrals.models import ContactAttempt, Origin, Reached, Referral, Support
from rosc.accounts.models import Organisation, User
from rosc.gaps import codes
from rosc.gaps.periods import Month
from rosc.people.models import Consent, Person, Purpose
from rosc.people.models.people import Sex


@dataclass(frozen=True, slots=True)
class Given:
    """One kind of support in the period: the days it was given, one for each contact."""

    days: list[date]

    @property
    def is_given(self) -> str:
        return "Y" if self.days else ""

    @property
    def first(self) -> date | None:
        return min(self.days, default=None)

    @property
    def last(self) -> date | None:
        return max(self.days, default=None)

    @property
    def contacts(self) -> int | str:
        return len(self.days) or ""


@dataclass(frozen=True, slots=True)
class CheckUps:
    """The days of those held with somebody, and of those still to come."""

    held: list[date] = field(default_factory=list)
    planned: list[date] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """One introduction of one person, as the service's file tells it."""

    provider: Organisation
    month: Month
    referral: Referral
    person: Person
    consent: Consent
    is_in: bool
    given: dict[str, Given]
    last_check_up: date | None
    next_check_up: date | None
    codes: dict[str, codes.Item]

    def until(self, day: date | None) -> date | None:
        """A day, unless it lies after the period."""
        return day if day and day <= self.month.last else None

    @property
    def referring(self) -> Organisation | None:
        """None for who came by themselves, or through somebody without an account."""
        return self.referral.held_by if self.referral.origin == Origin.WORKER else None

    @property
    def sent_on(self) -> date:
        return _day(self.referral.sent_at)  # type: ignore[return-value]  # never sent, never here

    @property
    def reached_on(self) -> date | None:
        return self.until(_day(self.referral.reached_at))

    @property
    def code_in(self) -> str:
        is_led = self.is_in and peer_led(self.referring) == "Y"
        return self.codes[codes.PEER_LED_IN].to_write if is_led else ""

    @property
    def code_out(self) -> str:
        is_led = not self.is_in and peer_led(self.referral.receiver) == "Y"
        return self.codes[codes.PEER_LED_OUT].to_write if is_led else ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """The lines of a file, and how many introductions nobody has agreed to have in it."""

    lines: list[Line]
    left_out: int
    codes: dict[str, codes.Item]


def hand_over(provider: Organisation, month: Month, user: User) -> HandOver:
    """What `user` may take out for `provider`, by what stands today."""
    rows = list(_introductions(provider, month, user))
    agreed = _agreements(provider, rows)
    known, kept = codes.items(), _check_ups(agreed.values())
    lines = [
        _line(provider, month, row, agreed[row.pk], kept, known) for row in rows if row.pk in agreed
    ]
    return HandOver(lines, len(rows) - len(lines), known)


def _introductions(provider: Organisation, month: Month, user: User) -> Iterator[Referral]:
    """Those between the service and others that something happened on in the month, as far as
    `user` may see them and the service knows who it is."""
    reached = ContactAttempt.objects.filter(result=Reached.REACHED)
    then: Any = Exists(reached.filter(referral=OuterRef("pk"), at__range=month.moments))
    for name in ("sent_at", "reached_at", "closed_at"):
        then |= Q(**{f"{name}__range": month.moments})
    rows = (
        Referral.objects.visible_to(user)
        .filter(Q(held_by=provider) | Q(receiver=provider, received_person__isnull=False))
        .filter(then | Q(met_on__range=(month.first, month.last)))
        .filter(sent_at__isnull=False, is_cut_off=False)
        .select_related("person", "received_person", "held_by", "receiver")
        .prefetch_related(Prefetch("attempts", queryset=reached, to_attr="reached_by"))
        .order_by("sent_at", "pk")
    )
    for row in rows:
        person = _own_person(provider, row)
        if not (person.is_restricted or person.is_hidden or person.erased_on):
            yield row


def _own_person(provider: Organisation, referral: Referral) -> Person:
    """The service's own record of them."""
    if referral.receiver_id == provider.pk and referral.received_person:
        return referral.received_person
    return referral.person


def _agreements(provider: Organisation, rows: Iterable[Referral]) -> dict[UUID, Consent]:
    """By introduction, the agreement that stands. It may be on either side's record; whoever took
    one back has said no since, whichever side still has another."""
    rows = list(rows)
    people = {row.person_id for row in rows} | {row.received_person_id for row in rows}
    said = Consent.objects.filter(
        purpose=Purpose.RETURN, recipient=provider, person__in=people - {None}
    ).order_by("created_at", "pk")
    by_person: dict[UUID | None, list[Consent]] = {}
    for consent in said:
        by_person.setdefault(consent.person_id, []).append(consent)
    today = timezone.localdate()
    found: dict[UUID, Consent] = {}
    for row in rows:
        sides = {row.person_id, row.received_person_id}
        own = [one for side in sides for one in by_person.get(side, [])]
        taken_back = max((one.withdrawn_at for one in own if one.withdrawn_at), default=None)
        for one in own:
            if one.stands(today) and (taken_back is None or one.created_at > taken_back):
                found[row.pk] = one
    return found


def _check_ups(agreed: Iterable[Consent]) -> dict[UUID, CheckUps]:
    """By the record on which somebody agreed, the check-ups held there, and the next one."""
    people = {consent.person_id for consent in agreed}
    rows = CheckUp.objects.unscoped_for("return").filter(plan__person__in=people)
    found: dict[UUID, CheckUps] = {pk: CheckUps() for pk in people}
    said = rows.filter(status__in=(Status.HELD, Status.PLANNED)).order_by("due_on")
    for person, status, held_at, due_on in said.values_list(
        "plan__person", "status", "held_at", "due_on"
    ):
        if status == Status.HELD:
            found[person].held.append(timezone.localdate(held_at))
        elif due_on >= timezone.localdate():
            found[person].planned.append(due_on)
    return found


def _line(
    provider: Organisation,
    month: Month,
    referral: Any,
    consent: Consent,
    kept: dict[UUID, CheckUps],
    known: dict[str, codes.Item],
) -> Line:
    check_ups = kept[consent.person_id]
    given = [(day, Support.CHECK_UP) for day in check_ups.held]
    for attempt in referral.reached_by:
        given += [(timezone.localdate(attempt.at), kind) for kind in attempt.support]
    days: dict[str, list[date]] = {kind: [] for kind in Support.values}
    for day, kind in given:
        if month.has(day):
            days[kind].append(day)
    last = [day for day, kind in given if kind == Support.CHECK_UP and day <= month.last]
    return Line(
        provider=provider,
        month=month,
        referral=referral,
        person=_own_person(provider, referral),
        consent=consent,
        is_in=referral.receiver_id == provider.pk,
        given={kind: Given(found) for kind, found in days.items()},
        last_check_up=max(last, default=None),
        next_check_up=min(check_ups.planned, default=None),
        codes=known,
    )


def _day(moment: Any) -> date | None:
    return timezone.localdate(moment) if moment else None


def peer_led(organisation: Organisation | None) -> str:
    """Y or N by what the organisation is; blank where nobody knows which one it was."""
    if organisation is None:
        return ""
    return "Y" if organisation.is_lero else "N"


def initials(person: Person) -> str:
    """Of the full name; blank where only what they like to be called is known."""
    parts = person.full_name.split()
    return f"{parts[0][0]}{parts[-1][0]}".upper() if len(parts) > 1 else ""


def _sex(person: Person) -> str:
    said = {Sex.WOMAN: "F", Sex.MAN: "M"}
    return said.get(Sex(person.sex), "")


def _district(person: Person) -> str:
    """The part of the postcode before the space."""
    return person.postcode.split(" ")[0] if " " in person.postcode else ""


def _written(day: date | None) -> str:
    """As a return writes days."""
    return f"{day:%d/%m/%Y}" if day else ""


def columns() -> list[Column]:
    """The file's columns, in their order."""
    return [*_WHO, *_WAY, *_support(), *_REST]


def preview(lines: Iterable[Line]) -> list[list[tuple[str, str, Any]]]:
    """By line, what it will say: column, meaning and value; blank ones are left out."""
    said = columns()
    return [
        [
            (one.name, one.meaning, value)
            for one in said
            if (value := one.read(line)) not in ("", None)
        ]
        for line in lines
    ]


def _support() -> Iterator[Column]:
    for said in codes.shipped()[1]:
        kind, name, label = said["item"], said["column"], said["label"]
        if kind in Support.values:
            yield from _columns_of(kind, name, label)


def _columns_of(kind: str, name: str, label: str) -> list[Column]:
    return [
        Column(name, f"{label}: Y, or blank", lambda line: line.given[kind].is_given),
        Column(f"{name}_first", "First day", lambda line: _written(line.given[kind].first)),
        Column(f"{name}_last", "Last day", lambda line: _written(line.given[kind].last)),
        Column(f"{name}_contacts", "How many contacts", lambda line: line.given[kind].contacts),
    ]


_WHO = [
    Column("provider_org", "Your service", lambda line: line.provider.name),
    Column("provider_client_ref", "Your own reference", lambda line: line.person.own_reference),
    Column("portal_ref", "The introduction's key", lambda line: line.referral.pk),
    Column("initials", "Of the full name", lambda line: initials(line.person)),
    Column("date_of_birth", "Day of birth", lambda line: _written(line.person.date_of_birth)),
    Column("sex", "F, M, or blank", lambda line: _sex(line.person)),
    Column("postcode_district", "First part of the postcode", lambda line: _district(line.person)),
    Column("period_start", "First day told of", lambda line: _written(line.month.first)),
    Column("period_end", "Last day told of", lambda line: _written(line.month.last)),
]
_WAY = [
    Column(
        "referral_direction",
        "into_treatment or from_treatment",
        lambda line: "into_treatment" if line.is_in else "from_treatment",
    ),
    Column("referral_date", "When it was sent", lambda line: _written(line.sent_on)),
    Column(
        "referring_org", "Who introduced them", lambda line: getattr(line.referring, "name", "")
    ),
    Column("referring_org_is_peer_led", "Y, N or blank", lambda line: peer_led(line.referring)),
    Column("receiving_org", "Who was asked", lambda line: line.referral.receiver.name),
    Column("receiving_org_is_peer_led", "Y or N", lambda line: peer_led(line.referral.receiver)),
    Column("first_contact_date", "First contact", lambda line: _written(line.reached_on)),
    Column(
        "engaged",
        "Y once they met, or blank",
        lambda line: "Y" if line.until(line.referral.met_on) else "",
    ),
]
_REST = [
    Column("last_check_up_date", "Last check-up", lambda line: _written(line.last_check_up)),
    Column("next_check_up_date", "Next one planned", lambda line: _written(line.next_check_up)),
    Column("consent_date", "When they agreed", lambda line: _written(line.consent.starts_on)),
    Column(
        "consent_withdrawn_date",
        "Blank: who took it back is not in the file",
        lambda line: _written(_day(line.consent.withdrawn_at)),
    ),
    Column("referral_source_code", "Code, once verified", lambda line: line.code_in),
    Column("onward_referral_code", "Code, once verified", lambda line: line.code_out),
    Column("codes_version", "Which codes", lambda line: codes.version_said(line.codes)),
]
