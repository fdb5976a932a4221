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

from directory.models.reports import ReportQuerySet
from directory.models.service import ServiceQuerySet
from referrals.models import Pairing, Referral
from referrals.models.buddies import PairingQuerySet
from referrals.models.handing_over import HandOverQuerySet
from referrals.models.meetings import MeetingHelpQuerySet
from referrals.models.pathways import AgreedPathwayQuerySet
from referrals.models.referral import ReferralQuerySet
from rosc.access import ROLES, SYSTEM
from rosc.accounts.models import Membership, Organisation, User
from rosc.accounts.models.organisations import OrganisationQuerySet, ScopedQuerySet
from rosc.accounts.models.users import UserQuerySet
from rosc.closed import ClosedQuerySet
from rosc.people import actions as people
from rosc.people.models import Person
from rosc.people.models.caseload import CaseloadUploadQuerySet
from rosc.people.models.concerns import ConcernQuerySet, DisclosureQuerySet
from rosc.people.models.grants import GrantQuerySet
from rosc.people.models.keeping import ReviewQuerySet
from rosc.people.models.people import PersonQuerySet
from tests import access_check_ups, access_introductions
from tests.access_world import Place, place
from tests.conftest import member, signed_in
from tests.factories import MembershipFactory
from tests.lero_standards import access as standards
from tests.referrals.makers import make_pairing, make_peer

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
    # By a link and a second thing that only one person knows.
    *("people:own_page", "people:mine", "people:mine_withdraw", "people:reach_me_by"),
    *("people:stop_everywhere", "people:contact_me_again", "people:end_visit"),
    *("referrals:go_elsewhere", "referrals:mine_answer"),
    *("referrals:mine_hand_over", "referrals:follow_hand_over"),
    *("referrals:say_went", "referrals:say_how_it_went", "people:mine_take_off"),
    # By a link of a group, of a professional or of somebody who was thought of; and to begin.
    *("referrals:answer_by_link", "referrals:identity", "referrals:confirm_reception"),
    *("referrals:follow", "referrals:introduce", "referrals:thought_of"),
    *("referrals:ask_for_myself", "referrals:ask_for_somebody", "referrals:work_address"),
    "checkups:how_it_is",
    *access_check_ups.ON_ONES_OWN_PAGE,
}
# Public, but only for somebody who has come in by their link and the second thing.
ON_ONES_OWN_PAGE = {name for name in PUBLIC if name.startswith("people:")} | {
    *("referrals:go_elsewhere", "referrals:mine_answer", "referrals:mine_hand_over"),
    *("referrals:say_went", "referrals:say_how_it_went"),
    *access_check_ups.ON_ONES_OWN_PAGE,
}
OWN_ACCOUNT = {
    *("accounts:desk", "accounts:my_account", "accounts:change_name"),
    *("accounts:sign_out_everywhere", "accounts:kept"),
    *("referrals:take_break", "referrals:come_back"),
}
SIGN_IN_LIBRARY = ("account_", "mfa_", "usersessions_")

