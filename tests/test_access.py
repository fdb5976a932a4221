"""Who gets in where: every view of the portal, every role, one's own organisation and another.

The tables below are the expectation, written by hand and read in reviews. A view that is in none
of them fails the test, and so does a row without a view.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from directory import actions
from directory.models import ContactAgreement, EntryChange, EntryVersion, LeroComposition
from directory.models.reports import ReportQuerySet
from directory.models.service import ServiceQuerySet
from rosc.access import ANYBODY, ROLES
from rosc.accounts.models import Membership, Organisation, User
from rosc.accounts.models.organisations import OrganisationQuerySet, ScopedQuerySet
from rosc.accounts.models.users import UserQuerySet
from rosc.outbox.actions import plan_mail
from rosc.outbox.models import OutboundMessage
from tests.conftest import member, signed_in
from tests.directory.makers import make_service
from tests.factories import InvitationFactory, MembershipFactory, OrganisationFactory, TeamFactory

PUBLIC = {
    *("home", "healthz", "readyz"),
    *("directory:services", "directory:service", "directory:organisation"),
    *("directory:meetings", "directory:urgent"),
    *("directory:door", "directory:under_18", "directory:fellowships", "directory:fellowship"),
    *("directory:tell_us", "directory:thanks", "directory:contact", "directory:glossary"),
    *("directory:what_helps", "directory:accessibility", "directory:privacy"),
    *("directory:cookies", "directory:about_the_data", "directory:robots"),
    *("directory:sitemap", "directory:sitemap_section", "directory:security_txt"),
    *("directory:leave", "directory:this_phone", "directory:files"),
    *("directory:service_sheet", "directory:service_calendar", "directory:session_calendar"),
    *("directory:services_calendar", "directory:services_table"),
    *("directory:meetings_week", "directory:meetings_calendar", "directory:meetings_table"),
    *("directory:shortlist", "directory:shortlist_add", "directory:shortlist_remove"),
    *("directory:shortlist_clear", "directory:shortlist_compare", "directory:shortlist_paper"),
    *("directory:shortlist_calendar", "directory:shortlist_email", "directory:shortlist_share"),
    *("directory:shared_shortlist", "accounts:accept_invitation", "directory:still_right"),
    *("account_login", "account_logout", "account_inactive", "account_signup"),
    *("account_confirm_login_code", "account_email_verification_sent"),
    *("account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done"),
    *("mfa_authenticate", "mfa_login_webauthn"),
}
OWN_ACCOUNT = {
    *("accounts:desk", "accounts:my_account", "accounts:change_name"),
    *("accounts:sign_out_everywhere", "accounts:kept"),
}
SIGN_IN_LIBRARY = ("account_", "mfa_", "usersessions_")

EVERYBODY = set(ROLES)
LEADING = {"coordinator", "lero_leader", "administrator"}
ADMINISTRATOR = {"administrator"}
ANSWERS_STANDARDS = {"lero_leader", "lero_member", "board_member"}
# view: (the roles that get in, what it is about; None for a view about nothing in particular)
ROLES_OF = {
    "accounts:organisations": (EVERYBODY, None),
    "accounts:create_organisation": (EVERYBODY, None),
    "accounts:organisation": (EVERYBODY, "organisation"),
    "accounts:change_organisation": (LEADING, "organisation"),
    "accounts:approve_organisation": (ADMINISTRATOR, "organisation"),
    "accounts:close_organisation": (ADMINISTRATOR, "organisation"),
    "accounts:hand_over": (LEADING, "organisation"),
    "accounts:invite": (LEADING, "organisation"),
    "accounts:create_team": (LEADING, "organisation"),
    "accounts:rename_team": (LEADING, "team"),
    "accounts:remove_team": (LEADING, "team"),
    "accounts:add_to_team": (LEADING, "team"),
    "accounts:remove_from_team": (LEADING, "team_member"),
    "accounts:members": (EVERYBODY, None),
    "accounts:member": (EVERYBODY, "person"),
    "accounts:deactivate": (LEADING, "person"),
    "accounts:reactivate": (LEADING, "person"),
    "accounts:reset_second_factor": (LEADING, "person"),
    "accounts:change_role": (LEADING, "membership"),
    "accounts:end_membership": (LEADING, "membership"),
    "accounts:invite_administrator": (ADMINISTRATOR, None),
    "accounts:send_again": (LEADING, "invitation"),
    "accounts:withdraw_invitation": (LEADING, "invitation"),
    "outbox:messages": (ADMINISTRATOR, None),
    "outbox:read": (ADMINISTRATOR, "message"),
    "outbox:send_again": (ADMINISTRATOR, "message"),
    "outbox:leave": (ADMINISTRATOR, "message"),
    "audit:events": (ADMINISTRATOR, None),
    "accounts:worklist": (ADMINISTRATOR, None),
    "directory:reports": (LEADING, None),
    "directory:report": (LEADING, "report"),
    "directory:check_report": (LEADING, "report"),
    "directory:answer_report": (LEADING, "report"),
    "directory:composition": (ANSWERS_STANDARDS, "organisation"),
    "directory:add_composition": (ANSWERS_STANDARDS, "organisation"),
    "directory:change_composition": (ANSWERS_STANDARDS, "composition"),
    "directory:remove_composition": (ANSWERS_STANDARDS, "composition"),
    "directory:ours": (LEADING, None),
    "directory:add_entry": (LEADING, None),
    "directory:entry": (LEADING, "service"),
    "directory:answer": (LEADING, "question"),
    "directory:place": (LEADING, "new_part"),
    "directory:session": (LEADING, "new_part"),
    "directory:submit": (LEADING, "service"),
    "directory:take_back": (LEADING, "sent_entry"),
    "directory:drop": (LEADING, "sent_entry"),
    "directory:pause": (LEADING, "service"),
    "directory:resume": (LEADING, "service"),
    "directory:close": (LEADING, "service"),
    "directory:reopen": (LEADING, "service"),
    "directory:say_capacity": (LEADING, "service"),
    "directory:confirm": (LEADING, "service"),
    "directory:versions": (LEADING, "service"),
    "directory:version": (LEADING, "entry_version"),
    "directory:restore": (LEADING, "entry_version"),
    "directory:withdraw_agreement": (LEADING, "agreement"),
    "directory:rhythm": (LEADING, "organisation"),
    "directory:waiting": (ADMINISTRATOR, None),
    "directory:approve": (ADMINISTRATOR, "sent_entry"),
    "directory:send_back": (ADMINISTRATOR, "sent_entry"),
    "directory:trust": (ADMINISTRATOR, "organisation"),
    "directory:reference": (ADMINISTRATOR, None),
    "directory:reference_table": (ADMINISTRATOR, "reference_table"),
    "directory:reference_add": (ADMINISTRATOR, "reference_table"),
    "directory:reference_change": (ADMINISTRATOR, "reference_row"),
    "directory:reference_remove": (ADMINISTRATOR, "reference_phrase"),
}
NARROWED_AGAIN = {"directory:ours"}  # to where one may change something, so nothing shows
MAKES_NEW = {"accounts:create_organisation", "directory:add_entry"}
SENT_ONLY = {
    "outbox:send_again",
    "outbox:leave",
}  # no page of its own: looking is answered with 405
# What a view is about, or a list by its name: whose `visible_to` it goes through.
SCOPED_BY = {
    "accounts:organisations": OrganisationQuerySet,
    "accounts:members": UserQuerySet,
    "directory:reports": ReportQuerySet,
    "report": ReportQuerySet,
    "composition": ScopedQuerySet,
    "organisation": OrganisationQuerySet,
    "person": UserQuerySet,
    "membership": ScopedQuerySet,
    "team": ScopedQuerySet,
    "team_member": ScopedQuerySet,
    "invitation": ScopedQuerySet,
    "directory:ours": ServiceQuerySet,
    "service": ServiceQuerySet,
    "question": ServiceQuerySet,
    "new_part": ServiceQuerySet,
    "sent_entry": ServiceQuerySet,
    "entry_version": ServiceQuerySet,
    "agreement": ServiceQuerySet,
}


@dataclass
class Place:
    """An organisation with one of everything; `canary` is in the name of each of them."""

    canary: str
    things: dict[str, list]


@dataclass
class World:
    own: Place
    other: Place
    by_role: dict[str, User]
    two_hats: User  # leads the other place, and is a keyworker in the own one
    clients: dict[User, Client] = field(default_factory=dict)

    def client_of(self, user: User) -> Client:
        """A browser in which `user` is signed in, the same one each time."""
        if user not in self.clients:
            self.clients[user] = signed_in(user)
        return self.clients[user]


def place(canary: str) -> Place:
    organisation = OrganisationFactory(
        name=f"Organisation {canary}", kinds=["lero", "rss", "partnership"]
    )
    person = member(f"{canary} Person", ("peer_worker", organisation))
    membership = person.memberships.get()
    team = TeamFactory(organisation=organisation, name=f"Team {canary}")
    membership.teams.add(team)
    invitation = InvitationFactory(organisation=organisation, email=f"{canary}@inv.example".lower())
    things = {
        "organisation": [organisation.pk],
        "person": [person.pk],
        "membership": [membership.pk],
        "team": [team.pk],
        "team_member": [team.pk, membership.pk],
        "invitation": [invitation.pk],
        "reference_table": ["kinds"],
        "reference_row": ["kinds", "detox"],
        "reference_phrase": ["synonyms", "rehab"],
        "report": [
            actions.tell_us(topic="times", text=canary, by=ANYBODY, organisation=organisation).pk
        ],
        "composition": [
            LeroComposition.objects.create(organisation=organisation, as_of="2026-03-27").pk
        ],
        **entries_of(organisation, canary),
        "message": [message_to(f"{canary}@work.example").pk],
    }
    return Place(canary, things)


def entries_of(organisation: Organisation, canary: str) -> dict[str, list]:
    """An entry with a version and a private contact, and another whose change waits."""
    entry = make_service(f"Entry {canary}", organisation=organisation, description="Tea")
    moment = timezone.now()
    said = {"name": f"Once {canary}", "kinds": ["peer-support"]}
    EntryVersion.objects.create(
        service=entry, number=1, at=moment, verb="found", actor_kind="system", says=said
    )
    agreement = ContactAgreement.objects.create(
        service=entry,
        contact="phone",
        value=f"0161 {canary}",
        whose="leader",
        agreed_on="2026-01-01",
        recorded_at=moment,
        recorded_by_kind="system",
    )
    sent = make_service(f"Sent {canary}", organisation=organisation)
    EntryChange.objects.create(
        service=sent, status="waiting", sent_at=moment, says={**said, "description": canary}
    )
    return {
        "service": [entry.pk],
        "question": [entry.pk, "about"],
        "new_part": [entry.pk, "new"],
        "entry_version": [entry.pk, 1],
        "agreement": [entry.pk, agreement.pk],
        "sent_entry": [sent.pk],
    }


def message_to(address: str) -> OutboundMessage:
    plan_mail(address=address, subject="Hello", text="Words.")
    return OutboundMessage.objects.latest("created_at")


@pytest.fixture
def world(db, settings) -> World:
    settings.DEMO = True  # there the words of messages can be read
    own, other = place("Hazel"), place("Osprey")
    home = Organisation.objects.get(name__contains=own.canary)
    away = Organisation.objects.get(name__contains=other.canary)
    by_role = {
        slug: member(f"{slug} Actor", (slug, None if role.is_portal_wide else home))
        for slug, role in ROLES.items()
    }
    two_hats = member("Twice Actor", ("lero_leader", away), ("keyworker", home))
    return World(own, other, by_role, two_hats)


def views() -> dict[str, URLPattern]:
    """Every view of the URLconf by its name."""

    def walk(patterns, namespace=""):
        for one in patterns:
            if hasattr(one, "url_patterns"):
                yield from walk(
                    one.url_patterns, f"{one.namespace}:" if one.namespace else namespace
                )
            else:
                yield namespace + str(one.name), one

    return dict(walk(get_resolver().url_patterns))


def is_library(name: str) -> bool:
    return name.startswith(SIGN_IN_LIBRARY)


def cells(world: World, name: str) -> Iterator[tuple[str, User, Place, int]]:
    """Everybody, at one's own place and at the other, and the status that each should get."""
    allowed, about = ROLES_OF[name]
    for role, user in world.by_role.items():
        for where in (world.own, world.other) if about else (world.own,):
            visible = where is world.own or role == "administrator"
            found = 405 if name in SENT_ONLY else 200
            yield role, user, where, 403 if role not in allowed else found if visible else 404
    if about:
        # A leader elsewhere who is a keyworker here has here what a keyworker has.
        yield "two hats", world.two_hats, world.own, 200 if "keyworker" in allowed else 403


