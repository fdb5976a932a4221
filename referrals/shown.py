"""What somebody without an account is shown of an introduction: never more than was agreed, and
nothing that concerns prison or convictions, which no link may open."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from referrals import handing_over, reaching, reading, snapshots
from referrals.actions import by_link
from referrals.actions.passing_on import Elsewhere, elsewhere_for
from referrals.actions.receiving import can_hold
from referrals.links import actor_of
from referrals.models import (
    AnswerLink,
    Handling,
    HandOver,
    Note,
    NoteKind,
    Origin,
    Reception,
    Referral,
    Side,
    Status,
)
from referrals.models.answering import LinkPurpose
from referrals.models.choices import BY_THEMSELVES, Reason
from referrals.workflow import HELD_OPEN, TOGETHER
from rosc.accounts.models import Organisation
from rosc.people.models import Person
from rosc.workflow import allowed

# In the order in which they are offered, each with what the button says.
TO_ANSWER = {
    "accept": "Yes, we can",
    "ask": "Ask something first",
    "wait": "Put them on our list",
    "decline": "Not possible here",
    "say": "Write to them",
}
TO_GO_ON = {
    "record_contact": "We got in touch, or tried",
    "confirm_meeting": "We met",
    "end": "End the introduction",
    "say": "Write to them",
}
CLOSED_THERE = "This place is closing. It goes on somewhere else."
STANDS = {
    Status.SENT: "It is with them. They have not answered yet.",
    Status.ASKED: "They would like to know something.",
    Status.WAITING: "There is no room just now. It is on their list.",
    Status.ACCEPTED: "They said yes.",
    Status.MET: "They have met.",
    Status.ENDED: "The introduction is closed. The door stays open.",
    Status.DECLINED: "It is not possible there.",
    Status.REDIRECTED: "They think that somewhere else fits better.",
    Status.WITHDRAWN: "It was taken back.",
    Status.EXPIRED: "Nobody answered in time. We are sorry.",
}


def coded(referral: Referral) -> list[snapshots.Line]:
    """Exactly what may be seen before saying yes."""
    return snapshots.before(snapshots.without_offences(referral.snapshot.coded))


def brought(referral: Referral) -> list[snapshots.Line]:
    """A group that is brought somebody hears a first name and what they want, no more."""
    if referral.handling != Handling.BRINGS or not _may_know(referral):
        return []
    found = referral.snapshot.identity
    first = {"name": found.get("name", ""), "goals": found.get("goals", [])}
    return snapshots.after(first)


def identity(referral: Referral) -> list[snapshots.Line]:
    """All that they agreed to tell, for the page that shows it once."""
    if not _may_know(referral) or reaching.is_stopped(referral, Side.RECEIVER):
        return []
    return snapshots.after(snapshots.identity_without_offences(referral.snapshot.identity))


def _may_know(referral: Referral) -> bool:
    return reading.identity_shown(referral, timezone.localdate())


def preview_of_sent(referral: Referral) -> dict[str, Any]:
    """What is seen before and after a yes, of one that has been sent: its own snapshot."""
    snapshot = referral.snapshot
    return {
        "before": snapshots.before(snapshot.coded),
        "after": snapshots.after(snapshot.identity),
    }


def reception_of(organisation: Organisation) -> Reception | None:
    return Reception.objects.filter(organisation=organisation).first()


def verbs(link: AnswerLink) -> dict[str, str]:
    """What may be done by this link now, by name."""
    wanted = TO_GO_ON if link.purpose == LinkPurpose.GO_ON else TO_ANSWER
    return {name: label for name, label in wanted.items() if _may(link, name)}


def _may(link: AnswerLink, verb: str) -> bool:
    referral = link.referral
    if verb in referral.TRANSITIONS:
        return allowed(referral, verb, actor_of(link))
    if verb == "say":
        return referral.status in (*HELD_OPEN, *TOGETHER) and not referral.is_cut_off
    return referral.status in TOGETHER


def between(referral: Referral) -> list[Note]:
    """What the two sides have written to each other: questions, answers and messages."""
    return [one for one in referral.notes.all() if one.kind != NoteKind.OWN]


def ways(referral: Referral) -> list[str]:
    """How a group may go on after a yes by its link: what it may hold, and can be shown."""
    found = []
    if referral.origin not in BY_THEMSELVES:  # nobody is there to bring them
        found.append(Handling.BRINGS.value)
    if can_hold(referral.receiver):
        if by_link.has_second_route(referral):
            found.append(Handling.IDENTITY_PAGE.value)
        found.append(Handling.SIGNED_IN.value)
    return found


def usual_way(referral: Referral) -> str:
    """What the group chose beforehand; an informal one is brought people."""
    reception = Reception.objects.filter(organisation=referral.receiver_id).first()
    if reception and reception.handling:
        return reception.handling
    is_informal = referral.receiver.lero_type == "informal"
    return Handling.BRINGS.value if is_informal else Handling.SIGNED_IN.value


def asked_of(people: list[Person]) -> Any:
    """Those that the person brought themselves and was asked something about."""
    rows = Referral.objects.unscoped_for("own_page").select_related("receiver", "held_by", "person")
    keys = [one.pk for one in people]
    return rows.filter(person__in=keys, origin__in=BY_THEMSELVES, status=Status.ASKED)


def under_way_or_over(people: list[Person]) -> Any:
    """Theirs of which they may say how it went: somebody said yes to them."""
    keys = [one.pk for one in people]
    mine = Q(person__in=keys) | Q(received_person__in=keys)
    was_taken = Q(status__in=TOGETHER) | Q(status=Status.ENDED, received_person__isnull=False)
    rows = Referral.objects.unscoped_for("own_page").filter(mine, was_taken, is_cut_off=False)
    return rows.select_related("receiver", "held_by", "person", "received_person", "service")


def proposed_to(people: list[Person]) -> Any:
    """Theirs for which another place was proposed."""
    rows = Referral.objects.unscoped_for("own_page").select_related("person", "consent", "proposed")
    keys = [one.pk for one in people]
    return rows.filter(person__in=keys, status=Status.REDIRECTED, proposed__isnull=False)


# --- For who sent it ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Standing:
    """Where one introduction stands, for who follows it."""

    referral: Referral
    words: str
    question: Note | None
    said: list[Note]

    @property
    def is_asked(self) -> bool:
        return self.referral.status == Status.ASKED

    @property
    def is_brought(self) -> bool:
        """Whether whoever introduced them comes along to the first meeting."""
        found = self.referral
        return found.status == Status.ACCEPTED and found.handling == Handling.BRINGS

    @property
    def may_say_how_it_went(self) -> bool:
        found = self.referral
        is_over = found.status == Status.ENDED and found.received_person_id is not None
        return not found.is_cut_off and (found.status in TOGETHER or is_over)

    @property
    def own_answers(self) -> list[Any]:
        """What the person said of it last, by question."""
        rows = [one for one in self.referral.confirmations.all() if one.side == Side.PERSON]
        return list({one.question: one for one in sorted(rows, key=lambda o: o.at)}.values())

    @property
    def elsewhere(self) -> Elsewhere | None:
        """The place that was proposed instead, while they may say yes to it."""
        return elsewhere_for(self.referral)

    @property
    def needs_elsewhere(self) -> bool:
        """Whether other places should be shown."""
        if self.referral.reason == Reason.SERVICE_CLOSED:
            return False
        return self.referral.status in (Status.DECLINED, Status.REDIRECTED, Status.EXPIRED)


TOLD = (NoteKind.QUESTION, NoteKind.CLOSING, NoteKind.PROPOSAL, NoteKind.MESSAGE, NoteKind.PLACE)


def standing(referral: Referral) -> Standing:
    """What its receiver said to the sending side, and no note of the receiver's own."""
    notes = [one for one in referral.notes.all() if one.side == "receiver" and one.kind in TOLD]
    asked = [one for one in notes if one.kind == NoteKind.QUESTION]
    return Standing(
        referral=referral,
        words=_words(referral),
        question=asked[-1] if asked and referral.status == Status.ASKED else None,
        said=[one for one in notes if one.kind not in _kept_from_referrer(referral)],
    )


