"""The LERO standards in browsers: a leader and a member answer, plan, keep, print and share; an
informal group in one sitting; a reviewer; and a commissioner, who sees exactly what was granted."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from lero_standards.models import Answer, Grant, Remark, Snapshot
from tests.browser.checks import broken_rules, sticking_out
from tests.browser.test_sign_in import sign_in
from tests.conftest import member
from tests.factories import OrganisationFactory
from tests.lero_standards.makers import make_answer, make_grant

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESKTOP = {"width": 320, "height": 640}, {"width": 1280, "height": 800}


def is_sound(page: Page) -> None:
    """At both widths."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert broken_rules(page) == []
        assert sticking_out(page) == []


def press(page: Page, role: str, name: str | re.Pattern[str]) -> None:
    page.locator("main").get_by_role(role, name=name).first.click()


def answer_one(page: Page, address: str, lero, statement: str, label: str, note: str) -> None:
    page.goto(address + reverse("lero_standards:answer", args=[lero.pk, statement]))
    page.get_by_label(label, exact=True).check()
    page.get_by_label("What is there, and what is not?").fill(note)


def saved(page: Page) -> None:
    expect(page.locator("[data-autosave-said]")).to_contain_text("Saved at", timeout=10_000)


def answer_together(page: Page, other: Page, address: str, lero) -> None:
    """Two browsers: saved while typing, and told where the other was first."""
    press(page, "link", "LERO standards")
    expect(page.get_by_text("0 of 33 statements are answered")).to_be_visible()
    is_sound(page)
    press(page, "link", "Start")
    expect(page.get_by_role("heading", name="1. Is led, governed")).to_be_visible()
    is_sound(page)
    url = reverse("lero_standards:answer", args=[lero.pk, "7"])
    other.goto(address + url)
    answer_one(page, address, lero, "7", "In place", "Two people at the door")
    saved(page)
    assert Answer.objects.get().note == "Two people at the door"
    other.get_by_label("Not yet", exact=True).check()
    expect(other.locator("[data-autosave-said]")).to_contain_text("Lee Leader changed this")
    press(other, "button", "Save and go on")
    expect(other.get_by_role("heading", name="Lee Leader changed this")).to_be_visible()
    expect(other.get_by_text("Two people at the door").first).to_be_visible()
    is_sound(other)
    press(other, "link", "leave theirs")
    expect(other.get_by_label("In place", exact=True)).to_be_checked()
    assert Answer.objects.get().said == "in-place"


