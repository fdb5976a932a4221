"""What the pages of an introduction show, to whom, and as far as the person agreed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from directory.models import Kind
from referrals import clock, reaching, snapshots
from referrals.actions import receiving
from referrals.actions.contact import latest
from referrals.models import (
    Handling,
    Note,
    NoteKind,
    Question,
    Reached,
    Referral,
    Side,
    Status,
)
from referrals.models.choices import Reason
from referrals.workflow import TOGETHER
from rosc.access import Permission
from rosc.accounts.models import User
from rosc.people.models import Person
from rosc.workflow import allowed

TONES = {
    **dict.fromkeys((Status.SENT, Status.ASKED, Status.WAITING, Status.DRAFT), "wait"),
    **dict.fromkeys((Status.ACCEPTED, Status.MET, Status.ENDED), "good"),
    **dict.fromkeys(
        (Status.DECLINED, Status.REDIRECTED, Status.WITHDRAWN, Status.EXPIRED), "quiet"
    ),
}
# What each move is called in the history, by who made it.
DONE = {
    "send": "{sender} sent it",
    "ask": "{receiver} asked something",
    "answer": "{sender} answered",
    "wait": "{receiver} put them on the waiting list",
    "accept": "{receiver} said yes",
    "undo_accept": "{receiver} took the yes back",
    "decline": "{receiver} said that it is not possible there",
    "redirect": "{receiver} proposed somewhere else",
    "confirm_meeting": "{receiver} said that they met",
    "end": "{receiver} ended the introduction",
    "withdraw": "{sender} withdrew it",
    "expire": "It ran out unanswered",
}
# In the order in which they are offered; the first that is allowed is the main one.
MOVES = (
    *(("accept", "Yes, we can"), ("confirm_meeting", "We met"), ("answer", "Answer")),
    *(("ask", "Ask something first"), ("wait", "Put on the waiting list")),
    *(("end", "End the introduction"), ("redirect", "Propose somewhere else")),
    *(("decline", "Not possible here"), ("undo_accept", "Take the yes back")),
    ("withdraw", "Withdraw it"),
)
# As workers say to each other what the person is told as "we could not reach you".
RESULTS = {**dict(Reached.choices), Reached.NO_ANSWER.value: "We could not reach them"}
SOON = 1  # days left at which a move is shown as due


@dataclass(frozen=True, slots=True)
class Button:
    """A move, drawn only where the server would make it."""

    name: str
    label: str
    url: str


@dataclass(slots=True)
class Seen(reaching.Reached):
    """One introduction, as one of its sides sees it."""

    referral: Referral
    side: str
    user: User
    today: date
    before: list[snapshots.Line] = field(default_factory=list)
    after: list[snapshots.Line] = field(default_factory=list)

    @property
    def is_receiver(self) -> bool:
        return self.side == Side.RECEIVER

    @property
    def called(self) -> str:
        """What the person is called here: nobody's name before it may be known."""
        return called(self.referral, self.side)

    @property
    def tone(self) -> str:
        return TONES[Status(self.referral.status)]

    @property
    def is_my_move(self) -> bool:
        return self.referral.whose_move == self.side

    @property
    def whose_move(self) -> str:
        return whose_move(self.referral, self.side)

    @property
    def due(self) -> str:
        return due_words(self.referral, self.today)

    @property
    def due_tone(self) -> str:
        return due_tone(self.referral, self.today)

    @property
    def buttons(self) -> list[Button]:
        return buttons(self.referral, self.user)

    @property
    def main_button(self) -> Button | None:
        """The one that is most likely next, where it is one's own move."""
        return self.buttons[0] if self.buttons and self.is_my_move else None

    @property
    def other_buttons(self) -> list[Button]:
        return self.buttons[1:] if self.main_button else self.buttons

    @property
    def may_act(self) -> bool:
        """Whether the reader may write for one of the sides."""
        return acts_for(self.referral, self.user)

    @property
    def may_note(self) -> bool:
        """Whether contacts and words may be added: it is under way and the agreement stands."""
        is_under_way = self.referral.is_open and self.referral.status != Status.DRAFT
        return self.may_act and is_under_way and not self.referral.is_cut_off

    @property
    def may_contact(self) -> bool:
        """Whether a try to reach them may be noted: the receiver first says yes."""
        return self.may_note and (not self.is_receiver or self.referral.status in TOGETHER)

    @property
    def may_confirm(self) -> bool:
        is_known = self.referral.received_person_id or self.referral.status in TOGETHER
        return self.may_act and bool(is_known) and not self.referral.is_cut_off

    @property
    def waits_for_what_is_next(self) -> bool:
        """Whether it is over without help, and the reader may say what comes next."""
        if self.is_receiver or not self.user.may(Permission.REFERRAL_SEND, self.referral.held_by):
            return False
        rows = Referral.objects.visible_to(self.user).filter(pk=self.referral.pk)
        return not self.referral.is_open and bool(rows.to_follow_up([self.referral.held_by_id]))

    @property
    def may_reopen(self) -> bool:
        is_over = not self.referral.is_open and self.referral.reason == Reason.NOT_REACHED
        may = self.user.may(Permission.REFERRAL_SEND, self.referral.held_by)
        return is_over and may and not self.referral.is_cut_off

    @property
    def may_read_words(self) -> bool:
        """Messages between the workers: until the agreement is taken back, but for one's own."""
        return not (self.is_receiver and self.referral.is_cut_off)

    @property
    def notes(self) -> list[Note]:
        rows = list(self.referral.notes.readable_at([self._organisation_id]))
        return rows if self.may_read_words else [n for n in rows if n.kind == NoteKind.OWN]

    @property
    def attempts(self) -> list[tuple[Any, str]]:
        """What one's own side tried, in words; the other's stay with the other."""
        rows = self.referral.attempts.filter(side=self.side)
        return [(one, RESULTS[one.result]) for one in rows]

    @property
    def shows_goals(self) -> bool:
        return not self.is_receiver or identity_shown(self.referral, self.today)

    @property
    def shows_outcomes(self) -> bool:
        return self.is_receiver or self.referral.tells_outcome

    @property
    def goals(self) -> list[Any]:
        return list(self.referral.goals.all()) if self.shows_goals else []

    @property
    def answers(self) -> list[tuple[str, list[tuple[str, Any]]]]:
        """What each side says, by question."""
        found = latest(self.referral)
        return [
            (str(Question(question).label), [(self.name_of(s), row) for s, row in said])
            for question in Question.values
            if (said := [(s, found[question, s]) for s in Side.values if (question, s) in found])
        ]

    def name_of(self, side: str) -> str:
        """The side's own name: an organisation, or the person."""
        if side == Side.PERSON:
            return self.called
        return self.referral.receiver.name if side == Side.RECEIVER else self.referral.held_by.name

    @property
    def history(self) -> list[tuple[Any, str]]:
        names = {"sender": self.referral.held_by.name, "receiver": self.referral.receiver.name}
        return [(move.at, _done(move, names)) for move in self.referral.history.order_by("id")]

    @property
    def alike(self) -> list[Person]:
        """Records at the receiver's own organisation that may be of the same person."""
        person = self.referral.received_person
        if not self.is_receiver or person is None:
            return []
        return list(Person.objects.visible_to(self.user).like(person)[:5])

    @property
    def followed_by(self) -> list[Referral]:
        rows = Referral.objects.visible_to(self.user).select_related("service")
        return list(rows.filter(follows_from=self.referral))

    @property
    def _organisation_id(self) -> Any:
        return self.referral.receiver_id if self.is_receiver else self.referral.held_by_id


