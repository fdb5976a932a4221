"""A commissioner reads the numbers and takes them along; a treatment service takes its file."""

import csv
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from directory.models import OrganisationProfile
from referrals import actions
from rosc.access import SYSTEM
from rosc.figures.quarters import settled
from tests.browser.checks import broken_rules, sticking_out
from tests.browser.test_sign_in import sign_in
from tests.gaps.makers import LEEDS, agree, closed, make_known, make_sent_many
from tests.people.makers import make_basis
from tests.referrals.makers import make_accepted

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = ({"width": 320, "height": 640}, {"width": 1280, "height": 800})


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def is_sound(page: Page) -> None:
    for size in SIZES:
        page.set_viewport_size(size)
        assert broken_rules(page) == []
        assert sticking_out(page) == []


def test_a_commissioner_reads_the_numbers(page, live_server, commissioner, treatment, lero):
    profile = OrganisationProfile.objects.create(
        organisation=commissioner.active_memberships[0].organisation
    )
    profile.areas.add(LEEDS)
    quarter = settled(timezone.localdate())[0]
    made = {"sent_on": quarter.first}
    make_sent_many(treatment, lero, 23, **made, status="met", met_on=quarter.last)
    make_sent_many(treatment, lero, 12, **made, **closed("declined", "no-room"))
    make_sent_many(lero, treatment, 4, **made, **closed("expired"))
    sign_in(page, live_server.url, commissioner.email)
    page.get_by_role("link", name="Introductions in numbers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"in Leeds, {quarter}")
    expect(page.locator("main")).to_contain_text("About 40 were sent.")
    expect(page.locator(".bars__row").first).to_be_visible()
    is_sound(page)
    with page.expect_download() as coming:
        page.get_by_role("link", name="All these numbers as a file").click()
    found = {(row["table"], row["row"]): row["number"] for row in rows_of(coming.value.path())}
    assert found["Where they stand", "Met, and going on"] == "25"
    assert found["Where they stand", "Never answered"] == "*"
    page.get_by_label("When").select_option(quarter.before().slug)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(quarter.before()))
    expect(page.locator("main")).to_contain_text("None were sent.")
    is_sound(page)


def test_a_treatment_service_takes_its_file(page, live_server, coordinator, treatment, lero):
    make_basis(treatment)
    person = make_known(treatment)
    referral = make_accepted(treatment, lero, person=person)
    agree(person, treatment)
    now = timezone.now()
    actions.record_contact(
        referral=referral, by=SYSTEM, at=now, result="reached", support=["housing"]
    )
    sign_in(page, live_server.url, coordinator.email)
    page.get_by_role("link", name=treatment.name, exact=True).click()
    page.get_by_role("link", name="Hand-over file").click()
    expect(page.locator("main")).to_contain_text("an aid for your return, not a submission")
    month = f"{timezone.localdate():%Y-%m}"
    page.get_by_label("Which month").select_option(month)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="1 line")).to_be_visible()
    expect(page.locator("main")).to_contain_text("AB-Robin")
    is_sound(page)
    page.get_by_role("button", name="Take the file").or_(
        page.get_by_role("link", name="Take the file")
    ).click()
    is_sound(page)
    page.get_by_label("To fill in our treatment return").check()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Make the file").click()
    assert coming.value.suggested_filename == f"hand-over-{month}.csv"
    (line,) = rows_of(coming.value.path())
    assert line["provider_client_ref"] == "AB-Robin"
    assert line["housing_support"] == "Y"
    assert line["peer_support"] == ""
