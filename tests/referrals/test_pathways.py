"""Agreed pathways: proposed by one side, agreed by the other, kept, and looked at again."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from referrals import actions
from referrals.models import AgreedPathway, Referral
from referrals.pathway_messages import prepare_pathway
from rosc.access import SYSTEM
from rosc.audit.models import AuditEvent
from rosc.outbox.kinds import Skip
from rosc.outbox.models import OutboundMessage
from tests.conftest import signed_in
from tests.directory.makers import make_kind, make_service
from tests.factories import OrganisationFactory
from tests.people.makers import make_person
from tests.referrals.makers import again, make_consent, make_draft, make_pathway, make_sent
from tests.referrals.pages import day

pytestmark = pytest.mark.django_db
VERBS = ("agree_pathway", "change_pathway", "review_pathway", "end_pathway")


@pytest.fixture
def service(lero):
    return make_service("Somebody to talk to", organisation=lero)


def page(verb, pathway):
    return reverse(f"referrals:{verb}", args=[pathway.pk])


def said(**more):
    review_on = timezone.localdate() + timedelta(days=200)
    return {"answer_days": "3", "for_whom": "Anybody", **day("review_on", review_on), **more}


def audited(verb, pathway):
    return AuditEvent.objects.filter(verb=f"pathway.{verb}", subject_id=pathway.pk).count()


def told(pathway):
    rows = OutboundMessage.objects.filter(kind="referrals.pathway", subject_id=pathway.pk)
    return rows.values_list("route_id", flat=True)


def proposes(coordinator, treatment, lero, **more):
    url = reverse("referrals:propose_pathway", args=[treatment.pk])
    client = signed_in(coordinator)
    found = client.get(url, {"q": "tideway"}).content.decode()
    assert f"?way=out&amp;with={lero.pk}" in found
    response = client.post(f"{url}?way=out&with={lero.pk}", said(**more))
    assert response.status_code == 302, response.context["form"].errors
    return AgreedPathway.objects.get()


# --- The two agree --------------------------------------------------------------------------------
def test_one_proposes_and_the_other_agrees(treatment, lero, coordinator, lero_leader, service):
    pathway = proposes(coordinator, treatment, lero, needs="peer-support", type="step-across")
    assert not pathway.is_standing
    assert list(told(pathway)) == [lero_leader.pk]
    assert audited("propose", pathway) == 1
    client = signed_in(lero_leader)
    assert "Pathways to agree to: 1" in client.get(reverse("accounts:desk")).content.decode()
    form = client.get(page("agree_pathway", pathway)).context["form"]
    data = {"seen": form["seen"].value(), "submit": "yes"}
    assert client.post(page("agree_pathway", pathway), data).status_code == 302
    pathway.refresh_from_db()
    assert pathway.is_standing
    assert set(told(pathway)) == {lero_leader.pk, coordinator.pk}
    assert audited("agree", pathway) == 1
    assert client.post(page("agree_pathway", pathway), data).status_code == 409


def test_the_receiver_may_propose_and_the_sender_agrees(
    treatment, lero, coordinator, lero_leader, service
):
    url = reverse("referrals:propose_pathway", args=[lero.pk])
    response = signed_in(lero_leader).post(f"{url}?way=in&with={treatment.pk}", said())
    assert response.status_code == 302
    pathway = AgreedPathway.objects.get()
    assert (pathway.sender, pathway.receiver) == (treatment, lero)
    assert signed_in(lero_leader).get(page("agree_pathway", pathway)).status_code == 409
    actions.agree_pathway(pathway=pathway, side="sender", by=coordinator, seen=pathway.updated_at)
    assert pathway.is_standing


def test_nobody_agrees_for_the_other_side(treatment, lero, coordinator, service):
    pathway = make_pathway(treatment, lero, is_agreed=False)
    with pytest.raises(PermissionDenied):
        actions.agree_pathway(
            pathway=pathway, side="receiver", by=coordinator, seen=pathway.updated_at
        )
    assert signed_in(coordinator).get(page("agree_pathway", pathway)).status_code == 409
    assert not AgreedPathway.objects.standing().exists()


def test_what_was_changed_meanwhile_is_not_agreed_to(
    treatment, lero, coordinator, lero_leader, service
):
    pathway = make_pathway(treatment, lero, is_agreed=False)
    client = signed_in(lero_leader)
    seen = client.get(page("agree_pathway", pathway)).context["form"]["seen"].value()
    changed = signed_in(coordinator).get(page("change_pathway", pathway)).context["form"]
    data = said(answer_days="9", seen=changed["seen"].value())
    assert signed_in(coordinator).post(page("change_pathway", pathway), data).status_code == 302
    answer = client.post(page("agree_pathway", pathway), {"seen": seen, "submit": "yes"})
    assert answer.status_code == 409
    assert pathway.get_absolute_url() in answer.content.decode()


@pytest.mark.parametrize(
    ("more", "is_standing"),
    [({}, True), ({"contact": "The duty worker"}, True), ({"answer_days": "1"}, False)],
)
def test_only_what_was_agreed_is_agreed_again(
    more, is_standing, treatment, lero, coordinator, lero_leader, service
):
    pathway = make_pathway(treatment, lero)
    client = signed_in(coordinator)
    seen = client.get(page("change_pathway", pathway)).context["form"]["seen"].value()
    data = said(seen=seen, **more)
    assert client.post(page("change_pathway", pathway), data).status_code == 302
    pathway.refresh_from_db()
    assert pathway.is_standing is is_standing
    assert AgreedPathway.objects.waiting_for([lero.pk]).exists() is not is_standing
    assert audited("change", pathway) == 1


def test_it_is_looked_at_again(treatment, lero, lero_leader, service, time_machine):
    pathway = make_pathway(treatment, lero)
    client = signed_in(lero_leader)
    assert "look at again" not in client.get(reverse("accounts:desk")).content.decode()
    AgreedPathway.objects.update(review_on=timezone.localdate())
    assert "look at again: 1" in client.get(reverse("accounts:desk")).content.decode()
    form = client.get(page("review_pathway", pathway)).context["form"]
    data = {"seen": form["seen"].value(), **day("review_on", timezone.localdate())}
    assert client.post(page("review_pathway", pathway), data).status_code == 200  # not to come
    later = timezone.localdate() + timedelta(days=90)
    data |= day("review_on", later)
    assert client.post(page("review_pathway", pathway), data).status_code == 302
    pathway.refresh_from_db()
    assert (pathway.review_on, audited("review", pathway)) == (later, 1)


def test_either_ends_it_and_another_can_follow(treatment, lero, lero_leader, coordinator, service):
    pathway = make_pathway(treatment, lero)
    client = signed_in(lero_leader)
    assert client.post(page("end_pathway", pathway), {"submit": "yes"}).status_code == 302
    assert client.post(page("end_pathway", pathway), {"submit": "yes"}).status_code == 409
    assert (audited("end", pathway), coordinator.pk in told(pathway)) == (1, True)
    assert client.get(page("pathway", pathway)).status_code == 200
    assert make_pathway(treatment, lero).is_standing


@pytest.mark.parametrize("word", ["twice", "no services", "long ago"])
def test_what_cannot_be_proposed_is_said(word, treatment, lero, coordinator, service):
    other, more = lero, {}
    if word == "twice":
        make_pathway(treatment, lero)
    elif word == "no services":
        other = OrganisationFactory(name="Meetings only")
    else:
        more = day("review_on", timezone.localdate() - timedelta(days=1))
    url = reverse("referrals:propose_pathway", args=[treatment.pk])
    count = AgreedPathway.objects.count()
    answer = signed_in(coordinator).post(f"{url}?way=out&with={other.pk}", said(**more))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert AgreedPathway.objects.count() == count


def test_a_service_of_somebody_else_cannot_be_chosen(treatment, lero, coordinator, service):
    foreign = make_service("Not theirs")
    url = reverse("referrals:propose_pathway", args=[treatment.pk])
    answer = signed_in(coordinator).post(
        f"{url}?way=out&with={lero.pk}", said(services=str(foreign.pk))
    )
    assert "services" in answer.context["form"].errors


def test_who_may_not(treatment, lero, colleague, keyworker, outsider, service):
    pathway = make_pathway(treatment, lero)
    for verb in VERBS:
        for method in ("get", "post"):
            for user in (colleague, keyworker):
                assert getattr(signed_in(user), method)(page(verb, pathway)).status_code == 403
            assert getattr(signed_in(outsider), method)(page(verb, pathway)).status_code == 404
    assert signed_in(keyworker).get(page("pathway", pathway)).status_code == 200
    assert signed_in(outsider).get(page("pathway", pathway)).status_code == 404
    pathway.refresh_from_db()
    assert pathway.is_standing


def test_who_no_longer_leads_is_not_written_to(treatment, lero, lero_leader, service):
    pathway = make_pathway(treatment, lero, is_agreed=False)
    message = OutboundMessage.objects.get(kind="referrals.pathway")
    assert page("pathway", pathway) in prepare_pathway(message).text
    lero_leader.memberships.update(ended_at=timezone.now())
    assert isinstance(prepare_pathway(message), Skip)


# --- An introduction along it ---------------------------------------------------------------------
def test_it_fills_the_draft_in(treatment, lero, keyworker, service):
    make_pathway(treatment, lero, needs=["peer-support", "gone"], type="step-across")
    service.kinds.add(make_kind("walking"))
    start = signed_in(keyworker).get(reverse("referrals:start", args=[service.pk]))
    assert "Along the agreed pathway" in start.content.decode()
    draft = actions.begin(person=make_person(treatment), service=service, by=keyworker)
    assert (draft.type, draft.needs) == ("step-across", ["peer-support"])
    assert draft.pathway is not None


def test_its_clock_runs_by_what_was_agreed(treatment, lero, keyworker, service, time_machine):
    time_machine.move_to("2026-03-02 10:00Z")  # a Monday
    pathway = make_pathway(treatment, lero, answer_days=5, contact="Ring the shed")
    usual = make_sent(treatment, lero, service=service)
    assert (str(usual.acknowledge_by), str(usual.pathway_by)) == ("2026-03-09", "2026-03-09")
    soon = make_sent(treatment, lero, service=service, type="re-engagement")
    assert (str(soon.acknowledge_by), str(soon.pathway_by)) == ("2026-03-03", "2026-03-09")
    html = signed_in(keyworker).get(usual.get_absolute_url()).content.decode()
    assert "Along the agreed pathway" in html
    assert "Ring the shed" in html
    actions.end_pathway(pathway=pathway, side="sender", by=SYSTEM)
    after = make_sent(treatment, lero, service=service)
    assert (after.pathway, str(after.acknowledge_by)) == (None, "2026-03-04")


def test_a_draft_begun_before_the_end_goes_without(treatment, lero, service):
    pathway = make_pathway(treatment, lero)
    draft = make_draft(treatment, lero, service=service)
    assert draft.pathway == pathway
    AgreedPathway.objects.update(ended_on=timezone.localdate())
    actions.send(referral=draft, consent=make_consent(draft), by=SYSTEM)
    assert (again(draft).pathway, again(draft).pathway_by) == (None, None)


@pytest.mark.parametrize("is_meant", [True, False])
def test_only_to_the_services_that_are_meant(is_meant, treatment, lero, service):
    other = make_service("A choir", organisation=lero)
    make_pathway(treatment, lero, services=[service, make_service("B", organisation=lero)])
    draft = make_draft(treatment, lero, service=service if is_meant else other)
    assert bool(draft.pathway) is is_meant


def test_a_pause_moves_its_day_as_well(treatment, lero, service, time_machine):
    time_machine.move_to("2026-03-02 10:00Z")
    make_pathway(treatment, lero, answer_days=2)
    referral, by = make_sent(treatment, lero, service=service), SYSTEM
    until = timezone.localdate() + timedelta(days=7)
    actions.pause(referral=referral, by=by, until=until, reason="Away")
    actions.resume(referral=referral, by=by, today=until)
    assert str(again(referral).pathway_by) == "2026-03-11"


# --- How it is kept -------------------------------------------------------------------------------
def answered(treatment, lero, service, count, time_machine, *, after):
    """So many sent at ten on a Monday, answered so many days later."""
    time_machine.move_to("2026-03-02 10:00Z")
    found = [make_sent(treatment, lero, service=service) for _ in range(count)]
    time_machine.move_to(f"2026-03-{2 + after:02} 10:00Z")
    for one in found:
        actions.wait(referral=one, by=SYSTEM)
    return found


def lines(user, pathway):
    return dict(signed_in(user).get(page("pathway", pathway)).context["measure"].lines)


def test_both_sides_see_how_it_is_kept(
    treatment, lero, keyworker, lero_leader, service, time_machine
):
    time_machine.move_to("2026-03-01 10:00Z")
    pathway = make_pathway(treatment, lero, answer_days=2)
    answered(treatment, lero, service, 4, time_machine, after=2)
    answered(treatment, lero, service, 8, time_machine, after=3)
    make_sent(treatment, lero, service=service)
    own = lines(keyworker, pathway)
    assert list(own.values()) == ["13", "4", "8", "1", "3 working days"]
    assert list(lines(lero_leader, pathway).values())[0] == "0"  # the quarter is not over
    time_machine.move_to("2026-05-03 10:00Z")
    theirs = lines(lero_leader, pathway)
    assert list(theirs.values()) == ["15", "*", "*", "*", "3 working days"]
    Referral.objects.unscoped_for("test").update(acknowledged_at=None)
    assert lines(lero_leader, pathway) == theirs  # told once and for all


def test_few_answers_have_no_typical_time(treatment, lero, keyworker, service, time_machine):
    time_machine.move_to("2026-03-01 10:00Z")
    pathway = make_pathway(treatment, lero)
    answered(treatment, lero, service, 4, time_machine, after=1)
    assert "5 answers" in lines(keyworker, pathway)["Typical time to an answer"]
    answered(treatment, lero, service, 1, time_machine, after=1)
    assert lines(keyworker, pathway)["Typical time to an answer"] == "1 working day"


def test_the_list_asks_as_often_for_one_as_for_thirty(treatment, lero, coordinator, service):
    make_pathway(treatment, lero)
    client = signed_in(coordinator)
    counts = [asked(client)]
    for number in range(29):
        other = OrganisationFactory(name=f"Group {number}")
        make_pathway(treatment, other, services=[make_service(organisation=other)])
    counts.append(asked(client))
    assert counts[0] == counts[1]


def asked(client) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(reverse("referrals:pathways")).status_code == 200
    return len(found)


def test_no_person_is_opened_by_it(treatment, lero, keyworker, service):
    pathway = make_pathway(treatment, lero)
    make_sent(treatment, lero, service=service, person=make_person(treatment, "Quillfeather"))
    html = signed_in(keyworker).get(page("pathway", pathway)).content.decode()
    assert "Quillfeather" not in html
    assert Referral.objects.visible_to(keyworker).count() == 1
