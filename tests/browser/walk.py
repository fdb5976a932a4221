"""Every page of the URLconf: its address, with things made for its arguments, and who opens it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext

from checkups import actions as check_ups
from directory import actions, notifications
from directory.models import CheckRequest, HousingFacts, OrganisationProfile, Service
from referrals import actions as introductions
from rosc.access import SYSTEM
from rosc.accounts.models import FormDraft, Organisation, User
from rosc.people import actions as people
from rosc.people import links
from rosc.people.models import Person
from tests import open_links
from tests.access_world import anybodys_meeting
from tests.browser.passkeys import passkey_of
from tests.checkups.makers import first_of
from tests.conftest import member, signed_in
from tests.directory.makers import make_meeting, make_service, make_session
from tests.factories import PASSWORD, InvitationFactory
from tests.people.makers import make_person, make_route
from tests.test_access import ROLES_OF, place, views

# Views that are no page to look at, each with what they are instead.
NO_PAGE = {
    "healthz": "a word for a machine",
    "directory:robots": "words for a machine",
    "directory:sitemap": "a list for a machine",
    "directory:sitemap_section": "a list for a machine",
    "directory:security_txt": "words for a machine, where the operator has set them",
    "readyz": "a word for a machine",
    "outbox:send_again": "sent only, from the page of the message",
    "people:end_visit": "sent only, from a person's own page",
    "outbox:leave": "the same",
    "directory:leave": "leads out of the portal",
    "directory:shortlist_add": "sent only",
    "directory:shortlist_remove": "sent only",
    "directory:shortlist_clear": "sent only",
    "directory:shortlist_share": "sent only",
    "directory:shortlist_calendar": "a file",
    "directory:service_calendar": "a file",
    "directory:session_calendar": "a file",
    "directory:services_calendar": "a file",
    "directory:meetings_calendar": "a file",
    "directory:services_table": "a file",
    "directory:meetings_table": "a file",
    "referrals:table": "a file",
    "gaps:summary_table": "a file",
    "gaps:own_table": "a file",
    "lero_standards:table": "a file",
    "lero_standards:snapshot_table": "a file",
    "account_set_password": "leads on to change_password: everybody here has one",
    "account_request_reauthentication_code": "refused: the password or second step is asked for",
    "account_confirm_reauthentication_code": "refused, the same",
    "account_confirm_login_code": "leads back: nobody signs in by a code alone",
    "mfa_download_recovery_codes": "a file, and refused: the codes are shown once",
    "mfa_login_webauthn": "data for the script of the sign-in page",
}


@dataclass(frozen=True)
class Visitor:
    """Somebody with a browser of their own, known by the cookies they have been given."""

    name: str
    client: Client

    def opens(self, address: str) -> bool:
        """Whether they get a page there, and at once."""
        page = self.client.get(address)
        return page.status_code == 200 and page.headers["Content-Type"].startswith("text/html")

    def context(self, browser: Browser, address: str, **options) -> BrowserContext:
        """A browser that carries their cookies."""
        context = browser.new_context(**options)
        context.add_cookies(
            [
                {"name": name, "value": cookie.value, "url": address}
                for name, cookie in self.client.cookies.items()
            ]
        )
        return context


@dataclass(frozen=True)
class Stop:
    """A page on the walk."""

    name: str
    address: str
    visitor: Visitor


class World:
    """One of everything, and the people who may see it."""

    def __init__(self) -> None:
        self.place = place("Hazel")
        organisation = Organisation.objects.get(pk=self.place.things["organisation"][0])
        organisation.name = "Hazel Recovery Support"  # which is to stand in no title
        organisation.save()
        self.leader = member("Lena Leader", ("lero_leader", organisation))
        self.proved = member("Petra Proved", ("lero_leader", organisation))
        administrator = member("Ada Minister", ("administrator", None))
        self.passkey = with_second_step(self.proved)
        self.service = rich_service(organisation)
        self.person = somebody(organisation)
        begun = first_of(open_links.plan(self.person))
        check_ups.begin_form(checkup=begun, by=SYSTEM)
        self.visitors = [
            Visitor("anybody", self.at_a_new_password()),
            Visitor("the person themselves", on_their_own_page(self.person)),
            Visitor("half signed in", half_signed_in(self.proved)),
            Visitor("leader", just_signed_in(self.leader)),
            Visitor("leader with a second step", just_signed_in(self.proved)),
            Visitor("leader with a new address", changing_address(self.leader)),
            Visitor("administrator", just_signed_in(administrator)),
            Visitor("who raised a concern", just_signed_in(self.worker())),
            Visitor("who broke the glass", just_signed_in(cast("breakhazel"))),
            Visitor("who goes along with somebody", just_signed_in(cast("givenhazel"))),
        ]

    def worker(self) -> User:
        """Who made the records of the place, and leads its safeguarding as well."""
        worker = cast("workhazel")
        worker.memberships.create(
            organisation_id=self.place.things["organisation"][0], role="safeguarding_lead"
        )
        return worker

    def stops(self) -> Iterator[Stop]:
        """Each view that is a page for somebody, with the first visitor who gets it."""
        for name in (name for name in views() if name != "directory:leave"):  # it ends lists
            address = self.address(name)
            visitor = next((one for one in self.visitors if one.opens(address)), None)
            if visitor:
                yield Stop(name, address, visitor)

    def address(self, name: str) -> str:
        try:
            return reverse(name)
        except NoReverseMatch:
            return reverse(name, args=self.arguments(name))

    def arguments(self, name: str) -> list:
        """What the address of a view is made with."""
        if name in ROLES_OF:
            return self.place.things[ROLES_OF[name][1]]
        return {
            **open_links.arguments(self.service, self.person),
            "people:own_page": lambda: [links.make(self.person, timezone.now())],
            "people:mine_withdraw": lambda: [self.person.consents.first().pk],
            "people:mine_take_off": lambda: [self.person.circle.get().pk],
            "referrals:say_went": lambda: [self.person.meeting_help.get().pk],
            "directory:service": lambda: [self.service.pk],
            "directory:service_sheet": lambda: [self.service.pk],
            "directory:service_calendar": lambda: [self.service.pk],
            "directory:session_calendar": lambda: [self.service.sessions.first().pk],
            "directory:shared_shortlist": lambda: [shared_list(self.service)],
            "directory:organisation": lambda: self.place.things["organisation"],
            "directory:door": lambda: ["someone"],
            "directory:fellowship": lambda: ["al-anon"],
            "directory:sitemap_section": lambda: ["pages"],
            "directory:still_right": lambda: [check_token(self.leader)],
            "accounts:kept": lambda: [kept_form(self.leader).pk],
            "accounts:accept_invitation": lambda: [invitation_token()],
            "account_reset_password_from_key": lambda: [
                user_pk_to_url_str(self.leader),
                "set-password",
            ],
            "mfa_edit_webauthn": lambda: [self.passkey.pk],
            "mfa_remove_webauthn": lambda: [self.passkey.pk],
        }[name]()

    def at_a_new_password(self) -> Client:
        """Somebody who has followed the link to choose a new password."""
        client = Client()
        key = default_token_generator.make_token(self.leader)
        name = "account_reset_password_from_key"
        client.get(reverse(name, args=[user_pk_to_url_str(self.leader), key]))
        other = make_service("Alcohol Advice by the Park", phone="0161 496 0107")
        chosen = {"service": [self.service.pk, other.pk]}
        client.post(reverse("directory:shortlist_add"), chosen)  # with a list of their own
        return client


def somebody(organisation: Organisation) -> Person:
    """A person with a safe way to reach them, an agreement, and a word for their own page."""
    person = make_person(organisation, "Rowan", confidentiality_said_on="2026-03-27")
    people.choose_second_factor(person=person, kind="word", word="lantern", by=SYSTEM)
    make_route(person, safe_days=[0, 2], safe_from="09:00", safe_until="17:00")
    people.agree(person=person, purpose="trusted", method="phone", by=SYSTEM)
    people.add_to_circle(person=person, kind="friend", who="Ali", method="phone", by=SYSTEM)
    introductions.start_meeting_help(person=person, service=anybodys_meeting(), by=SYSTEM)
    return person


def on_their_own_page(person: Person) -> Client:
    """Who has followed the link and answered."""
    client = Client()
    address = reverse("people:own_page", args=[links.make(person, timezone.now())])
    client.post(address, {"word": "lantern"})
    return client


def cast(name: str) -> User:
    """Somebody whom `place` has made."""
    return User.objects.get(email=f"{name}@work.example")


def just_signed_in(user: User) -> Client:
    """Who has typed the password a moment ago, so that nothing asks for it again."""
    client = signed_in(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "email": user.email}
    ]
    session.save()
    return client


def half_signed_in(user: User) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def changing_address(user: User) -> Client:
    """Who has given a new address, to which a code was sent."""
    client = just_signed_in(user)
    client.post(reverse("account_email"), {"email": "new@work.example", "action_add": "yes"})
    return client


def with_second_step(user: User) -> Authenticator:
    """An app, printed codes and a passkey; the passkey."""
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return passkey_of(user)


def kept_form(user: User) -> FormDraft:
    page = reverse("accounts:change_name")
    return FormDraft.objects.create(user=user, page=page, path=page, body='{"name": ["Lena L"]}')


def check_token(leader: User) -> str:
    """What the link ends in that asks the leader's organisation if its entries are right."""
    organisation = leader.active_memberships[0].organisation
    asked, _ = CheckRequest.objects.get_or_create(
        organisation=organisation, asked_on=timezone.localdate()
    )
    return notifications.token_of(asked)


