"""What the pages of an introduction show, to whom, and as far as the person agreed."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from referrals import clock, reaching, snapshots
from referrals.actions import receiving
from referrals.actions.contact import latest, may_confirm
from referrals.models import (
    Confirmation,
    Handling,
    Note,
    NoteKind,
    Origin,
    Question,
    Reached,
    Referral,
    Side,
    Status,
    Whose,
)
from referrals.models.choices import BY_THEMSELVES, Reason
from referrals.workflow import TOGETHER
from rosc.access import Permission
from rosc.accounts.models import Organisation, User
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
        return self.may_act and self.referral.whose_move == self.side

    @property
    def whose_move(self) -> str:
        """In words; whoever only goes along with them has no move of their own."""
        return whose_move(self.referral, self.side if self.may_act else Side.NOBODY)

    @property
    def is_brought_by_us(self) -> bool:
        """Whether the reader's own side brings them to a group that cannot reach them."""
        is_ours = self.is_my_move and not self.is_receiver
        return is_ours and self.referral.status == Status.ACCEPTED

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
    def why_no_undo(self) -> str:
        """Why the yes of today cannot be taken back; nothing where it can, or is older."""
        may = self.user.may(Permission.REFERRAL_ANSWER, self.referral.receiver)
        is_kept = may and receiving.is_of_today(self.referral)
        return receiving.SOMETHING_NOTED * bool(
            is_kept and receiving.is_recorded_since(self.referral)
        )

    @property
    def main_button(self) -> Button | None:
        """The one that is most likely next, where it is one's own move."""
        if self.is_brought_by_us:
            url = reverse("referrals:confirm", args=[self.referral.pk])
            return Button("confirm", "Say whether they met", url)
        return self.buttons[0] if self.buttons and self.is_my_move else None

    @property
    def other_buttons(self) -> list[Button]:
        is_among = self.main_button and not self.is_brought_by_us
        return self.buttons[1:] if is_among else self.buttons

    @property
    def may_act(self) -> bool:
        """Whether the reader may write for one of the sides."""
        return acts_for(self.referral, self.user)

    @property
    def may_copy(self) -> bool:
        """Whether what is seen may be taken along: not by a peer worker."""
        return self.user.may(Permission.PERSON_EXPORT, self._organisation)

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
        return self.may_act and may_confirm(self.referral)

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
        """Messages between the workers: until the agreement is taken back, but for one's own; and
        those who introduced them read nothing more of somebody they have erased."""
        if self.is_receiver:
            return not self.referral.is_cut_off
        return self.referral.person.erased_on is None

    @property
    def notes(self) -> list[Note]:
        rows = list(self.referral.notes.readable_at([self._organisation.pk]))
        kept = set() if self.tells_why else {NoteKind.CLOSING}
        rows = [note for note in rows if note.kind not in kept]
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
    def tells_why(self) -> bool:
        return tells_why(self.referral, self.side)

    @property
    def goals(self) -> list[Any]:
        return list(self.referral.goals.all()) if self.shows_goals else []

    @property
    def answers(self) -> list[tuple[str, list[tuple[str, Any]]]]:
        """What each side says, by question, as far as the reader may know how it went."""
        found = latest(self.referral)
        if not self.shows_outcomes:
            found = {key: row for key, row in found.items() if not _is_outcome(*key, row)}
        return [
            (str(Question(question).label), [(self.name_of(s), row) for s, row in said])
            for question in Question.values
            if (said := [(s, found[question, s]) for s in Side.values if (question, s) in found])
        ]

    @property
    def says_how_it_went(self) -> bool:
        """Whether what each side says has a part of its own; where it differs, that is on top."""
        is_on_top = self.referral.needs_check and self.may_act
        return not is_on_top and bool(self.answers or self.may_confirm)

    def name_of(self, side: str) -> str:
        """The side's own name: an organisation, or the person."""
        if side == Side.PERSON:
            return self.called
        if side == Side.SENDER and self.referral.origin == Origin.PROFESSIONAL:
            return "Whoever introduced them"
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
    def _organisation(self) -> Organisation:
        return self.referral.receiver if self.is_receiver else self.referral.held_by


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


def tells_why(referral: Referral, side: str) -> bool:
    """Whether this side may know why it ended. The person's own reasons tell how it went, and so
    are for who introduced them only as far as the person agreed; that nobody reached them, or that
    a service has no room, is told in any case."""
    is_theirs = referral.status == Status.ENDED and referral.whose_reason == Whose.PERSON
    return side == Side.RECEIVER or referral.tells_outcome or not is_theirs


def _is_outcome(question: str, side: str, said: Confirmation) -> bool:
    """Whether it tells how it went: whether help came, as the others see it. That it did not is
    told by the person themselves to all who work with them (`notifications.tell_of_no`)."""
    is_own_no = side == Side.PERSON and not said.is_yes
    return question == Question.GOT_HELP and side != Side.SENDER and not is_own_no


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
    if referral.whose_move == Side.SENDER and not referral.has_worker:
        is_own = referral.origin in BY_THEMSELVES
        return f"{'They are' if is_own else 'Whoever introduced them is'} to move next"
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
