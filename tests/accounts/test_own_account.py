"""What everybody changes about themselves; and the first way into a new portal."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse

from rosc.accounts import actions
from rosc.accounts.models import User
from tests.factories import PASSWORD


def test_a_name_is_changed(send, audited, keyworker):
    send(keyworker, "change_name", name="Kay W. Orker", email="x@y.example", is_active="")
    before = keyworker.email
    keyworker.refresh_from_db()
    assert (keyworker.name, keyworker.email, keyworker.is_active) == ("Kay W. Orker", before, True)
    audited("user.change_name", keyworker)


def test_nobody_changes_anothers_name_or_signs_them_out(administrator, keyworker):
    with pytest.raises(PermissionDenied):
        actions.change_name(user=keyworker, name="X", by=administrator)
    with pytest.raises(PermissionDenied):
        actions.sign_out_everywhere(user=keyworker, by=administrator)


def test_an_address_changes_once_its_code_comes_back(client_as, keyworker, mailoutbox):
    client = client_as(keyworker)
    client.post(reverse("account_email"), {"email": "New@work.example", "action_add": ""})
    keyworker.refresh_from_db()
    assert keyworker.email == "kay@work.example"
    code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mailoutbox[0].body, re.MULTILINE)
    client.post(reverse("account_email_verification_sent"), {"code": code.group(1)})
    keyworker.refresh_from_db()
    assert keyworker.email == "new@work.example"
    assert EmailAddress.objects.get(user=keyworker).verified
    client.logout()
    credentials = {"login": "new@work.example", "password": PASSWORD}
    assert client.post(reverse("account_login"), credentials).url == reverse("accounts:desk")


def test_somebody_elses_address_is_not_taken(client_as, keyworker, peer):
    client_as(keyworker).post(reverse("account_email"), {"email": peer.email, "action_add": ""})
    assert EmailAddress.objects.get(email=peer.email).user == peer


def test_the_first_administrator(monkeypatch, capsys, client, audited, db):
    monkeypatch.setenv("ADMINISTRATOR_PASSWORD", "granite-lamp-otter")
    call_command("create_administrator", "Ada@Work.example")
    assert "ada@work.example can now sign in" in capsys.readouterr().out
    user = User.objects.get()
    assert user.is_administrator
    credentials = {"login": "ada@work.example", "password": "granite-lamp-otter"}
    assert client.post(reverse("account_login"), credentials).url == reverse("accounts:desk")
    assert audited("user.create_administrator", user).actor_kind == "system"


@pytest.mark.parametrize(
    ("email", "password"),
    [("ada@work.example", "short"), ("no address", "granite-lamp-otter"), ("taken", "")],
)
def test_a_bad_start_is_explained(monkeypatch, keyworker, email, password):
    monkeypatch.setenv("ADMINISTRATOR_PASSWORD", password or "granite-lamp-otter")
    with pytest.raises(CommandError):
        call_command("create_administrator", keyworker.email if email == "taken" else email)
    assert User.objects.count() == 1


def test_an_administrator_makes_no_other_this_way(administrator):
    with pytest.raises(PermissionDenied):
        actions.create_administrator(
            email="x@work.example", name="X", password=PASSWORD, by=administrator
        )
