"""Whether somebody hears from the portal at all; where they do not, a worker has to ring them."""

from rosc.people.models import Person
from rosc.people.notifications import route_for

NO_WAY = "no_way"
NO_SECOND_THING = "no_second_thing"


def why_unheard(person: Person) -> str:
    """Why no message can go to them, as a code; nothing where one can, or none is wanted: contact
    is stopped, or the record is set aside."""
    if person.is_stopped or person.is_restricted:
        return ""
    if route_for(person) is None:
        return NO_WAY
    return "" if person.second_factor else NO_SECOND_THING
