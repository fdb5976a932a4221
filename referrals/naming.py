"""What ids and verbs of introductions are called in the audit."""

from collections.abc import Iterable
from uuid import UUID

from referrals.models import AgreedPathway, AreaFallback

VERBS = {
    "referral.start": "Began an introduction",
    "referral.change": "Changed an introduction",
    "referral.send": "Sent an introduction",
    "referral.ask": "Asked about an introduction",
    "referral.answer": "Answered about an introduction",
    "referral.wait": "Put somebody on a waiting list",
    "referral.accept": "Accepted an introduction",
    "referral.undo_accept": "Took an acceptance back",
    "referral.decline": "Said that it is not possible there",
    "referral.redirect": "Proposed somewhere else",
    "referral.confirm_meeting": "Said that they met",
    "referral.end": "Ended an introduction",
    "referral.withdraw": "Withdrew an introduction",
    "referral.expire": "An introduction ran out unanswered",
    "referral.record_contact": "Noted a contact",
    "referral.confirm": "Said how it went",
    "referral.settle": "Looked at answers that differ",
    "referral.say": "Wrote about an introduction",
    "referral.pause": "Paused an introduction",
    "referral.resume": "Went on with an introduction",
    "referral.open": "Opened an introduction",
    "referral.export": "Took introductions out as a table",
    "service.set_asked_items": "Said what a service asks to be told",
    "referral.link_refused": "Came by a link that leads nowhere",
    "referral.ask_for_link": "Asked for a new link to an introduction",
    "referral.begin_identity": "Asked to be shown, once, who it is",
    "referral.wrong_code": "Gave a wrong code",
    "referral.show_identity": "Was shown, once, who it is",
    "referral.ask_for_work_address": "Asked for a link to introduce somebody",
    "referral.ask_for_somebody": "Asked us to write to somebody close to them",
    "organisation.set_reception": "Said where introductions are sent",
    "area.set_fallback": "Said who is asked in an area where nobody answered",
    "organisation.confirm_reception": "Confirmed where introductions are sent",
    "referral.list": "Saw introductions in a list",
    "referral.let_rest": "Said that nothing more is needed after an introduction",
    "referral.hand_over": "Proposed another place, as a service closes",
    "referral.answer_hand_over": "Said whether they would like another place",
    "pathway.propose": "Proposed how people come from one to the other",
    "pathway.agree": "Agreed how people come from one to the other",
    "pathway.change": "Changed an agreed pathway",
    "pathway.review": "Looked at an agreed pathway again",
    "pathway.end": "Ended an agreed pathway",
    "peer.prepare_peer": "Recorded what has to be there before somebody goes along with people",
    "peer.take_break": "Took a break from going along with people",
    "peer.come_back": "Came back to go along with people",
    "person.pair": "Asked somebody to go along with a person",
    "person.end_pairing": "Somebody no longer goes along with a person",
    "person.met_together": "Noted that they went together, or tried to",
    "person.start_meeting_help": "Began to help somebody get to a meeting",
    "person.note_meeting_help": "Noted help getting to a meeting",
    "person.say_went": "Said how a meeting was",
}


def referrals(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Nobody is named in the audit."""
    return dict.fromkeys(ids, "An introduction")


def pathways(ids: Iterable[UUID]) -> dict[UUID, str]:
    """From whom to whom."""
    rows = AgreedPathway.objects.filter(pk__in=ids).select_related("sender", "receiver")
    return {one.pk: f"From {one.sender.name} to {one.receiver.name}" for one in rows}


def area_fallbacks(ids: Iterable[UUID]) -> dict[UUID, str]:
    """For which area."""
    rows = AreaFallback.objects.filter(pk__in=ids).select_related("area")
    return {one.pk: one.area.name for one in rows}
