"""Numbers of all together, the line on a public page, the digest of a month, and the desk."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from lero_standards import actions, counts, notifications, tasks, timers
from lero_standards.models import Assessment, Snapshot
from rosc.access import SYSTEM
from rosc.accounts.models import Membership, Organisation, OrganisationStatus
from rosc.figures.models import Answer as Published
from rosc.outbox.kinds import Prepared, Skip
from rosc.outbox.models import OutboundMessage
from tests.factories import OrganisationFactory
from tests.lero_standards.makers import (
    make_answer,
    make_evidence,
    make_grant,
    make_planned,
    make_remark,
    make_snapshot,
)

pytestmark = pytest.mark.django_db
LATER = timezone.now() + timedelta(days=130)  # the quarter of today has settled by then


def chosen(lero, **values) -> Assessment:
    usual = {"has_voices": False, "is_counted": False, "has_badge": False}
    there = Assessment.objects.filter(organisation=lero).first()
    seen = there.updated_at if there else None
    return actions.choose(organisation=lero, values={**usual, **values}, seen=seen, by=SYSTEM)


def counted(number: int, said: str = "in-place") -> Organisation:
    lero = OrganisationFactory(kinds=["lero"], name=f"Counted {number}")
    make_answer(lero, "1", said)
    make_snapshot(lero)
    chosen(lero, is_counted=True)
    return lero


# --- Count us -------------------------------------------------------------------------------------
def told(client) -> str:
    return client.get(reverse("lero_standards:counts")).content.decode()


def test_counts_appear_once_eight_have_said_so(client_as, commissioner):
    for number in range(7):
        counted(number)
    stays_out = OrganisationFactory(kinds=["lero"])
    make_answer(stays_out, "1", "not-yet")
    make_snapshot(stays_out)
    with time_machine.travel(LATER, tick=True):
        assert counts.told(timezone.localdate()) is None
        assert "at least 8 LEROs" in told(client_as(commissioner))
    assert not Published.objects.filter(question="lero-standards").exists()
    last = counted(8, "partly")
    make_answer(last, "2", "in-place")
    make_snapshot(last)
    with time_machine.travel(LATER, tick=True):
        html = told(client_as(commissioner))
        found = counts.told(timezone.localdate())
    assert "8 LEROs said" in html
    assert "Counted" not in html  # nobody is named
    [(_, lines)] = found.parts
    assert [(one.id, numbers) for one, numbers in lines] == [("1", [7, 1, 0])]  # 2: too few


def test_the_numbers_of_a_quarter_do_not_move(client_as, commissioner):
    leros = [counted(number) for number in range(9)]
    with time_machine.travel(LATER, tick=True):
        before = counts.told(timezone.localdate())
        chosen(leros[0], is_counted=False)
        assert counts.told(timezone.localdate()) == before


def test_one_that_has_left_or_closed_is_not_counted():
    leros = [counted(number) for number in range(8)]
    Organisation.objects.filter(pk=leros[0].pk).update(status=OrganisationStatus.CLOSED)
    with time_machine.travel(LATER, tick=True):
        assert counts.told(timezone.localdate()) is None


# --- The badge ------------------------------------------------------------------------------------
def test_the_badge_stands_only_where_it_was_switched_on(client, lero):
    make_answer(lero, "1", "not-yet")
    page = reverse("directory:organisation", args=[lero.pk])
    words = "Has reviewed itself against the LERO standards"
    make_snapshot(lero)
    assert words not in client.get(page).content.decode()
    chosen(lero, has_badge=True)
    month = f"{timezone.localdate():%B %Y}"
    html = client.get(page).content.decode()
    assert f"{words}, {month}" in html
    assert "Not yet" not in html  # it never says how well


def test_no_badge_before_a_snapshot_or_for_what_is_no_lero(client, lero, treatment):
    make_answer(lero, "1", "not-yet")
    chosen(lero, has_badge=True)
    for place in (lero, treatment):
        html = client.get(reverse("directory:organisation", args=[place.pk])).content.decode()
        assert "reviewed itself" not in html


def test_no_search_or_filter_asks_for_the_badge():
    """The directory knows a line of words, and the standards know nobody's rank."""
    import directory.filters
    import directory.search.service_search as search

    for module in (directory.filters, search):
        with open(module.__file__) as code:
            assert "badge" not in code.read()