def seen_by(referral: Referral, user: User, today: date) -> Seen:
    """The page's parts; what the receiver may read comes from the snapshot alone."""
    seen = Seen(referral, side_of(referral, user), user, today)
    snapshot = getattr(referral, "snapshot", None)
    if snapshot is None or (seen.is_receiver and referral.is_cut_off):
        return seen
    coded, identity = snapshot.coded, snapshot.identity
    where = referral.receiver if seen.is_receiver else referral.held_by
    if not user.may(Permission.OFFENCE_READ, where):
        coded = snapshots.without_offences(coded)
        identity = snapshots.identity_without_offences(identity)
    seen.before = snapshots.before(coded)
    if not seen.is_receiver or identity_shown(referral, today):
        seen.after = snapshots.after(_as_handled(referral, seen.side, identity))
    return seen


def _as_handled(referral: Referral, side: str, identity: dict[str, Any]) -> dict[str, Any]:
    """A group that is brought the person is told a first name and what they want, no more."""
    if side == Side.RECEIVER and referral.handling == Handling.BRINGS:
        return {name: identity[name] for name in ("name", "goals") if name in identity}
    return reaching.without_ways(referral, side, identity)


def preview_of(referral: Referral, details: list[str], notes: str) -> dict[str, Any]:
    """Exactly what the receiver would see of a draft, before and after saying yes."""
    snapshot = snapshots.take(referral, details, notes, timezone.now())
    return {
        "before": snapshots.before(snapshot.coded),
        "after": snapshots.after(reaching.without_ways(referral, Side.RECEIVER, snapshot.identity)),
    }


