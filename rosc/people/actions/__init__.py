"""Every write to people's records, one function a verb."""

from rosc.people.actions.basis import set_basis
from rosc.people.actions.consents import agree, withdraw
from rosc.people.actions.grants import (
    break_glass,
    give,
    keep_from,
    let_in,
    look_over,
    take_back,
)
from rosc.people.actions.links import choose_second_factor, open_by_link
from rosc.people.actions.people import change, create, record_death, restrict, use_again
from rosc.people.actions.reading import opened, searched
from rosc.people.actions.routes import add_route, change_route, confirm_route, end_route
from rosc.people.actions.stopping import contact_again, stop_contact

__all__ = [
    "add_route",
    "agree",
    "break_glass",
    "change",
    "change_route",
    "choose_second_factor",
    "confirm_route",
    "contact_again",
    "create",
    "end_route",
    "give",
    "keep_from",
    "let_in",
    "look_over",
    "open_by_link",
    "opened",
    "record_death",
    "restrict",
    "searched",
    "set_basis",
    "stop_contact",
    "take_back",
    "use_again",
    "withdraw",
]