def _kept_from_referrer(referral: Referral) -> set[str]:
    """A question stands by itself; and a professional who introduced them is not told why somebody
    ended it who has not agreed to that."""
    is_theirs = referral.origin == Origin.PROFESSIONAL
    is_kept = is_theirs and not reading.tells_why(referral, Side.SENDER)
    return {NoteKind.QUESTION, NoteKind.CLOSING} if is_kept else {NoteKind.QUESTION}


def elsewhere_of(referral: Referral) -> HandOver | None:
    """What is proposed to somebody whose professional asks them, as their place closes."""
    asked = handing_over.pending_of(referral)
    return None if asked is None or asked.referral.has_worker else asked


def _words(referral: Referral) -> str:
    has_closed = referral.reason == Reason.SERVICE_CLOSED
    return CLOSED_THERE if has_closed else STANDS[Status(referral.status)]


def own_panel(people: list[Person]) -> dict[str, Any]:
    """The person's own introductions, on their own page."""
    keys = [one.pk for one in people]
    rows = Referral.objects.unscoped_for("own_page").filter(person__in=keys, sent_at__isnull=False)
    rows = rows.select_related("receiver", "service", "person", "consent", "proposed__organisation")
    rows = rows.prefetch_related("notes", "confirmations")
    return {
        "standings": [standing(one) for one in rows.order_by("-sent_at", "pk")],
        "closing": list(handing_over.asked_of(people)),
    }