def wrong_cells(world: World, name: str) -> Iterator[str]:
    """The cells of a view that do not answer as they should, or show what is another's."""
    for who, user, where, expected in cells(world, name):
        response = world.client_of(user).get(address(name, where))
        sees_both = who in {"administrator", "two hats"}
        shows_other = world.other.canary.lower() in response.content.decode().lower()
        if response.status_code != expected or (shows_other and not sees_both):
            yield f"{name} as {who} at {where.canary}: {response.status_code}"


def address(name: str, where: Place) -> str:
    about = ROLES_OF[name][1]
    return reverse(name, args=where.things[about] if about else [])


def test_every_view_is_accounted_for():
    """A new page says who may open it, here and at the view."""
    known = PUBLIC | OWN_ACCOUNT | set(ROLES_OF)
    found = {name for name in views() if not is_library(name)} | {
        name for name in views() if is_library(name) and name in PUBLIC
    }
    assert found == known
    assert len(PUBLIC) == 60


def test_each_view_says_so_itself():
    for name, pattern in views().items():
        view = pattern.callback
        is_public = not getattr(view, "login_required", True)
        assert is_public == (name in PUBLIC), name
        assert getattr(view, "is_own_account", False) == (name in OWN_ACCOUNT), name
        assert hasattr(view, "permission") == (name in ROLES_OF), name


