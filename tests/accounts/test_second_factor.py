"""The second step of signing in: asked of whoever opens people's records, with no way round it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse

from rosc import encryption
from rosc.access import ROLES
from rosc.accounts import seeds
from rosc.accounts.middleware import SecondFactorMiddleware
from rosc.audit.models import AuditEvent
from tests.conftest import member
from tests.factories import PASSWORD, OrganisationFactory

DESK = "/accounts/desk/"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECOND_STEP = reverse("mfa_authenticate")
OLD = "old:" + "b2xkIG9sZCBvbGQgb2xkIG9sZCBvbGQgb2xkIG9sZCE="
NEW = "new:" + "bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXcgbmV3IG5ldyE="


def code_of(secret, moment=START):
    return format_hotp_value(hotp_value(secret, int(moment.timestamp()) // 30))


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as travelling:
        yield travelling


@pytest.fixture
def secret(keyworker):
    made = generate_totp_secret()
    TOTP.activate(keyworker, made)
    return made


@pytest.fixture
def at_the_second_step(client, clock, keyworker, secret):
    response = client.post(
        reverse("account_login"), {"login": keyworker.email, "password": PASSWORD}
    )
    assert response.url == SECOND_STEP
    return client


def test_the_password_alone_opens_nothing(at_the_second_step):
    assert at_the_second_step.get(DESK).status_code == 302


def test_the_right_code_signs_in(at_the_second_step, secret):
    response = at_the_second_step.post(SECOND_STEP, {"code": code_of(secret)})
    assert response.url == DESK
    assert at_the_second_step.get(DESK).status_code == 200


def test_the_session_key_changes_with_the_second_step(at_the_second_step, secret):
    before = at_the_second_step.session.session_key
    at_the_second_step.post(SECOND_STEP, {"code": code_of(secret)})
    assert at_the_second_step.session.session_key != before


def test_a_code_works_once(at_the_second_step, keyworker, secret):
    at_the_second_step.post(SECOND_STEP, {"code": code_of(secret)})
    other = Client()
    other.post(reverse("account_login"), {"login": keyworker.email, "password": PASSWORD})
    assert other.post(SECOND_STEP, {"code": code_of(secret)}).status_code == 200
    assert other.get(DESK).status_code == 302


@pytest.mark.parametrize("seconds", [-30, 30, 60])
def test_the_code_before_and_the_next_one_do_not_work(at_the_second_step, secret, seconds):
    code = code_of(secret, START + timedelta(seconds=seconds))
    assert at_the_second_step.post(SECOND_STEP, {"code": code}).status_code == 200


def test_five_wrong_codes_in_a_quarter_of_an_hour_are_enough(at_the_second_step, secret, keyworker):
    for number in range(5):
        at_the_second_step.post(SECOND_STEP, {"code": f"{number:06}"})
    response = at_the_second_step.post(SECOND_STEP, {"code": code_of(secret)})
    assert response.status_code == 200
    assert "too many attempts" in response.content.decode()
    failures = AuditEvent.objects.filter(verb="user.second_factor_failed")
    assert failures.count() == 6
    assert failures.first().subject_id == keyworker.pk


def test_a_recovery_code_works_once(at_the_second_step, keyworker):
    code, *_ = RecoveryCodes.activate(keyworker).get_unused_codes()
    assert at_the_second_step.post(SECOND_STEP, {"code": code}).url == DESK
    other = Client()
    other.post(reverse("account_login"), {"login": keyworker.email, "password": PASSWORD})
    assert other.post(SECOND_STEP, {"code": code}).status_code == 200
    assert other.get(DESK).status_code == 302


def test_seeds_are_unreadable_where_they_are_kept(keyworker, secret):
    RecoveryCodes.activate(keyworker)
    codes = RecoveryCodes.activate(keyworker).get_unused_codes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        kept = str(cursor.fetchall())
    assert secret not in kept
    assert not any(code in kept for code in codes)


def test_seeds_move_to_a_new_key(keyworker, settings):
    settings.ENCRYPTION_KEYS = [OLD]
    secret = generate_totp_secret()
    TOTP.activate(keyworker, secret)
    RecoveryCodes.activate(keyworker)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert seeds.reseal_all(encryption.reseal) == 2
    assert seeds.reseal_all(encryption.reseal) == 0
    settings.ENCRYPTION_KEYS = [NEW]
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert encryption.decrypt(kept, context=seeds.CONTEXT) == secret


def test_setting_it_up_shows_the_printed_codes_once(client_as, clock, keyworker, mailoutbox):
    client = client_as(keyworker)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert response.url == reverse("mfa_view_recovery_codes")
    codes = RecoveryCodes(keyworker.authenticator_set.get(type="recovery_codes"))
    first = codes.get_unused_codes()[0]
    assert first in client.get(response.url).content.decode()
    assert first not in client.get(response.url).content.decode()


class TestWhereItIsRequired:
    """In production: every role that opens people's records, and administrators."""

    @pytest.fixture(autouse=True)
    def required(self, settings):
        settings.SECOND_FACTOR_REQUIRED = True

    def test_every_page_behind_the_sign_in_leads_to_setting_it_up(self, client_as, keyworker):
        """No way round: walked over the URLconf, the library's pages included."""
        client, walked = client_as(keyworker), 0
        for name, path in own_pages():
            if name in SecondFactorMiddleware.OPEN:
                continue
            assert client.get(path).url == reverse("mfa_index"), name
            assert client.post(path).url == reverse("mfa_index"), name
            walked += 1
        assert walked >= 15

    def test_a_reset_password_is_no_way_round(self, client, keyworker, mailoutbox):
        client.post(reverse("account_reset_password"), {"email": keyworker.email})
        path = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body).group(1)
        form = client.get(path)
        new = {"password1": "amber-kettle-moon", "password2": "amber-kettle-moon"}
        client.post(form.url, new)
        credentials = {"login": keyworker.email, "password": "amber-kettle-moon"}
        client.post(reverse("account_login"), credentials)
        assert client.get(DESK).url == reverse("mfa_index")

    def test_being_remembered_is_no_way_round(self, client, keyworker, secret):
        credentials = {"login": keyworker.email, "password": PASSWORD, "remember": "on"}
        assert client.post(reverse("account_login"), credentials).url == SECOND_STEP
        assert client.get(DESK).status_code == 302

    def test_printed_codes_alone_are_not_enough(self, client_as, keyworker):
        RecoveryCodes.activate(keyworker)
        assert client_as(keyworker).get(DESK).url == reverse("mfa_index")

    @pytest.mark.parametrize("kind", ["totp", "webauthn"])
    def test_an_app_or_a_passkey_is(self, client_as, keyworker, kind):
        Authenticator.objects.create(user=keyworker, type=kind, data={})
        assert client_as(keyworker).get(DESK).status_code == 200

    def test_taking_it_off_leads_back_to_setting_it_up(self, client_as, keyworker, secret):
        client = client_as(keyworker)
        assert client.get(DESK).status_code == 200
        client.post(reverse("mfa_deactivate_totp"))
        assert client.get(DESK).url == reverse("mfa_index")

    def test_the_public_pages_stay_open(self, client_as, keyworker):
        assert client_as(keyworker).get(reverse("home")).status_code == 200

    @pytest.mark.parametrize("role", ROLES)
    def test_it_is_asked_of_the_roles_that_open_records(self, client_as, db, role):
        kinds = [ROLES[role].only_in or "rss"]
        organisation = None if role == "administrator" else OrganisationFactory(kinds=kinds)
        user = member("Ros Role", (role, organisation))
        opens_records = role in {
            "keyworker",
            "coordinator",
            "lero_leader",
            "peer_worker",
            "safeguarding_lead",
            "administrator",
        }
        assert (client_as(user).get(DESK).status_code == 302) is opens_records


def own_pages():
    """Every page without arguments that asks for signing in, by name."""

    def walk(patterns, prefix="/", namespace=""):
        for one in patterns:
            route = prefix + str(one.pattern).removeprefix("^").removesuffix("$")
            if hasattr(one, "url_patterns"):
                space = f"{one.namespace}:" if one.namespace else namespace
                yield from walk(one.url_patterns, route, space)
            elif "<" not in route and getattr(one.callback, "login_required", True):
                yield namespace + str(one.name), route

    return list(walk(get_resolver().url_patterns))
