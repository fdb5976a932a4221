"""From the group to an administrator, and to the public or back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from directory import actions
from directory.models import EntryChange, SearchEntry, Service
from directory.notifications import LOOKED_AT
from directory.reading import draft_of
from rosc.access import SomebodyGotThereFirst
from rosc.accounts.models import Membership
from rosc.audit.models import AuditEvent
from rosc.outbox.kinds import Skip
from rosc.outbox.models import OutboundMessage
from rosc.workflow import allowed
from tests.conftest import signed_in
from tests.directory.entries.conftest import boxes, send_change, url
from tests.directory.makers import make_service

pytestmark = pytest.mark.django_db


def prepared():
    return LOOKED_AT.prepare(OutboundMessage.objects.get(kind=LOOKED_AT.slug))


def test_until_somebody_has_looked_the_public_sees_what_was_there(sent, coffee, client):
    page = client.get(coffee.get_absolute_url()).content.decode()
    assert sent.status == "waiting"
    assert "Riverside Coffee" in page
    assert "Riverside Tea" not in page


def test_an_administrator_sees_before_and_after_and_publishes(
    sent, coffee, administrator, lero_leader, client
):
    browser = signed_in(administrator)
    desk = browser.get(reverse("accounts:desk")).content.decode()
    assert "Entries to look at: 1" in desk
    assert url("approve", coffee.pk) in browser.get(url("waiting")).content.decode()
    page = url("approve", coffee.pk)
    shown = browser.get(page)
    pairs = [(one.label, one.before, one.after) for one in shown.context["differences"]]
    assert ("Name", "Riverside Coffee", "Riverside Tea") in pairs
    assert browser.post(page, boxes(browser, page)).url == url("waiting")
    assert "Riverside Tea" in client.get(coffee.get_absolute_url()).content.decode()
    assert SearchEntry.objects.get(service=coffee).name == "Riverside Tea"
    event = AuditEvent.objects.get(verb="entrychange.approve")
    assert (event.actor_id, event.organisation_id) == (administrator.pk, coffee.organisation_id)
    letter = prepared()
    assert letter.address == lero_leader.email
    assert letter.subject == "What you sent is published"
    assert url("entry", coffee.pk) in letter.text
    assert "Riverside" not in letter.text
    assert not EntryChange.objects.get().says


def test_sent_back_with_a_reason_changed_and_sent_again(
    sent, coffee, administrator, lero_leader, client
):
    browser, page = signed_in(administrator), url("send_back", coffee.pk)
    said = {**boxes(browser, page), "reason": "Which day is it?"}
    assert browser.post(page, said).status_code == 302
    assert prepared().subject == "A question about what you sent"
    assert "Which day" not in prepared().text
    leader = signed_in(lero_leader)
    assert (
        "Entries sent back with a question: 1"
        in leader.get(reverse("accounts:desk")).content.decode()
    )
    assert "Which day is it?" in leader.get(url("entry", coffee.pk)).content.decode()
    assert "Riverside Coffee" in client.get(coffee.get_absolute_url()).content.decode()
    assert AuditEvent.objects.get(verb="entrychange.send_back").details == {
        "before": "waiting",
        "after": "returned",
    }
    change = EntryChange.objects.get()
    assert actions.submit(change=change, seen=1, by=lero_leader).status == "waiting"
    assert prepared() == Skip("moved_on")


def test_a_reason_is_asked_for(sent, coffee, administrator):
    browser, page = signed_in(administrator), url("send_back", coffee.pk)
    answered = browser.post(page, boxes(browser, page))
    assert answered.status_code == 200
    assert answered.context["form"].errors["reason"]


def test_nobody_is_told_who_has_left(sent, coffee, administrator, lero_leader):
    browser, page = signed_in(administrator), url("approve", coffee.pk)
    browser.post(page, boxes(browser, page))
    Membership.objects.filter(user=lero_leader).update(ended_at="2026-01-01T00:00Z")
    assert prepared() == Skip("no_longer_theirs")


def test_what_was_changed_meanwhile_is_not_approved_unseen(
    sent, coffee, administrator, lero_leader
):
    browser, page = signed_in(administrator), url("approve", coffee.pk)
    opened = boxes(browser, page)
    actions.take_back(change=sent, by=lero_leader)
    assert browser.post(page, opened).status_code == 409
    send_change(coffee, lero_leader, name="Something else")
    assert browser.post(page, opened).status_code == 409
    assert Service.objects.get().name == "Riverside Coffee"
    assert browser.post(page, boxes(browser, page)).status_code == 302
    assert browser.post(page, opened).status_code == 409
    assert Service.objects.get().name == "Something else"


def test_a_waiting_change_is_taken_back_before_it_is_changed(sent, coffee, lero_leader, answer):
    told = answer(lero_leader, coffee, "about", description="More")
    assert told.status_code == 409
    assert "Take it back" in told.content.decode()
    leader = signed_in(lero_leader)
    assert leader.post(url("take_back", coffee.pk), {"submit": "yes"}).status_code == 302
    assert answer(lero_leader, coffee, "about", description="More").status_code == 302


def test_a_trusted_group_publishes_itself_and_an_administrator_always(
    coffee, lero_leader, administrator, trusted, treatment
):
    assert send_change(coffee, lero_leader, name="At once").status == "published"
    coffee.refresh_from_db()
    assert (coffee.name, coffee.checked_by) == ("At once", "Tideway Together")
    other = make_service("Clinic", organisation=treatment, description="Help")
    assert send_change(other, administrator, name="The clinic").status == "published"
    assert AuditEvent.objects.filter(verb="entrychange.publish").count() == 2


def test_an_administrator_trusts_a_group_on_the_record(lero, administrator, lero_leader):
    browser, page = signed_in(administrator), url("trust", lero.pk)
    assert (
        url("trust", lero.pk)
        in browser.get(reverse("accounts:organisation", args=[lero.pk])).content.decode()
    )
    assert browser.post(page, {"is_trusted": "True"}).status_code == 302
    assert browser.post(page, {"is_trusted": "True"}).status_code == 409
    lero.refresh_from_db()
    assert lero.profile.is_trusted
    assert AuditEvent.objects.get(verb="organisation.trust").actor_id == administrator.pk
    assert browser.post(page, {"is_trusted": "False"}).status_code == 302
    assert AuditEvent.objects.filter(verb="organisation.distrust").exists()
    with pytest.raises(PermissionDenied):
        actions.trust(organisation=lero, is_trusted=True, by=lero_leader)


def test_dropped_it_is_gone_and_the_entry_as_it_was(coffee, lero_leader, answer):
    answer(lero_leader, coffee, "name", name="Riverside Tea")
    leader = signed_in(lero_leader)
    assert leader.post(url("drop", coffee.pk), {"submit": "yes"}).status_code == 302
    assert leader.post(url("drop", coffee.pk), {"submit": "yes"}).status_code == 409
    assert draft_of(coffee).says["name"] == "Riverside Coffee"
    assert EntryChange.objects.get().says == {}


def test_an_entry_begun_and_dropped_is_listed_no_more(lero, lero_leader):
    change = actions.add_entry(organisation=lero, name="Never mind", by=lero_leader)
    actions.drop(change=change, by=lero_leader)
    assert "Never mind" not in signed_in(lero_leader).get(url("ours")).content.decode()


def test_only_who_may_moves_it(sent, coffee, lero_leader, colleague, outsider, administrator):
    for user in (lero_leader, colleague, outsider):
        assert not allowed(sent, "approve", user)
        assert signed_in(user).post(url("approve", coffee.pk), {"seen": "x"}).status_code == 403
        with pytest.raises(PermissionDenied):
            actions.approve(change=sent, seen=seen(sent), by=user)
    for user, status in ((colleague, 403), (outsider, 404)):
        for page in ("take_back", "drop", "submit"):
            assert signed_in(user).post(url(page, coffee.pk), {"seen": "1"}).status_code == status
        with pytest.raises(PermissionDenied):
            actions.take_back(change=sent, by=user)
    assert EntryChange.objects.get().status == "waiting"


def seen(change):
    from directory.actions.entry_changes import seen_in_review

    change.service.refresh_from_db()
    return seen_in_review(change)


def test_a_group_cannot_publish_what_must_be_looked_at(coffee, lero_leader, trusted, lero):
    draft = draft_of(coffee)
    change = actions.answer(
        service=coffee,
        question="name",
        seen=draft.seen("name"),
        values={"name": "X"},
        by=lero_leader,
    )
    trusted.is_trusted = False
    trusted.save()
    assert actions.submit(change=change, seen=1, by=lero_leader).status == "waiting"


def test_two_who_submit_at_once(coffee, lero_leader, answer):
    answer(lero_leader, coffee, "name", name="Riverside Tea")
    change = EntryChange.objects.get()
    actions.submit(change=change, seen=1, by=lero_leader)
    with pytest.raises(SomebodyGotThereFirst):
        actions.submit(change=change, seen=1, by=lero_leader)


def test_a_peer_led_claim_that_cannot_be_is_refused(treatment, coordinator, answer):
    clinic = make_service("Clinic", organisation=treatment, description="Help")
    told = answer(coordinator, clinic, "leading", who_leads="peer-led")
    assert "not led by them" in told.content.decode()


def test_what_the_tables_would_refuse_is_said(coffee, lero_leader, trusted):
    change = actions.answer(
        service=coffee,
        question="touch",
        seen=draft_of(coffee).seen("touch"),
        values={"email": "no address"},
        by=lero_leader,
    )
    with pytest.raises(ValidationError):
        actions.submit(change=change, seen=1, by=lero_leader)


def test_the_worklist_names_each_that_waits(sent, administrator):
    html = signed_in(administrator).get(reverse("accounts:worklist")).content.decode()
    assert f'href="{url("approve", sent.service_id)}"' in html
    assert "Riverside Tea" in html


def test_what_waits_is_searched_and_narrowed(sent, coffee, administrator, lero_leader, lero):
    new = actions.add_entry(organisation=lero, name="Harbour Walks", by=lero_leader)
    EntryChange.objects.filter(pk=new.pk).update(
        status="waiting", sent_at=sent.sent_at, sent_by=lero_leader
    )
    client = signed_in(administrator)

    def found(**query) -> list[str]:
        page = client.get(url("waiting"), query)
        assert page.status_code == 200
        return sorted(change.says["name"] for change in page.context["page"])

    both = ["Harbour Walks", "Riverside Tea"]
    assert found() == found(q="tideway") == found(q="\x00", what="?") == both
    assert (
        found(q="riverside coffee") == found(q="TEA") == found(what="change") == ["Riverside Tea"]
    )
    assert found(what="new") == found(q="walks", what="new") == ["Harbour Walks"]
    assert found(q="walks", what="change") == []
    answer = client.get(url("waiting"), {"q": "walks", "what": "change"}).content.decode()
    assert "Nothing that waits fits." in answer
