"""Every write to people's records, one function a verb."""

from rosc.people.actions.basis import set_basis
from rosc.people.actions.caseload import (
    forget_uploads,
    import_caseload,
    planned,
    upload_caseload,
)
from rosc.people.actions.circle import add_to_circle, take_off
from rosc.people.actions.colleagues import choose_keeper, close, open_up
from rosc.people.actions.concerns import (
    close_concern,
    pass_on_concern,
    raise_concern,
    read_concern,
)
from rosc.people.actions.consents import agree, withdraw
from rosc.people.actions.disclosures import (
    approve_disclosure,
    disclose,
    read_disclosure,
    refuse_disclosure,
)
from rosc.people.actions.erasing import erase_again, erase_unanswered
from rosc.people.actions.giving_out import export
from rosc.people.actions.glass import look_for_one
from rosc.people.actions.grants import (
    break_glass,
    give,
    keep_from,
    let_in,
    look_over,
    see_to,
    take_back,
)
from rosc.people.actions.keeping import approve_erasure, hold, keep, propose_erasure, release
from rosc.people.actions.links import (
    ask_for_link,
    begin_visit,
    choose_second_factor,
    end_visit,
    is_own_answer,
    open_by_link,
    prolong_visit,
    send_link,
    turn_away,
)
from rosc.people.actions.people import (
    change,
    create,
    hand_on,
    record_death,
    restrict,
    use_again,
)
from rosc.people.actions.reading import opened, searched
from rosc.people.actions.reviewing import list_for_review
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
    "add_to_circle",
    "agree",
    "approve_disclosure",
    "approve_erasure",
    "ask_for_link",
    "begin_visit",
    "break_glass",
    "change",
    "change_route",
    "choose_keeper",
    "choose_second_factor",
    "close",
    "close_concern",
    "confirm_route",
    "contact_again",
    "contact_me_again",
    "create",
    "disclose",
    "end_route",
    "end_visit",
    "erase_again",
    "erase_unanswered",
    "export",
    "forget_uploads",
    "give",
    "hand_on",
    "hold",
    "import_caseload",
    "is_own_answer",
    "keep",
    "keep_from",
    "let_in",
    "list_for_review",
    "look_for_one",
    "look_over",
    "open_by_link",
    "open_up",
    "opened",
    "pass_on_concern",
    "planned",
    "prolong_visit",
    "propose_erasure",
    "raise_concern",
    "reach_me_by",
    "read_concern",
    "read_disclosure",
    "record_death",
    "refuse_disclosure",
    "release",
    "restrict",
    "searched",
    "see_to",
    "send_link",
    "set_basis",
    "stop_contact",
    "stop_everywhere",
    "take_back",
    "take_off",
    "turn_away",
    "upload_caseload",
    "use_again",
    "withdraw",
]
