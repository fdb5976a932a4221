"""The list: whose move, what is late, what differs; as few queries for many as for one."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from referrals import actions, duties
from referrals.models import Referral
from rosc.access import SYSTEM
from rosc.accounts import desk
from rosc.accounts.models import User
from rosc.audit.models import AuditEvent
from rosc.people import actions as people
from tests.directory.makers import make_service
from tests.factories import MembershipFactory, OrganisationFactory
from tests.people.makers import make_basis, make_person
from tests.referrals.links import ask_for_myself
from tests.referrals.makers import make_accepted, make_consent, make_draft, make_sent

pytestmark = pytest.mark.django_db
LIST = reverse("referrals:referrals")


def shown(client, query=""):
    return {row.referral.pk for row in client.get(f"{LIST}?{query}").context["rows"]}


def test_each_list_has_its_own(client_as, treatment, lero, keyworker, lero_leader):
    sent, accepted = make_sent(treatment, lero), make_accepted(treatment, lero)
    draft = make_draft(treatment, lero)
    over = make_sent(treatment, lero)
    actions.decline(referral=over, by=lero_leader, reason="no-room", follows="wait")
    late = Referral.objects.unscoped_for("test").filter(pk=accepted.pk)
    late.update(due_on=timezone.localdate() - timedelta(days=1))
    theirs, ours = client_as(keyworker), client_as(lero_leader)
    assert shown(theirs) == {sent.pk, accepted.pk, draft.pk}
    assert shown(ours) == {sent.pk, accepted.pk}
    assert shown(theirs, "show=mine") == {draft.pk}
    assert shown(theirs, "show=theirs") == {sent.pk, accepted.pk}
    assert shown(ours, "show=mine") == {sent.pk, accepted.pk}
    assert shown(ours, "show=overdue") == {accepted.pk}
    assert shown(ours, "show=closed") == {over.pk}
    assert shown(theirs, "show=all") == {sent.pk, accepted.pk, draft.pk, over.pk}
    assert shown(theirs, "way=in") == set()
    assert shown(ours, "status=declined") == {over.pk}


def test_a_name_is_found_only_by_those_who_may_know_it(
    client_as, treatment, lero, keyworker, lero_leader
):
    kestrel = make_person(treatment, name="Kestrel")
    sent = make_sent(treatment, lero, person=kestrel)
    assert shown(client_as(keyworker), "q=kestrel") == {sent.pk}
    ours = client_as(lero_leader)
    assert shown(ours, "q=kestrel") == set()
    assert "Kestrel" not in ours.get(LIST).content.decode()
    accepted = make_accepted(treatment, lero, person=make_person(treatment, name="Kestrel"))
    assert shown(ours, "q=kestrel") == {accepted.pk}


def test_the_filters_stay_in_the_address(client_as, treatment, lero, keyworker):
    make_sent(treatment, lero)
    page = client_as(keyworker).get(f"{LIST}?show=all&way=out").content.decode()
    assert "?show=all&amp;way=out" in page


def test_that_they_were_seen_is_written_down(client_as, treatment, lero, keyworker):
    sent = make_sent(treatment, lero)
    client_as(keyworker).get(f"{LIST}?show=all")
    assert AuditEvent.objects.get(verb="referral.list").subject_ids == [sent.pk]
    assert AuditEvent.objects.get(verb="person.list").subject_ids == [sent.person_id]


def many(treatment, lero, count):
    """Sent ones, as they would have come, in a few statements."""
    first = make_sent(treatment, lero)
    rows = []
    for number in range(count - 1):
        person = make_person(treatment, name=f"Robin {number}")
        row = Referral(
            person=person,
            held_by=treatment,
            receiver=lero,
            service=first.service,
            needs=["peer-support"],
            consent=people.agree(
                person=person,
                purpose="introduce",
                recipient=lero,
                details=["name"],
                method="paper",
                by=SYSTEM,
            ),
            status="sent",
            whose_move="receiver",
            sent_at=timezone.now(),
            due_on=timezone.localdate(),
        )
        rows.append(row)
    Referral.objects.bulk_create(rows)


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_as_many_queries_for_500_as_for_one(client_as, treatment, lero, keyworker):
    client = client_as(keyworker)
    many(treatment, lero, 1)
    client.get(LIST)
    one = queries(client, LIST)
    many(treatment, lero, 499)
    page = client.get(LIST)
    assert len(page.context["rows"]) == 50
    assert page.context["page"].paginator.count == 500
    assert queries(client, LIST) == one


def test_the_table_names_nobody(client_as, treatment, lero, keyworker):
    person = make_person(treatment, name="Kestrel", own_reference="=B-12")
    make_sent(treatment, lero, person=person)
    table = client_as(keyworker).get(reverse("referrals:table")).content.decode()
    assert "Bridge Street Service" in table
    assert "Kestrel" not in table
    assert "B-12" not in table
    assert AuditEvent.objects.get(verb="referral.export").details == {"why": "without-names"}


def test_names_are_for_a_reason_and_no_formula_runs(client_as, treatment, lero, keyworker):
    person = make_person(treatment, name="=Kestrel", own_reference="B-12")
    make_sent(treatment, lero, person=person)
    client = client_as(keyworker)
    url = reverse("referrals:export")
    ago(client, 2000)
    assert client.get(url).url.startswith(reverse("account_reauthenticate"))
    ago(client, 5)
    assert client.post(url, {}).status_code == 200
    table = client.post(url, {"why": "return"}).content.decode()
    assert "'=Kestrel" in table
    assert "B-12" in table
    event = AuditEvent.objects.get(verb="referral.export")
    assert event.details == {"why": "return"}


def ago(client, seconds):
    """As if they had said who they are so long ago."""
    session = client.session
    session["signed_in_at"] = time.time() - seconds
    session.save()


def test_a_peer_takes_nothing_out(client_as, peer):
    assert client_as(peer).get(reverse("referrals:table")).status_code == 403
    assert client_as(peer).get(reverse("referrals:export")).status_code == 403


def test_nor_of_somebody_they_go_along_with(client_as, treatment, lero, peer, lero_leader):
    """No copy, no button for one, and nothing that is theirs to do but is not."""
    given = make_accepted(treatment, lero)
    people.give(person=given.received_person, user=peer, by=lero_leader)
    Referral.objects.unscoped_for("test").update(needs_check=True)
    url = reverse("referrals:copy", args=[given.pk])
    assert client_as(peer).get(url).status_code == 403
    assert client_as(lero_leader).get(url).status_code == 200
    pages = [given.get_absolute_url(), f"{LIST}?show=all", reverse("home")]
    for address in pages:
        seen = client_as(peer).get(address, follow=True).content.decode()
        assert url not in seen
        assert "It is your move" not in seen
        assert "What the sides say differs" not in seen
    found = client_as(peer).get(given.get_absolute_url()).content.decode()
    assert "Please check" not in found
    assert "Tideway Together is to move next" in found
    assert list(duties.waiting(User.objects.get(pk=peer.pk))) == []


def test_who_goes_along_here_takes_only_what_they_work_on_elsewhere(
    client_as, treatment, lero, peer, lero_leader
):
    given = make_accepted(treatment, lero)
    people.give(person=given.received_person, user=peer, by=lero_leader)
    home = OrganisationFactory(name="Elsewhere", kinds=["treatment"])
    MembershipFactory(user=peer, role="keyworker", organisation=home)
    own = make_sent(home, lero)
    client = client_as(User.objects.get(pk=peer.pk))
    assert client.get(reverse("referrals:copy", args=[given.pk])).status_code == 403
    table = client.get(reverse("referrals:table") + "?show=all").content.decode()
    assert str(own.pk) in table
    assert str(given.pk) not in table


def test_a_row_says_since_when(client_as, treatment, lero, keyworker, lero_leader):
    referral = make_sent(treatment, lero)
    day = f"{timezone.localdate(referral.sent_at):%-d %B %Y}"
    assert f"Sent on {day}" in client_as(keyworker).get(LIST).content.decode()
    assert f"Came on {day}" in client_as(lero_leader).get(LIST).content.decode()


def test_who_came_by_themselves_is_no_move_of_the_group(client_as, lero, lero_leader):
    """They were asked something; the group holds their record, and waits all the same."""
    make_basis(lero)
    referral = ask_for_myself(lero)
    actions.ask(referral=referral, by=lero_leader, text="When?")
    assert shown(client_as(lero_leader), "show=mine") == set()
    assert shown(client_as(lero_leader), "show=theirs") == {referral.pk}
    page = client_as(lero_leader).get(referral.get_absolute_url()).content.decode()
    assert "They are to move next" in page


def test_a_peer_sees_only_people_given_to_them(client_as, treatment, lero, peer, lero_leader):
    given, other = make_accepted(treatment, lero), make_accepted(treatment, lero)
    people.give(person=given.received_person, user=peer, by=lero_leader)
    client = client_as(peer)
    assert shown(client) == {given.pk}
    assert client.get(reverse("referrals:referral", args=[other.pk])).status_code == 404
    page = client.get(reverse("referrals:referral", args=[given.pk])).content.decode()
    assert "Robin" in page
    assert "Note a contact" not in page


def test_the_desk_says_what_waits(treatment, lero, keyworker, lero_leader, client_as):
    make_sent(treatment, lero)
    Referral.objects.unscoped_for("test").update(due_on=timezone.localdate() - timedelta(days=1))
    items = {one.title: one for one in desk.waiting_for(User.objects.get(pk=lero_leader.pk))}
    assert items["Introductions: it is your move"].count == 1
    assert items["Introductions: late"].count == 1
    for item in items.values():
        assert client_as(lero_leader).get(item.url).status_code == 200
    assert "late" not in str([one.title for one in desk.waiting_for(keyworker)])


def test_the_panel_shows_a_person_theirs(client_as, treatment, lero, keyworker, lero_leader):
    from django.template.loader import render_to_string

    from referrals.records import RECORD

    referral = make_accepted(treatment, lero)
    make_sent(treatment, lero)
    for person, user in ((referral.person, keyworker), (referral.received_person, lero_leader)):
        context = RECORD.panel_context(person, user)
        assert [row.referral for row in context["rows"]] == [referral]
        assert "Accepted" in render_to_string(RECORD.panel, {"panel": context})
        page = client_as(user).get(person.get_absolute_url()).content.decode()
        assert reverse("referrals:referral", args=[referral.pk]) in page


def test_the_copy_is_all_that_one_may_see(client_as, treatment, lero, lero_leader, keyworker):
    referral = make_draft(treatment, lero, service=make_service("Coffee", organisation=lero))
    actions.send(referral=referral, consent=make_consent(referral), by=keyworker)
    url = reverse("referrals:copy", args=[referral.pk])
    theirs = client_as(lero_leader).get(url).content.decode()
    assert "Coffee, Tideway Together" in theirs
    assert "Robin" not in theirs
    assert "Introduction of Robin" in client_as(keyworker).get(url).content.decode()