def test_the_permission_of_a_view_is_held_by_the_roles_that_get_in():
    for name, (allowed, _) in ROLES_OF.items():
        permission = views()[name].callback.permission
        assert allowed == {s for s, role in ROLES.items() if permission in role.permissions}, name


def test_somebody_who_has_not_signed_in_gets_nothing(world):
    for name in ROLES_OF:
        url = address(name, world.own)
        for response in (Client().get(url), Client().post(url)):
            assert response.url.startswith(reverse("account_login")), name


def test_each_role_in_each_place(world):
    asked = [cell for name in ROLES_OF for cell in cells(world, name)]
    assert len(asked) == 1014
    assert [wrong for name in ROLES_OF for wrong in wrong_cells(world, name)] == []


@pytest.mark.parametrize(
    "rows",
    [UserQuerySet, OrganisationQuerySet, ScopedQuerySet, ReportQuerySet, ServiceQuerySet],
)
def test_the_matrix_notices_a_view_that_shows_everything(world, rows, monkeypatch):
    """Were `visible_to` to return everything, a cell of each view that uses it would be wrong."""
    monkeypatch.setattr(rows, "visible_to", lambda self, user: self)
    scoped = [
        name
        for name, (allowed, about) in ROLES_OF.items()
        if SCOPED_BY.get(about or name) is rows and allowed != ADMINISTRATOR
        if name not in NARROWED_AGAIN
    ]
    assert scoped
    for name in scoped:
        assert next(wrong_cells(world, name), None), name


