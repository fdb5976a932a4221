"""The page each role lands on: what waits there, and that everything it offers opens."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from rosc.audit.models import AuditEvent
from tests.browser.test_sign_in import sign_in
from tests.factories import InvitationFactory, OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)
SOME_OF_EACH = {
    "keyworker": ["Find support", "Find a meeting"],
    "peer": ["Find a meeting", "Find support"],
    "coordinator": ["Find support", "People at Bridge Street Service"],
    "lero_leader": ["Invitations nobody has used at Tideway Together: 1", "Introductions"],
    "commissioner": ["See what is in your area"],
    "administrator": ["Organisations to approve: 1", "Organisations", "People", "Messages sent"],
}


@pytest.fixture
def waiting(lero):
    """Something for a leader and something for an administrator to look at."""
    InvitationFactory(organisation=lero, expires_at=timezone.now() - timedelta(days=1))
    return OrganisationFactory(name="Rowan Garden", kinds=["rss"], status="proposed")


@pytest.mark.parametrize("role", SOME_OF_EACH)
def test_the_desk_offers_what_waits_and_each_of_its_links_opens(
    role, request, page, live_server, waiting
):
    user = request.getfixturevalue(role)
    page.set_viewport_size({"width": 320, "height": 640})
    sign_in(page, live_server.url, user.email)
    expect(page.get_by_role("heading", name=f"Hello {user.name}")).to_be_visible()
    doors = page.locator("main .door strong").all_inner_texts()
    assert [door for door in SOME_OF_EACH[role] if door not in doors] == []
    assert (page.get_by_text("Nothing is waiting for you.").count() == 0) == (
        role in {"lero_leader", "coordinator", "administrator"}
    )
    for address in links_of(page):
        path, _, part = address.partition("#")
        assert page.goto(path).status == 200, address
        assert page.url == path
        assert page.locator(f"#{part or 'main'}").count() == 1, address


def links_of(page: Page) -> list[str]:
    found = page.locator("main a, header a[href^='/']").evaluate_all(
        "links => links.map(link => link.href)"
    )
    assert found
    return sorted(set(found))


def test_an_administrator_approves_an_organisation(page, live_server, waiting, administrator):
    sign_in(page, live_server.url, administrator.email)
    page.get_by_role("link", name="Organisations to approve: 1").click()
    page.get_by_role("link", name="Rowan Garden").click()
    page.get_by_role("link", name="Approve").click()
    expect(page.get_by_role("heading", name="Approve Rowan Garden?")).to_be_visible()
    page.locator("main").get_by_role("button").click()

    expect(page.get_by_role("heading", name="Rowan Garden", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Invite somebody")).to_be_visible()
    event = AuditEvent.objects.get(subject_id=waiting.pk, verb="organisation.approve")
    assert event.actor_id == administrator.pk
    page.get_by_role("link", name="My desk").first.click()
    expect(page.get_by_text("Organisations to approve")).to_have_count(0)
