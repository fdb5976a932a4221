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
