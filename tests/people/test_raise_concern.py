"""A concern is read by the safeguarding lead and whoever raised it; by nobody else at all."""

import pytest
from django.core.exceptions import PermissionDenied

from rosc.access import SomebodyGotThereFirst
from rosc.audit.models import AuditEvent
from rosc.people import actions
from rosc.people.given_out import held_about, who_looked
from rosc.people.models import SafeguardingConcern
from tests.conftest import member
from tests.people.conftest import waits
from tests.people.makers import make_person

pytestmark = pytest.mark.django_db
WHAT = "Said on Tuesday that <b>he</b> is afraid to go home"


@pytest.fixture
def concern(person, keyworker, lead):
    return actions.raise_concern(person=person, what=WHAT, by=keyworker)


def test_it_is_written_down_and_the_lead_is_told(send, person, keyworker, lead, mails):
    assert send(keyworker, "raise_concern", person.pk, what=WHAT).status_code == 302
    concern = SafeguardingConcern.objects.get()
    assert (concern.what, concern.raised_by) == (WHAT, keyworker)
    [mail] = mails()
    assert mail.address == lead.email
    assert str(concern.pk) in mail.text
    for word in ("Robin", "afraid", "safeguarding"):
        assert word not in mail.text + mail.subject


def test_two_may_read_it(look, concern, keyworker, lead):
    for user in (keyworker, lead):
        page = look(user, "concern", concern.pk).content.decode()
        assert "afraid to go home" in page
        assert "<b>he</b>" not in page
        assert "Robin" in look(user, "concerns").content.decode()
    assert AuditEvent.objects.filter(verb="concern.open").count() == 2


def test_nobody_else_not_even_who_leads(look, concern, coordinator, outsider, elsewhere, treatment):
    their_lead = member("Other Lead", ("safeguarding_lead", elsewhere))
    colleague = member("Ann Other", ("keyworker", treatment))
    for user in (coordinator, colleague, outsider, their_lead):
        assert look(user, "concern", concern.pk).status_code == 404
        assert "Robin" not in look(user, "concerns").content.decode()


def test_an_administrator_never(refuses, concern, administrator):
    actions.break_glass(person=concern.person, why="The coroner has asked", by=administrator)
    refuses(403, administrator, "concern", concern.pk)
    refuses(403, administrator, "concerns")


def test_it_is_not_said_in_what_others_are_shown(look, concern, coordinator, lead, keyworker):
    look(lead, "concern", concern.pk)
    assert "afraid" not in look(coordinator, "erase", concern.person.pk).content.decode()
    assert "afraid" not in str(held_about(concern.person, coordinator))
    verbs = [row["what"] for row in who_looked(concern.person)]
    assert not [words for words in verbs if "concern" in words.casefold()]


def test_a_lead_who_is_kept_from_somebody_reads_nothing(
    look, refuses, person, keyworker, lead, mails
):
    """The lead may be the neighbour, or whom the worry is about."""
    person.kept_from.add(lead)
    concern = actions.raise_concern(person=person, what=WHAT, by=keyworker)
    assert mails() == []
    assert look(lead, "concern", concern.pk).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.close_concern(concern=concern, outcome="Nothing", by=lead)


def test_a_lead_who_was_kept_from_them_meanwhile_gets_no_mail(concern, lead, mails):
    concern.person.kept_from.add(lead)
    assert mails() == []


def test_who_has_left_reads_it_no_more(look, concern, keyworker):
    keyworker.memberships.update(ended_at="2026-01-01T00:00Z")
    assert look(keyworker, "concern", concern.pk).status_code == 403


def test_passing_on_and_closing(send, look, concern, lead, audited):
    assert send(lead, "pass_on_concern", concern.pk, to_whom="The council").status_code == 302
    send(lead, "pass_on_concern", concern.pk, to_whom="The police")
    concern.refresh_from_db()
    assert concern.passed_to == "The council\nThe police"
    assert concern.passed_on_at is not None
    assert send(lead, "close_concern", concern.pk, outcome="He is safe").status_code == 302
    page = look(lead, "concern", concern.pk).content.decode()
    assert "He is safe" in page
    assert "Say to whom" not in page
    assert audited("concern.close").subject_id == concern.pk


def test_a_closed_one_stays_as_it_is(send, concern, lead):
    actions.close_concern(concern=concern, outcome="He is safe", by=lead)
    assert send(lead, "close_concern", concern.pk, outcome="Other").status_code == 409
    assert send(lead, "pass_on_concern", concern.pk, to_whom="Them").status_code == 409
    with pytest.raises(SomebodyGotThereFirst):
        actions.close_concern(concern=concern, outcome="Other", by=lead)
    concern.refresh_from_db()
    assert concern.outcome == "He is safe"


def test_who_raised_it_leads_nothing(refuses, concern, keyworker):
    refuses(403, keyworker, "pass_on_concern", concern.pk, to_whom="Them")
    refuses(403, keyworker, "close_concern", concern.pk, outcome="Over")


@pytest.mark.parametrize("what", ["", "   ", "\n"])
def test_nothing_is_no_concern(send, person, keyworker, lead, what):
    assert send(keyworker, "raise_concern", person.pk, what=what, x="y").status_code == 200
    assert not SafeguardingConcern.objects.exists()


def test_only_about_whom_one_may_see(refuses, send, person, peer, lero, outsider, colleague, lead):
    refuses(404, outsider, "raise_concern", person.pk, what=WHAT)
    refuses(403, colleague, "raise_concern", person.pk, what=WHAT)
    refuses(404, lead, "raise_concern", person.pk, what=WHAT)
    theirs = make_person(lero, "Jo")
    refuses(404, peer, "raise_concern", theirs.pk, what=WHAT)
    actions.give(person=theirs, user=peer, by=member("Lea Der", ("lero_leader", lero)))
    assert send(peer, "raise_concern", theirs.pk, what=WHAT).status_code == 302


def test_where_nobody_leads_safeguarding(look, person, keyworker, coordinator, treatment):
    assert "Nobody reads this yet" in look(keyworker, "raise_concern", person.pk).content.decode()
    actions.raise_concern(person=person, what=WHAT, by=keyworker)
    assert waits(coordinator) == [f"Concerns nobody at {treatment.name} can read"]
    assert "Robin" not in look(coordinator, "concerns").content.decode()


def test_it_waits_on_the_desk_of_the_lead_alone(concern, lead, coordinator, keyworker):
    assert waits(lead) == ["Safeguarding concerns"]
    assert waits(coordinator) == waits(keyworker) == []


def test_an_export_by_the_lead_has_it(concern, treatment):
    both = member("Bo Th", ("coordinator", treatment), ("safeguarding_lead", treatment))
    assert WHAT in str(held_about(concern.person, both))