def invitation_token() -> str:
    InvitationFactory(token="walked-by")
    return "walked-by"


def shared_list(service: Service) -> str:
    """The token of a link to a list."""
    return actions.share_shortlist(keys=[service.pk], now=timezone.now())


def rich_service(organisation: Organisation) -> Service:
    """A service with something in all its fields, in an organisation with a full public side."""
    OrganisationProfile.objects.create(
        organisation=organisation,
        description="People of the town who have been there.\nCome as you are.",
        phone="0161 496 0101",
        email="hello@hazel.example",
        website="https://hazel.example",
        privacy_notice="https://hazel.example/privacy",
        is_free_at_access=True,
        is_open_to_all=True,
    )
    service = make_service(
        "Hazel House",
        organisation=organisation,
        kinds=("recovery-housing", "peer-support"),
        description="A home for six. Two people are there by day.",
        what_happens_first="You have a cup of tea and look round.",
        who_leads="peer-led",
        sobriety="free-place",
        cost="benefits",
        phone="0161 496 0102",
        text_number="07700 900102",
        email="house@hazel.example",
        website="https://hazel.example/house",
        links=[{"label": "Pictures of the house", "url": "https://hazel.example/pictures"}],
        opening_text="Any day, by arrangement",
        languages=["English", "Polish"],
        min_age=18,
        reach_miles=20,
    )
    HousingFacts.objects.create(service=service)
    make_session(service, 0, "10:00", "16:00", note="Ring the bell twice")
    make_session(service, 2, "18:00", weeks=[1, 3])
    actions.index(services=[service.pk])
    return service


