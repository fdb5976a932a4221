"""Where accounts are looked after. Signing in itself is allauth's, under the same prefix."""

from allauth.account import views as sign_in
from allauth.mfa.base import views as second_factor
from allauth.mfa.webauthn import views as passkeys
from django.db.transaction import non_atomic_requests
from django.urls import include, path

from rosc.accounts.views import invitations, organisations, own, people, teams

app_name = "accounts"

# Guesses are counted at once, so that a request that breaks down after one does not take it back.
for view in (
    sign_in.login,
    sign_in.reauthenticate,
    second_factor.authenticate,
    second_factor.reauthenticate,
    passkeys.login_webauthn,
):
    non_atomic_requests(view)

organisation_urls = [
    path("", organisations.organisation, name="organisation"),
    path("change/", organisations.change_organisation, name="change_organisation"),
    path("approve/", organisations.approve_organisation, name="approve_organisation"),
    path("close/", organisations.close_organisation, name="close_organisation"),
    path("hand-over/", organisations.hand_over, name="hand_over"),
    path("invite/", invitations.invite, name="invite"),
    path("create-team/", teams.create_team, name="create_team"),
]
team_urls = [
    path("rename/", teams.rename_team, name="rename_team"),
    path("remove/", teams.remove_team, name="remove_team"),
    path("add/", teams.add_to_team, name="add_to_team"),
    path("take-out/<uuid:membership_pk>/", teams.remove_from_team, name="remove_from_team"),
]
member_urls = [
    path("", people.member, name="member"),
    path("deactivate/", people.deactivate, name="deactivate"),
    path("reactivate/", people.reactivate, name="reactivate"),
    path("reset-second-factor/", people.reset_second_factor, name="reset_second_factor"),
]
urlpatterns = [
    path("desk/", own.desk, name="desk"),
    path("worklist/", own.worklist, name="worklist"),
    path("me/", own.my_account, name="my_account"),
    path("me/name/", own.change_name, name="change_name"),
    path("me/sign-out-everywhere/", own.sign_out_everywhere, name="sign_out_everywhere"),
    path("kept/<uuid:pk>/", own.kept, name="kept"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/create/", organisations.create_organisation, name="create_organisation"),
    path("organisations/<uuid:pk>/", include(organisation_urls)),
    path("teams/<uuid:pk>/", include(team_urls)),
    path("members/", people.members, name="members"),
    path("members/<uuid:pk>/", include(member_urls)),
    path("roles/<uuid:pk>/change/", people.change_role, name="change_role"),
    path("roles/<uuid:pk>/end/", people.end_membership, name="end_membership"),
    path(
        "invitations/administrator/", invitations.invite_administrator, name="invite_administrator"
    ),
    path("invitations/<uuid:pk>/send-again/", invitations.send_again, name="send_again"),
    path(
        "invitations/<uuid:pk>/withdraw/",
        invitations.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path(
        "invitations/accept/<str:token>/", invitations.accept_invitation, name="accept_invitation"
    ),
]
