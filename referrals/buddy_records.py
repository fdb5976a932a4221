"""What going along, and help getting to a meeting, hold about people, for `rosc.people.records`."""

from typing import Any

from referrals import buddies, meeting_help
from referrals.actions.pairing import before_given, close
from referrals.models import MeetingHelp, Pairing
from rosc.access import Actor
from rosc.accounts.models import User
from rosc.people.models import Consent, Person, Purpose
from rosc.people.records import Exported, PersonRecord


def export(person: Person) -> Exported:
    return {
        "Who went along with me": [
            {
                "what for": one.purpose,
                "from": one.starts_on,
                "until": one.ended_on or one.until,
                "first met together": one.met_on,
            }
            for one in Pairing.objects.filter(person=person)
        ],
        "Help getting to a meeting": [
            _help(one) for one in MeetingHelp.objects.filter(person=person).for_list()
        ],
    }


def _help(one: MeetingHelp) -> dict[str, Any]:
    return {
        "which": one.meeting,
        "told": one.told_on,
        "encouraged": one.encouraged_on,
        "somebody went along": one.goes_along_on,
        "asked how it went": one.asked_on,
        "what I said": one.get_went_display(),
    }


def anonymise(person: Person) -> None:
    Pairing.objects.filter(person=person).delete()
    MeetingHelp.objects.filter(person=person).delete()


def on_consent_withdrawn(consent: Consent, by: Actor) -> None:
    """Whoever goes along sees nothing any more from this moment."""
    rows = Pairing.objects.filter(ended_on=None)
    if consent.purpose == Purpose.BUDDY:
        _close_all(rows.filter(consent=consent), by)
    elif consent.purpose == Purpose.INTRODUCE:
        _close_all(rows.filter(referral__consent=consent), by)


def on_stopped(person: Person, by: Actor) -> None:
    _close_all(Pairing.objects.filter(person=person, ended_on=None), by)


def _close_all(rows: Any, by: Actor) -> None:
    for pairing in rows.for_list():
        close(pairing, by)


def panel(person: Person, user: User) -> dict[str, Any]:
    return {**buddies.panel_of(person, user), **meeting_help.panel_of(person, user)}


def own_panel(people: list[Person]) -> dict[str, Any]:
    return {**buddies.own_panel(people), **meeting_help.own_panel(people)}


RECORD = PersonRecord(
    "going_along",
    ("referrals.Pairing", "referrals.MeetingHelp"),
    place=2,
    export=export,
    anonymise=anonymise,
    before_given=before_given,
    on_consent_withdrawn=on_consent_withdrawn,
    on_stopped=on_stopped,
    on_restricted=on_stopped,
    on_ended=on_stopped,
    panel="referrals/_person_panel.html",
    panel_context=panel,
    own_panel="referrals/_own_along.html",
    own_panel_context=own_panel,
)