EVERYBODY = set(ROLES)
LEADING = {"coordinator", "lero_leader", "administrator"}
ADMINISTRATOR = {"administrator"}
WRITES_OF_PEOPLE = {"keyworker", "coordinator", "lero_leader"}
READS_OF_PEOPLE = WRITES_OF_PEOPLE | {"peer_worker"}
ANSWERS_STANDARDS = {"lero_leader", "lero_member", "board_member"}
LEADS_PEOPLE = {"coordinator", "lero_leader"}
RAISES = READS_OF_PEOPLE | {"safeguarding_lead"}
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
    **standards.ROLES_OF,
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
    "directory:set_areas": (ADMINISTRATOR, "organisation"),
    "people:break_glass": (ADMINISTRATOR, None),
    "people:behind_glass": (ADMINISTRATOR, "broken_glass"),
    "people:glass_broken": (LEADS_PEOPLE, None),
    "people:glass": (LEADS_PEOPLE, "grant"),
    "people:look_over": (LEADS_PEOPLE, "grant"),
    "people:concerns": (RAISES, None),
    "people:raise_concern": (RAISES, "helped"),
    "people:concern": (RAISES, "concern"),
    "people:pass_on_concern": ({"safeguarding_lead"}, "concern"),
    "people:close_concern": ({"safeguarding_lead"}, "concern"),
    "people:disclosures": ({*LEADS_PEOPLE, "safeguarding_lead"}, None),
    "people:disclose": (WRITES_OF_PEOPLE, "helped"),
    "people:approve_disclosure": ({*LEADS_PEOPLE, "safeguarding_lead"}, "disclosure"),
    "people:import_caseload": (WRITES_OF_PEOPLE, None),
    "people:check_caseload": (WRITES_OF_PEOPLE, "upload"),
    "people:export": (LEADS_PEOPLE, "helped"),
    "people:reviews": (LEADS_PEOPLE, None),
    "people:propose_erasure": (LEADS_PEOPLE, "review"),
    "people:approve_erasure": (LEADS_PEOPLE, "review"),
    "people:keep": (LEADS_PEOPLE, "review"),
    "people:erase": (LEADS_PEOPLE, "helped"),
    "people:restrict": (LEADS_PEOPLE, "helped"),
    "people:use_again": (LEADS_PEOPLE, "helped"),
    "people:hold": (LEADS_PEOPLE, "helped"),
    "people:release": (LEADS_PEOPLE, "helped"),
    "directory:reference": (ADMINISTRATOR, None),
    "directory:reference_table": (ADMINISTRATOR, "reference_table"),
    "directory:reference_add": (ADMINISTRATOR, "reference_table"),
    "directory:reference_change": (ADMINISTRATOR, "reference_row"),
    "directory:reference_remove": (ADMINISTRATOR, "reference_phrase"),
    "gaps:summary": ({"commissioner", "administrator"}, None),
    "gaps:summary_table": ({"commissioner", "administrator"}, None),
    "gaps:own_summary": (LEADS_PEOPLE, "organisation"),
    "gaps:own_table": (LEADS_PEOPLE, "organisation"),
    "gaps:hand_over": (WRITES_OF_PEOPLE, "organisation"),
    "gaps:take_hand_over": (WRITES_OF_PEOPLE, "organisation"),
    "gaps:codes": (ADMINISTRATOR, None),
    "gaps:set_code": (ADMINISTRATOR, "return_code"),
    **access_introductions.ROLES_OF,
    "people:add_to_circle": (WRITES_OF_PEOPLE, "record"),
    "people:take_off": (WRITES_OF_PEOPLE, "circle_entry"),
    "people:people": (READS_OF_PEOPLE, None),
    "people:create": (WRITES_OF_PEOPLE, None),
    "people:person": (READS_OF_PEOPLE, "record"),
    "people:change": (WRITES_OF_PEOPLE, "record"),
    "people:stop_contact": (WRITES_OF_PEOPLE, "record"),
    "people:contact_again": (WRITES_OF_PEOPLE, "record"),
    "people:record_death": (WRITES_OF_PEOPLE, "record"),
    "people:choose_second_factor": (WRITES_OF_PEOPLE, "record"),
    "people:send_link": (WRITES_OF_PEOPLE, "record"),
    "people:add_route": (WRITES_OF_PEOPLE, "record"),
    "people:change_route": (WRITES_OF_PEOPLE, "contact_route"),
    "people:confirm_route": (WRITES_OF_PEOPLE, "contact_route"),
    "people:end_route": (WRITES_OF_PEOPLE, "contact_route"),
    "people:preview_messages": (WRITES_OF_PEOPLE, "contact_route"),
    "people:agree": (WRITES_OF_PEOPLE, "record"),
    "people:withdraw": (WRITES_OF_PEOPLE, "consent"),
    "people:keep_from": (WRITES_OF_PEOPLE, "record"),
    "people:let_in": (LEADS_PEOPLE, "kept_out"),
    "people:close": (WRITES_OF_PEOPLE, "record"),
    "people:open_up": (WRITES_OF_PEOPLE, "record"),
    "people:without_a_keeper": (LEADS_PEOPLE, None),
    "people:choose_keeper": (LEADS_PEOPLE, "left_record"),
    "people:give": (LEADS_PEOPLE, "record"),
    "people:take_back": (LEADS_PEOPLE, "record_grant"),
    "people:basis": (LEADING, "organisation"),
    **access_check_ups.ROLES_OF,
}
# To where one may change something, or to a form before anything: so nothing shows.
# The last two have a scope of their own: records that nobody keeps, named to nobody.
NARROWED_AGAIN = {
    *("directory:ours", "referrals:export", "referrals:table", "referrals:start"),
    "referrals:start_meeting_help",
    *("referrals:peers", "referrals:going_with", "referrals:hand_back"),
    *("people:without_a_keeper", "people:choose_keeper", *access_check_ups.NARROWED_AGAIN),
}
# The same for all: what is one's own beside it is scoped.
ANYBODYS = {"anybodys_service", "anybodys_meeting"}
# Figures of an area, and no rows: tests/gaps/test_summary.py holds each to its own areas. Or who
# is asked in it: tests/referrals/test_set_fallback.py does.
OF_AN_AREA = {"gaps:summary", "gaps:summary_table", "referrals:set_fallback"} | {
    "lero_standards:counts"
}
MAKES_NEW = {
    *("accounts:create_organisation", "directory:add_entry"),
    *("people:create", "people:import_caseload"),
}
# Rows that only those with the right there see at all: to others they are not there.
SEEN_BY_RIGHT = {"grant", "disclosure", "review", "left_record", "peer_review"}
# Of those who get in, who finds the thing itself: the others are told that it is not there.
FINDS = {
    "helped": WRITES_OF_PEOPLE,  # a peer worker only whoever was given to them
    "own_pairing": {"peer_worker"},  # nobody but who goes along
    "concern": {"safeguarding_lead"},  # and whoever raised it
    "upload": set(),  # nobody but who sent it
    **standards.FINDS,
    "broken_glass": set(),  # nobody but who broke it, for an hour
    **access_check_ups.FINDS,
}
# No page of its own: looking is answered with 405.
SENT_ONLY = {"outbox:send_again", "outbox:leave"}
# What a view is about, or a list by its name: whose `visible_to` it goes through.
SCOPED_BY = {
    "accounts:organisations": OrganisationQuerySet,
    "accounts:members": UserQuerySet,
    **dict.fromkeys(("directory:reports", "report"), ReportQuerySet),
    "composition": ScopedQuerySet,
    **standards.SCOPED_BY,
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
    "anybodys_service": PersonQuerySet,
    "anybodys_meeting": PersonQuerySet,
    "referrals:peers": ScopedQuerySet,
    "pairing": PairingQuerySet,
    "own_pairing": PairingQuerySet,
    "referrals:going_with": PairingQuerySet,
    "meeting_help": MeetingHelpQuerySet,
    "circle_entry": PersonQuerySet,
    "referrals:referrals": ReferralQuerySet,
    "referrals:table": ReferralQuerySet,
    "referrals:export": ReferralQuerySet,
    **dict.fromkeys(("sent_out", "draft", "draft_step", "not_reached", "asked"), ReferralQuerySet),
    "turned_down": ReferralQuerySet,
    **dict.fromkeys(("paused", "differing", "arrived", "taken_in"), ReferralQuerySet),
    "referrals:pathways": AgreedPathwayQuerySet,
    "referrals:missing_pathways": OrganisationQuerySet,
    "agreed_pathway": AgreedPathwayQuerySet,
    "proposed_pathway": AgreedPathwayQuerySet,
    "asked_elsewhere": HandOverQuerySet,
    "people:people": PersonQuerySet,
    "record": PersonQuerySet,
    "contact_route": PersonQuerySet,
    "consent": PersonQuerySet,
    "kept_out": PersonQuerySet,
    "people:without_a_keeper": PersonQuerySet,
    "left_record": PersonQuerySet,
    "record_grant": PersonQuerySet,
    "people:glass_broken": GrantQuerySet,
    "grant": GrantQuerySet,
    "people:concerns": ConcernQuerySet,
    "concern": ConcernQuerySet,
    "people:disclosures": DisclosureQuerySet,
    "disclosure": DisclosureQuerySet,
    "helped": PersonQuerySet,
    "upload": CaseloadUploadQuerySet,
    **access_check_ups.SCOPED_BY,
    **dict.fromkeys(("people:reviews", "review"), ReviewQuerySet),
}


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


