"""Proposing, approving, changing and closing organisations; who finds which."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from rosc.access import SomebodyGotThereFirst
from rosc.accounts import actions
from rosc.accounts.models import InvitationStatus, Organisation, OrganisationStatus
from tests.factories import InvitationFactory, OrganisationFactory

NEW = {"name": "Lantern House", "kinds": ["rss"]}


def test_an_administrator_creates_one_approved(send, audited, administrator):
    send(administrator, "create_organisation", **NEW)
    made = Organisation.objects.get()
    assert made.status == OrganisationStatus.APPROVED
    audited("organisation.create", made)


def test_others_propose_one(send, keyworker):
    send(keyworker, "create_organisation", **NEW, status="approved", is_example="on")
    made = Organisation.objects.get(name="Lantern House")
    assert made.status == OrganisationStatus.PROPOSED
    assert made.proposed_by == keyworker
    assert not made.is_example


def test_a_button_pressed_twice_proposes_one(send, keyworker):
    send(keyworker, "create_organisation", **NEW)
    again = send(keyworker, "create_organisation", **NEW | {"name": "lantern  house\r\n"})
    assert "already" in again.content.decode()
    assert Organisation.objects.filter(name__iexact="lantern house").count() == 1


def test_one_of_the_same_name_may_be_added_once_the_first_is_closed(send, administrator):
    send(administrator, "create_organisation", **NEW)
    Organisation.objects.update(status=OrganisationStatus.CLOSED)
    send(administrator, "create_organisation", **NEW)
    assert Organisation.objects.filter(status=OrganisationStatus.APPROVED).count() == 1


def test_an_administrator_approves_it(send, audited, administrator):
    proposed = OrganisationFactory(status=OrganisationStatus.PROPOSED)
    send(administrator, "approve_organisation", proposed.pk)
    proposed.refresh_from_db()
    assert proposed.status == OrganisationStatus.APPROVED
    audited("organisation.approve", proposed)
    again = send(administrator, "approve_organisation", proposed.pk)
    assert again.status_code == 409
    its_page = reverse("accounts:organisation", args=[proposed.pk])
    assert f'href="{its_page}"' in again.content.decode()


@pytest.mark.parametrize("verb", ["approve_organisation", "close_organisation"])
def test_nobody_else_approves_or_closes(refuses, lero_leader, outsider, lero, verb):
    refuses(403, lero_leader, verb, lero.pk)
    refuses(403, outsider, verb, lero.pk)


def test_closing_ends_roles_and_invitations(
    send, audited, client_as, administrator, lero, lero_leader, peer
):
    invitation = InvitationFactory(organisation=lero)
    send(administrator, "close_organisation", lero.pk)
    lero.refresh_from_db()
    invitation.refresh_from_db()
    assert lero.status == OrganisationStatus.CLOSED
    assert invitation.status == InvitationStatus.WITHDRAWN
    assert not lero.memberships.filter(ended_at=None).exists()
    url = reverse("accounts:organisation", args=[lero.pk])
    assert client_as(lero_leader.__class__.objects.get(pk=peer.pk)).get(url).status_code == 403
    assert audited("organisation.close", lero).details == {"memberships_ended": 3}
    assert send(administrator, "close_organisation", lero.pk).status_code == 409


def test_a_leader_changes_its_name_only(send, audited, lero_leader, lero):
    send(
        lero_leader,
        "change_organisation",
        lero.pk,
        name="Tideway and Friends",
        seen=lero.updated_at.isoformat(),
        kinds=["treatment"],
        lero_type="",
        status="closed",
    )
    before = lero.kinds
    lero.refresh_from_db()
    assert (lero.name, lero.kinds, lero.status) == ("Tideway and Friends", before, "approved")
    audited("organisation.change", lero)


def test_a_page_that_is_out_of_date_is_told(send, lero_leader, lero):
    seen = lero.updated_at.isoformat()
    lero.save()
    response = send(lero_leader, "change_organisation", lero.pk, name="Late", seen=seen)
    assert response.status_code == 409
    lero.refresh_from_db()
    assert lero.name == "Tideway Together"


def test_others_do_not_change_it(refuses, colleague, outsider, lero):
    refuses(403, colleague, "change_organisation", lero.pk, name="X", seen="2026-01-01")
    refuses(404, outsider, "change_organisation", lero.pk, name="X", seen="2026-01-01")


def change(organisation, by, **changes):
    given = {
        name: getattr(organisation, name) for name in ("name", "kinds", "lero_type", "both_reason")
    }
    return actions.change_organisation(
        organisation=organisation, seen=organisation.updated_at, by=by, **(given | changes)
    )


def test_treatment_and_lero_at_once_needs_a_reason(administrator, lero):
    kinds = ["lero", "rss", "treatment"]
    with pytest.raises(ValidationError):
        change(lero, administrator, kinds=kinds)
    changed = change(lero, administrator, kinds=kinds, both_reason="Its members run a clinic.")
    assert changed.both_reason == "Its members run a clinic."


def test_only_an_administrator_says_so(keyworker, lero_leader, lero):
    both = {"kinds": ["lero", "treatment"], "both_reason": "We say so."}
    with pytest.raises(PermissionDenied):
        change(lero, lero_leader, **both)
    with pytest.raises(ValidationError, match="administrator"):
        actions.create_organisation(name="Both", lero_type="informal", by=keyworker, **both)


def test_it_stays_a_lero_while_it_has_a_lero_leader(administrator, lero_leader, lero):
    with pytest.raises(ValidationError, match="roles"):
        change(lero, administrator, kinds=["rss"], lero_type="")


def test_a_lero_needs_its_type(send, administrator):
    page = send(administrator, "create_organisation", name="L", kinds=["lero"])
    assert "Choose the type of LERO" in page.content.decode()
    assert not Organisation.objects.exists()


def test_everybody_finds_their_own_only(client_as, lero_leader, lero, elsewhere):
    page = client_as(lero_leader).get(reverse("accounts:organisations")).content.decode()
    assert lero.name in page
    assert elsewhere.name not in page


def test_an_administrator_narrows_the_list(client_as, administrator, lero, treatment):
    client = client_as(administrator)
    url = reverse("accounts:organisations")

    def found(**query):
        return {one.name for one in client.get(url, query).context["page"]}

    assert found() == {lero.name, treatment.name}
    assert found(q="tide") == {lero.name}
    assert found(kind="treatment") == {treatment.name}
    assert found(status="proposed") == set()
    assert found(led="no") == {lero.name, treatment.name}
    assert found(kind="nonsense", page="minus one") == {lero.name, treatment.name}


EXPECTED_MOVES = {"proposed": {"approve", "close"}, "approved": {"close"}, "closed": set()}


@pytest.mark.parametrize("status", EXPECTED_MOVES)
def test_the_page_offers_what_the_action_does(client_as, administrator, status):
    organisation = OrganisationFactory(status=status)
    page = client_as(administrator).get(reverse("accounts:organisation", args=[organisation.pk]))
    for name in ("approve", "close"):
        act = getattr(actions, f"{name}_organisation")
        address = reverse(f"accounts:{name}_organisation", args=[organisation.pk])
        is_expected = name in EXPECTED_MOVES[status]
        assert (f'href="{address}"' in page.content.decode()) == is_expected
        Organisation.objects.update(status=status)
        if is_expected:
            moved = act(organisation=organisation, by=administrator)
            assert moved.status == moved.TRANSITIONS[name].target
        else:
            with pytest.raises(SomebodyGotThereFirst):
                act(organisation=organisation, by=administrator)