def test_every_view_of_more_than_administrators_is_scoped_by_something():
    for name, (allowed, about) in ROLES_OF.items():
        is_scoped = (about or name) in SCOPED_BY
        assert is_scoped or allowed == ADMINISTRATOR or name in MAKES_NEW


def test_what_is_gone_was_never_there(world):
    """Another organisation's thing and a made-up key get the same page, to the byte."""
    client = world.client_of(world.by_role["lero_leader"])
    for name, (allowed, about) in ROLES_OF.items():
        if about and "lero_leader" in allowed:
            keys = world.other.things[about]
            made_up = ["00000000-0000-4000-8000-000000000000", *keys[1:]]
            pages = [client.get(reverse(name, args=args)) for args in (keys, made_up)]
            assert [page.status_code for page in pages] == [404, 404], name
            assert without_token(pages[0]) == without_token(pages[1]), name


def without_token(page: HttpResponse) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())


def test_looking_changes_nothing(world):
    """No GET or HEAD of any cell writes a row of accounts."""
    for user in world.by_role.values():
        world.client_of(user)
    before = fingerprints()
    assert len(before) >= 7
    for name, (allowed, _) in ROLES_OF.items():
        for role in allowed:
            client = world.client_of(world.by_role[role])
            client.get(address(name, world.own))
            client.head(address(name, world.own))
    assert fingerprints() == before


def fingerprints() -> dict[str, str]:
    """What the tables of accounts hold, each as one hash."""
    tables = [t for t in connection.introspection.table_names() if t.startswith("accounts_")]
    with connection.cursor() as cursor:

        def of(table: str) -> str:
            cursor.execute(f"SELECT md5(string_agg(t::text, '|')) FROM {table} t")  # noqa: S608
            return cursor.fetchone()[0]

        return {table: of(table) for table in tables}


def test_nothing_is_done_without_the_forms_own_token(world):
    for name, (allowed, _) in ROLES_OF.items():
        client = Client(enforce_csrf_checks=True)
        client.force_login(world.by_role[min(allowed)])
        assert client.post(address(name, world.own), {"submit": "yes"}).status_code == 403, name


def test_rights_go_with_the_role_at_the_next_request(world):
    """Not with the session: an ended role and a changed one count at once."""
    leader = world.by_role["lero_leader"]
    client = signed_in(leader)
    url = reverse("accounts:invite", args=world.own.things["organisation"])
    assert client.get(url).status_code == 200
    Membership.objects.filter(user=leader).update(role="lero_member")
    assert client.get(url).status_code == 403
    Membership.objects.filter(user=leader).update(ended_at="2026-01-01T00:00Z")
    assert client.get(url).status_code == 403
    MembershipFactory(user=leader, organisation_id=url.split("/")[3], role="lero_leader")
    assert client.get(url).status_code == 200
