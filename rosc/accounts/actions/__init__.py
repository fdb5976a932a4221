"""Every write to accounts, by noun. Each is atomic, audited, and names its actor `by`."""

from rosc.accounts.actions.invitations import (
    accept_invitation,
    invite,
    join,
    send_again,
    withdraw_invitation,
)
from rosc.accounts.actions.memberships import change_role, end_membership, hand_over
from rosc.accounts.actions.organisations import (
    approve_organisation,
    change_organisation,
    close_organisation,
    create_organisation,
)
from rosc.accounts.actions.people import (
    change_name,
    create_administrator,
    deactivate,
    forget_ended,
    reactivate,
    reset_second_factor,
    sign_out_everywhere,
)
from rosc.accounts.actions.teams import (
    add_to_team,
    create_team,
    remove_from_team,
    remove_team,
    rename_team,
)

__all__ = [
    "accept_invitation",
    "add_to_team",
    "approve_organisation",
    "change_name",
    "change_organisation",
    "change_role",
    "close_organisation",
    "create_administrator",
    "create_organisation",
    "create_team",
    "deactivate",
    "end_membership",
    "forget_ended",
    "hand_over",
    "invite",
    "join",
    "reactivate",
    "remove_from_team",
    "remove_team",
    "rename_team",
    "reset_second_factor",
    "send_again",
    "sign_out_everywhere",
    "withdraw_invitation",
]
