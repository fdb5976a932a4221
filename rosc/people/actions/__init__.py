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
from rosc.people.actions.links import (
    ask_for_link,
    begin_visit,
    choose_second_factor,
    end_visit,
    open_by_link,
    send_link,
    turn_away,
)
from rosc.people.actions.people import change, create, record_death, restrict, use_again
from rosc.people.actions.reading import opened, searched
from rosc.people.actions.routes import (
    add_route,
    change_route,
    confirm_route,
    end_route,
    reach_me_by,
)
from rosc.people.actions.stopping import (
    contact_again,
    contact_me_again,
    stop_contact,
    stop_everywhere,
)

__all__ = [
    "add_route",
    "agree",
    "ask_for_link",
    "begin_visit",
    "break_glass",
    "change",
    "change_route",
    "choose_second_factor",
    "confirm_route",
    "contact_again",
    "contact_me_again",
    "create",
    "end_route",
    "end_visit",
    "give",
    "keep_from",
    "let_in",
    "look_over",
    "open_by_link",
    "opened",
    "reach_me_by",
    "record_death",
    "restrict",
    "searched",
    "send_link",
    "set_basis",
    "stop_contact",
    "stop_everywhere",
    "take_back",
    "turn_away",
    "use_again",
    "withdraw",
]
