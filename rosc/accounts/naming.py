"""What ids and verbs of accounts are called where only those are kept: in the audit."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from rosc.accounts.models import Organisation, User

MOST_FOUND = 200  # of a name; who types more letters finds fewer

VERBS = {
    "user.sign_in": "Signed in",
    "user.sign_in_failed": "Typed a wrong password",
    "user.sign_in_locked": "Was stopped after too many tries",
    "user.second_factor_failed": "Typed a wrong code",
    "user.sign_out_everywhere": "Signed out everywhere",
    "user.join": "Joined by an invitation",
    "user.change_name": "Changed their name",
    "user.deactivate": "Closed an account",
    "user.reactivate": "Opened an account again",
    "user.reset_second_factor": "Took off a second step",
    "user.create_administrator": "Made an administrator",
    "user.password_changed": "Changed their password",
    "user.password_reset": "Chose a new password by e-mail",
    "user.password_set": "Chose a password",
    "user.email_changed": "Changed their e-mail address",
    "user.recovery_codes_generated": "Made new recovery codes",
    "user.totp_activated": "Set up an app as second step",
    "user.totp_deactivated": "Took off an app as second step",
    "user.webauthn_added": "Added a passkey",
    "user.webauthn_removed": "Removed a passkey",
    "invitation.create": "Invited somebody",
    "invitation.send_again": "Sent an invitation again",
    "invitation.withdraw": "Withdrew an invitation",
    "invitation.accept": "Accepted an invitation",
    "membership.change_role": "Changed a role",
    "membership.end": "Ended a role",
    "organisation.create": "Added an organisation",
    "organisation.approve": "Approved an organisation",
    "organisation.change": "Changed an organisation",
    "organisation.close": "Closed an organisation",
    "organisation.hand_over": "Handed over an organisation",
    "team.create": "Formed a team",
    "team.rename": "Renamed a team",
    "team.remove": "Removed a team",
    "team.add": "Added somebody to a team",
    "team.take_out": "Took somebody out of a team",
    "message.send_again": "Sent a message again",
    "message.leave": "Left a message as it is",
}


def users(ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))


def organisations(ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name"))


def users_called(words: str) -> list[UUID]:
    found = User.objects.filter(Q(name__icontains=words) | Q(email__iexact=words))
    return list(found.values_list("pk", flat=True)[:MOST_FOUND])


def organisations_called(words: str) -> list[UUID]:
    found = Organisation.objects.filter(name__icontains=words)
    return list(found.values_list("pk", flat=True)[:MOST_FOUND])