def questions() -> list[tuple[str, str]]:
    """Addresses of each question behind a door, and of one that was sent without an answer."""
    asked = {
        "me": ("", "need=change", "need=change&how=not-sure", "asked=need"),
        "work": ("", "need=home", "need=home&matters=women"),
    }
    return [
        (f"directory:door {door}?{query}", f"{reverse('directory:door', args=[door])}?{query}")
        for door, queries in asked.items()
        for query in queries
    ]


def searches() -> list[tuple[str, str]]:
    """Addresses that show what the plain ones do not: results, and each way of finding none."""
    for weekday in range(7):
        make_meeting(weekday, "19:30", "20:30", name=f"Lamp {weekday}", at=(53.4795, -2.2451))
    asked = [
        "postcode=M1+1AE",
        "postcode=M1+1AE&q=coffee&kind=peer-support&how=in-person",
        "postcode=CA1+1AA",
        "postcode=EH1+1AA",
        "postcode=ZZ9+9ZZ&day=someday&kind=nonsense",
        "postcode=no+fixed+address",
        "postcode=M1+1AE&q=qqqqq+zzzzz",
        "postcode=OX1+1AA&q=lamp&day=tonight",
        "postcode=M1+1AE&q=lamp+tonight&for=women",
    ]
    paper = [
        ("directory:meetings_week", "postcode=M1+1AE&size=large"),
        ("directory:shortlist_paper", "wording=neutral&size=large"),
    ]
    return [(f"{name}?{query}", f"{reverse(name)}?{query}") for name, query in paper] + [
        (f"{name}?{query}", f"{reverse(name)}?{query}")
        for name in ("directory:services", "directory:meetings")
        for query in asked
    ]
