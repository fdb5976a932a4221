"""What ids and verbs of the directory are called in the audit."""

from collections.abc import Iterable
from uuid import UUID

from directory.models import Report, Service, Topic

VERBS = {
    "report.tell_us": "Told us something",
    "report.check": "Looked into what somebody told us",
    "report.put_right": "Put right what somebody told us",
    "report.leave": "Found nothing to change",
    "report.set_aside": "Set aside what somebody told us",
    "composition.add": "Added numbers of who makes up a LERO",
    "composition.change": "Changed numbers of who makes up a LERO",
    "composition.remove": "Removed numbers of who makes up a LERO",
    "entrychange.send": "Sent an entry to be looked at",
    "entrychange.publish": "Published an entry",
    "entrychange.take_back": "Took an entry back to work on it",
    "entrychange.approve": "Approved an entry",
    "entrychange.send_back": "Sent an entry back with a question",
    "entrychange.drop": "Threw a change to an entry away",
    "service.pause": "Paused an entry",
    "service.resume": "Brought an entry back after a pause",
    "service.close": "Closed an entry",
    "service.reopen": "Opened an entry again",
    "service.add": "Began an entry",
    "service.answer": "Answered a question about an entry",
    "service.record_agreement": "Noted that a private contact may be shown",
    "service.withdraw_agreement": "Took a private contact out again",
    "organisation.set_areas": "Said which areas an organisation is for",
    "organisation.trust": "Let an organisation publish without approval",
    "organisation.distrust": "Asked to approve what an organisation changes",
    "service.say_capacity": "Said if there is room",
    "service.confirm": "Said that an entry is still right",
    "organisation.set_rhythm": "Chose how often to be asked about entries",
    "reference.add": "Added a word or kind of help",
    "reference.change": "Changed a word or kind of help",
    "reference.remove": "Removed a word or kind of help",
    "source.import": "Brought in a list",
}


def services(ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Service.objects.filter(pk__in=ids).values_list("pk", "name"))


def reports(ids: Iterable[UUID]) -> dict[UUID, str]:
    found = Report.objects.filter(pk__in=ids).values_list("pk", "topic")
    return {pk: str(Topic(topic).label) for pk, topic in found}