def side_of(referral: Referral, user: User) -> str:
    """On which side the reader works: by what they may read there; receiving first."""
    is_at = referral.receiver_id in {
        o.pk for o in user.organisations_with(Permission.REFERRAL_READ)
    }
    return Side.RECEIVER if is_at and referral.sent_at else Side.SENDER


def acts_for(referral: Referral, user: User) -> bool:
    return user.may(Permission.REFERRAL_ANSWER, referral.receiver) or user.may(
        Permission.REFERRAL_SEND, referral.held_by
    )


def identity_shown(referral: Referral, today: date) -> bool:
    """Whether its receiver may see who it is: accepted, and the agreement stands today."""
    return bool(referral.shows_identity() and referral.consent and referral.consent.stands(today))


def called(referral: Referral, side: str) -> str:
    """The preferred name where this side may know it."""
    if side == Side.SENDER:
        return referral.person.preferred_name
    if referral.received_person and referral.shows_identity():
        return referral.received_person.preferred_name
    return "Somebody"


def whose_move(referral: Referral, side: str) -> str:
    if referral.whose_move == Side.NOBODY:
        return "It is over"
    if referral.whose_move == side:
        return "It is your move"
    mover = referral.receiver if referral.whose_move == Side.RECEIVER else referral.held_by
    return f"{mover.name} is to move next"


def due_words(referral: Referral, today: date) -> str:
    """ "by Monday 4 May", "was due on 4 May", or that it is paused."""
    if referral.paused_until:
        return f"paused until {referral.paused_until:%-d %B}"
    left = clock.days_left(referral, today)
    if left is None or referral.due_on is None:
        return ""
    if left < 0:
        return f"was due on {referral.due_on:%A %-d %B}"
    return "by today" if left == 0 else f"by {referral.due_on:%A %-d %B}"


def due_tone(referral: Referral, today: date) -> str:
    left = clock.days_left(referral, today)
    if left is None or referral.paused_until:
        return "quiet"
    return "stop" if left < 0 else "wait" if left <= SOON else "good"


def buttons(referral: Referral, user: User) -> list[Button]:
    """The moves that `user` may make now."""
    return [
        Button(name, label, reverse(f"referrals:{name}", args=[referral.pk]))
        for name, label in MOVES
        if allowed(referral, name, user)
        and (name != "undo_accept" or receiving.may_undo(referral))
        and not (referral.is_cut_off and name != "withdraw")
    ]


def _done(move: Any, names: dict[str, str]) -> str:
    words = DONE[move.name].format(**names)
    if move.name == "withdraw" and move.actor_kind == "person":
        return "They withdrew it themselves"
    return words


def kinds_of(referrals: Iterable[Referral]) -> dict[str, str]:
    """The plain names of the kinds of help asked for, in one query."""
    wanted = {slug for one in referrals for slug in one.needs}
    return dict(Kind.objects.filter(pk__in=wanted).values_list("pk", "plain_name"))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list."""

    referral: Referral
    called: str
    is_received: bool
    needs: list[str]
    whose_move: str
    due: str
    due_tone: str
    tone: str


def rows_of(referrals: list[Referral], user: User, today: date) -> list[Row]:
    names = kinds_of(referrals)
    return [_row(one, side_of(one, user), names, today) for one in referrals]


def _row(referral: Referral, side: str, names: dict[str, str], today: date) -> Row:
    is_closed_to_them = side == Side.RECEIVER and referral.is_cut_off
    needs = [] if is_closed_to_them else [names[n] for n in referral.needs if n in names]
    return Row(
        referral=referral,
        called=called(referral, side),
        is_received=side == Side.RECEIVER,
        needs=needs,
        whose_move=whose_move(referral, side),
        due=due_words(referral, today),
        due_tone=due_tone(referral, today),
        tone=TONES[Status(referral.status)],
    )


def named_in(rows: Iterable[Row]) -> list[Person]:
    """Whose names the list shows."""
    found = []
    for row in rows:
        person = row.referral.received_person if row.is_received else row.referral.person
        if person is not None and row.called != "Somebody":
            found.append(person)
    return found


def panel_of(person: Person, user: User) -> dict[str, Any]:
    """The introductions of one person, for their page."""
    own = Referral.objects.visible_to(user).for_list()
    found = (own.filter(person=person) | own.filter(received_person=person)).order_by("-created_at")
    return {"rows": rows_of(list(found[:20]), user, timezone.localdate()), "person": person}