@pytest.fixture
def world(db, settings) -> World:
    settings.DEMO = True  # there the words of messages can be read
    own, other = place("Hazel"), place("Osprey")
    home = Organisation.objects.get(name=f"Organisation {own.canary}")
    away = Organisation.objects.get(name=f"Organisation {other.canary}")
    by_role = {
        slug: member(f"{slug} Actor", (slug, None if role.is_portal_wide else home))
        for slug, role in ROLES.items()
    }
    goes_along = make_peer(by_role["peer_worker"], home, most_people=9)
    for thing, model in (("sent_out", Referral), ("record", Person)):
        found = model.objects.unscoped_for("test").get(pk=own.things[thing][0])
        person = getattr(found, "person", found)
        people.give(person=person, user=by_role["peer_worker"], by=SYSTEM)
    access_check_ups.give_to(by_role["peer_worker"], own.things)
    own.things["own_pairing"] = own.things["pairing"] = [
        make_pairing(Pairing.objects.get(pk=own.things["pairing"][0]).person, goes_along).pk
    ]
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
            visible = where is world.own or role == "administrator" or about in ANYBODYS
            visible = visible and role in FINDS.get(about, {role})
            found = 405 if name in SENT_ONLY else 200
            yield role, user, where, 403 if role not in allowed else found if visible else 404
    if about:
        # A leader elsewhere who is a keyworker here has here what a keyworker has.
        finds = 200 if "keyworker" in FINDS.get(about, {"keyworker"}) else 404
        refused = 404 if about in SEEN_BY_RIGHT else 403
        yield "two hats", world.two_hats, world.own, finds if "keyworker" in allowed else refused


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
    assert len(PUBLIC) == 93


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
    assert len(asked) == 4313
    wrong = [wrong for name in ROLES_OF for wrong in wrong_cells(world, name)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "rows",
    [
        *(UserQuerySet, OrganisationQuerySet, ScopedQuerySet, ReportQuerySet, ServiceQuerySet),
        *(PersonQuerySet, GrantQuerySet, ConcernQuerySet, DisclosureQuerySet, ReviewQuerySet),
        *(CaseloadUploadQuerySet, ReferralQuerySet, AgreedPathwayQuerySet, HandOverQuerySet),
        *(PairingQuerySet, MeetingHelpQuerySet, *access_check_ups.QUERY_SETS),
        standards.SharedQuerySet,
    ],
)
def test_the_matrix_notices_a_view_that_shows_everything(world, rows, monkeypatch):
    """Were `visible_to` to return everything, a cell of each view that uses it would be wrong."""
    everything = rows.opened if issubclass(rows, ClosedQuerySet) else rows.all
    monkeypatch.setattr(rows, "visible_to", lambda self, user: everything(self))
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
        assert is_scoped or allowed == ADMINISTRATOR or name in MAKES_NEW | OF_AN_AREA


