"""What ids and verbs of people's records are called in the audit. Nobody is named there."""

from collections.abc import Iterable
from uuid import UUID

VERBS = {
    "person.create": "Started a person's record",
    "person.change": "Changed a person's record",
    "person.open": "Opened a person's record",
    "person.list": "Saw people in a list",
    "person.record_death": "Wrote down that somebody has died",
    "person.restrict": "Set a record aside",
    "person.hand_on": "Handed on a record that nobody had accepted",
    "person.use_again": "Took a record up again",
    "person.stop_contact": "Stopped all contact with somebody",
    "person.contact_again": "Allowed contact with somebody again",
    "person.add_route": "Noted a way to reach somebody",
    "person.confirm_route": "Confirmed a way to reach somebody",
    "person.end_route": "Ended a way to reach somebody",
    "person.give": "Gave a person to somebody to support",
    "person.take_back": "Took a person back",
    "person.see_to": "Saw to somebody whom nobody supported any more",
    "person.add_to_circle": "Noted who is around somebody",
    "person.take_off": "Took off somebody who was around a person",
    "person.keep_from": "Kept a colleague out of a record",
    "person.let_in": "Let a colleague into a record again",
    "person.close": "Closed a record to colleagues",
    "person.open_up": "Opened a record to those who work there",
    "person.choose_keeper": "Chose who keeps a colleague's record",
    "person.break_glass": "Broke the glass",
    "person.look_for_one": "Looked for somebody to break the glass for",
    "person.look_over": "Looked over why the glass was broken",
    "person.second_factor": "Chose what a person's own page asks for",
    "person.send_link": "Sent somebody a link to their own page",
    "person.wrong_answer": "Gave a wrong answer at a person's own page",
    "person.link_refused": "Came by a link that leads nowhere",
    "person.ask_for_link": "Asked for a new link to a person's own page",
    "person.upload_caseload": "Sent a file of people, to look at",
    "person.import_caseload": "Started the records of people in a file",
    "person.export": "Gave out all that is held about somebody",
    "person.list_for_review": "Listed records that may have been kept for long enough",
    "person.propose_erasure": "Proposed that a record is erased",
    "person.approve_erasure": "Approved that a record is erased",
    "person.erase": "Erased a person's record",
    "person.keep": "Decided to keep a record",
    "person.hold": "Kept a record for a legal reason",
    "person.release": "Lifted the legal reason to keep a record",
    "concern.raise": "Raised a safeguarding concern",
    "concern.open": "Read a safeguarding concern",
    "concern.pass_on": "Passed on a safeguarding concern",
    "concern.close": "Closed a safeguarding concern",
    "disclosure.ask": "Asked to share something without consent",
    "disclosure.open": "Read what is to be shared without consent",
    "disclosure.approve": "Approved sharing without consent",
    "disclosure.refuse": "Did not approve sharing without consent",
    "consent.agree": "Wrote down what somebody agreed to",
    "consent.withdraw": "Took back what somebody agreed to",
    "organisation.set_basis": "Said on what ground an organisation holds records",
}


def people(ids: Iterable[UUID]) -> dict[UUID, str]:
    """An administrator reads the audit, and no person's name in it."""
    return dict.fromkeys(ids, "A person")