# --- The digest -----------------------------------------------------------------------------------
def prepared(message):
    return notifications.prepare_digest(message)


def test_a_digest_a_month_at_most_says_how_much_is_due(lero, lero_leader, second):
    today = date(2026, 5, 20)
    make_planned(lero, due_on=today)
    make_planned(lero, due_on=today, status="done")
    make_evidence(lero, review_on=today - timedelta(days=1))
    for day in (today, today + timedelta(days=1), date(2026, 5, 31)):
        timers.tell_due(day)
    message = OutboundMessage.objects.get()  # to the leader alone, once
    assert message.route_id == lero_leader.pk
    with time_machine.travel("2026-05-21 12:00:00+00:00"):
        letter = prepared(message)
    assert isinstance(letter, Prepared)
    assert letter.address == lero_leader.email
    assert "1 of the things you planned is due" in letter.text
    assert "1 of the things you noted has passed" in letter.text
    assert "Paint" not in letter.text
    assert timers.tell_due(date(2026, 6, 1)) == 1


def test_nobody_is_written_to_for_nothing(lero, lero_leader, informal, informal_leader):
    today = timezone.localdate()
    make_planned(lero, due_on=today + timedelta(days=1))
    make_planned(informal, due_on=today)  # informal groups are left alone
    tasks.tell_due()
    assert not OutboundMessage.objects.exists()


def test_what_is_done_meanwhile_is_not_told(lero, lero_leader):
    today = timezone.localdate()
    row = make_planned(lero, due_on=today)
    timers.tell_due(today)
    message = OutboundMessage.objects.get()
    row.status = "done"
    row.save()
    assert prepared(message) == Skip("answered_or_over")
    row.status = "to-do"
    row.save()
    Organisation.objects.filter(pk=lero.pk).update(lero_type="informal")
    assert prepared(message) == Skip("no_longer_theirs")
    Organisation.objects.filter(pk=lero.pk).update(lero_type="constituted")
    account = type(lero_leader).objects.filter(pk=lero_leader.pk)
    account.update(is_active=False, deactivated_at=timezone.now())
    assert prepared(message) == Skip("no_longer_theirs")
    account.update(is_active=True, deactivated_at=None)
    Membership.objects.filter(user=lero_leader).update(role="lero_member")
    assert prepared(message) == Skip("no_longer_theirs")


# --- The desk -------------------------------------------------------------------------------------
def test_the_desk_leads_there_and_shows_what_waits(
    client_as, lero, lero_leader, outsider, elsewhere, commissioner, partnership, keyworker
):
    def desk(user) -> str:
        return client_as(user).get(reverse("accounts:desk")).content.decode()

    home = reverse("lero_standards:assessment", args=[lero.pk])
    assert home in desk(lero_leader)
    assert "Planned for now" not in desk(lero_leader)
    assert "standards" not in desk(keyworker).lower()
    assert "What LEROs share with you" not in desk(commissioner)
    make_answer(lero, "1", "partly")
    make_planned(lero, due_on=timezone.localdate())
    make_evidence(lero, review_on=timezone.localdate() - timedelta(days=1))
    make_remark(make_grant(lero, elsewhere, parts=("is_review",)), outsider)
    make_grant(lero, partnership)
    html = desk(lero_leader)
    for title in ("Planned for now", "Evidence to look at again", "What a reviewer saw"):
        assert f"{title} at Tideway Together: 1" in html
    assert "What LEROs share with you" in desk(commissioner)
    place = reverse("accounts:organisation", args=[lero.pk])
    assert home in client_as(lero_leader).get(place).content.decode()
    assert Snapshot.objects.count() == 2