def test_what_is_gone_was_never_there(world):
    """Another organisation's thing and a made-up key get the same page, to the byte."""
    client = world.client_of(world.by_role["lero_leader"])
    for name, (allowed, about) in ROLES_OF.items():
        if about and about not in ANYBODYS and "lero_leader" in allowed:
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


def test_who_goes_along_finds_only_whom_they_were_given_and_takes_nothing_out(world):
    """By a pairing alone: one record, the lists of it, and no table or export."""
    there = Organisation.objects.get(pk=world.own.things["organisation"][0])
    user = member("Only Along", ("peer_worker", there))
    given = Pairing.objects.get(pk=world.own.things["pairing"][0]).person
    make_pairing(given, make_peer(user, there))
    client = world.client_of(user)
    seen = client.get(reverse("people:people")).context["page"].object_list
    assert [one.pk for one in seen] == [given.pk]
    others = Person.objects.unscoped_for("test").exclude(pk=given.pk)
    assert others.count() > 20
    for other in others:
        assert client.get(reverse("people:person", args=[other.pk])).status_code == 404
    for name in ("referrals:table", "referrals:export", "people:import_caseload"):
        assert client.get(reverse(name)).status_code == 403, name
    assert client.get(reverse("people:export", args=[given.pk])).status_code == 403
    assert client.get(reverse("people:person", args=[given.pk])).status_code == 200


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