def plan_and_keep(page: Page, address: str, lero) -> None:
    page.goto(address + reverse("lero_standards:answer", args=[lero.pk, "8"]))
    press(page, "link", "Plan something")
    page.get_by_label("What will you do?").fill("Ask the Polish club")
    page.get_by_label("Who sees to it?").fill("Mona")
    press(page, "button", "Save")
    expect(page.get_by_text("Ask the Polish club").first).to_be_visible()
    is_sound(page)
    press(page, "link", "Snapshots")
    press(page, "link", "Take a snapshot")
    press(page, "button", "Take the snapshot")
    expect(page.get_by_text("It will never change")).to_be_visible()
    is_sound(page)
    page.goto(address + reverse("lero_standards:result", args=[lero.pk]))
    expect(page.get_by_role("heading", name="In place: 1", exact=True)).to_be_visible()
    is_sound(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Your standards")).not_to_be_visible()
    page.emulate_media(media="screen")


def share_with(page: Page, name: str, section: str) -> None:
    press(page, "link", "Sharing")
    press(page, "link", "Share, or ask for a review")
    page.get_by_label("Name of the other organisation").fill(name[:6])
    press(page, "button", "Look")
    press(page, "link", name)
    for box in page.get_by_role("group", name="Which parts").get_by_role("checkbox").all():
        box.uncheck()
    page.get_by_label(section).check()
    page.get_by_label("What you wrote beside each answer").check()
    press(page, "button", "See what they will see")
    expect(page.get_by_role("heading", name="This is what they will see")).to_be_visible()
    is_sound(page)
    assert not Grant.objects.unscoped_for("test").exists()
    press(page, "button", "Share this")
    expect(page.get_by_text(f"{name} can see it from now on")).to_be_visible()
    is_sound(page)


def test_a_leader_and_a_member_from_the_first_answer_to_stopping_a_share(
    new_context, live_server, lero, lero_leader, partnership, commissioner
):
    mona = member("Mona Member", ("lero_member", lero))
    pages = [new_context(viewport=PHONE).new_page() for _ in range(3)]
    for page, user in zip(pages, (lero_leader, mona, commissioner), strict=True):
        sign_in(page, live_server.url, user.email)
    leader, second, looker = pages
    answer_together(leader, second, live_server.url, lero)
    make_answer(lero, "11", "not-yet", note="We ask two pounds")
    plan_and_keep(leader, live_server.url, lero)
    share_with(leader, partnership.name, "Culture and values")
    looker.goto(live_server.url + reverse("accounts:desk"))
    press(looker, "link", "What LEROs share with you")
    press(looker, "link", "Tideway Together")
    expect(looker.get_by_text("Two people at the door")).to_be_visible()
    for hidden in ("We ask two pounds", "Ask the Polish club", "Is free at the point"):
        expect(looker.get_by_text(hidden)).to_have_count(0)
    is_sound(looker)
    press(leader, "link", partnership.name)
    expect(leader.get_by_text("Max Commission", exact=False).first).to_be_visible()
    is_sound(leader)
    press(leader, "link", "Stop sharing")
    press(leader, "button", "Stop sharing")
    expect(leader.get_by_text("sees nothing of it any more")).to_be_visible()
    looker.reload()
    expect(looker.get_by_text("Two people at the door")).to_have_count(0)


def test_an_informal_group_in_one_sitting_without_scripts(new_context, live_server):
    group = OrganisationFactory(name="Sunday Walkers", kinds=["lero"], lero_type="informal")
    ivy = member("Ivy Informal", ("lero_leader", group))
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    sign_in(page, live_server.url, ivy.email)
    press(page, "link", "LERO standards")
    for name, last in (("Culture and values", "10"), ("Support offer", "21")):
        press(page, "link", re.compile(f"Answer all of these on one page.*{name}"))
        for one in page.get_by_role("group", name=re.compile(r"^\d+\. ")).all():
            one.get_by_label("In place", exact=True).check()
        page.locator(f"#id_note_{last}").fill("As we are")
        press(page, "button", "Save these")
        expect(page.get_by_text(f"{name} is saved")).to_be_visible()
    expect(page.get_by_text("21 of 21 statements are answered")).to_be_visible()
    press(page, "link", "Take a snapshot")
    press(page, "button", "Take the snapshot")
    assert len(Snapshot.objects.get().content["statements"]) == 21


def test_a_reviewer_reviews_and_the_owner_decides(
    new_context, live_server, lero, lero_leader, elsewhere, outsider
):
    make_answer(lero, "20", "partly", note="The toilet is upstairs")
    make_grant(lero, elsewhere, sections=["offer"], parts=("has_notes", "is_review"))
    reviewer, owner = (new_context(viewport=PHONE).new_page() for _ in range(2))
    sign_in(reviewer, live_server.url, outsider.email)
    press(reviewer, "link", "What LEROs share with you")
    press(reviewer, "link", lero.name)
    is_sound(reviewer)
    press(reviewer, "link", re.compile("Say what you saw.*statement 20"))
    reviewer.get_by_label("What we saw").fill("Somebody held the door")
    reviewer.get_by_label("A suggestion").fill("Use our hall")
    is_sound(reviewer)
    press(reviewer, "button", "Save")
    expect(reviewer.get_by_text("Somebody held the door")).to_be_visible()
    is_sound(reviewer)
    sign_in(owner, live_server.url, lero_leader.email)
    press(owner, "link", f"What a reviewer saw at {lero.name}: 1")
    press(owner, "link", elsewhere.name)
    press(owner, "link", "Answer, and decide if it stays")
    owner.get_by_label("Yes, keep it").check()
    owner.get_by_label("Your answer to them").fill("We will, on Thursdays")
    is_sound(owner)
    press(owner, "button", "Save")
    assert Remark.objects.get().stays
    reviewer.reload()
    expect(reviewer.get_by_text("We will, on Thursdays")).to_be_visible()
