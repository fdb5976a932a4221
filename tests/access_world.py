"""An organisation with one of everything, for whoever walks the pages: `place` makes it."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from checkups import actions as check_ups
from checkups import form_links
from checkups.models import CallRequest, CheckUp, Plan, SelfCompletion, UrgentFlag
from directory import actions
from directory.models import (
    ContactAgreement,
    EntryChange,
    EntryVersion,
    LeroComposition,
    Service,
)
from referrals import actions as introductions
from referrals.models import Confirmation
from rosc.access import ANYBODY, SYSTEM
from rosc.accounts.models import Organisation, User
from rosc.outbox.actions import plan_mail
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from tests.checkups.makers import first_of, make_plan
from tests.checkups.own import make_on_call
from tests.conftest import member
from tests.directory.makers import (
    GREENWICH,
    MANCHESTER,
    make_meeting,
    make_service,
    make_session,
)
from tests.factories import InvitationFactory, OrganisationFactory, TeamFactory
from tests.lero_standards.makers import (
    make_answer,
    make_evidence,
    make_grant,
    make_planned,
    make_remark,
)
from tests.people.makers import make_basis, make_person, make_route
from tests.referrals.makers import (
    make_draft,
    make_pairing,
    make_pathway,
    make_peer,
    make_sent,
)

# Each has an area and a place of its own, far from the other: neither is near the other.
AREAS = {"Hazel": "E08000035", "Osprey": "E08000003"}
PLACES = {"Hazel": MANCHESTER, "Osprey": GREENWICH}


@dataclass
class Place:
    """An organisation with one of everything; `canary` is in the name of each of them."""

    canary: str
    things: dict[str, list]


def place(canary: str) -> Place:
    organisation = OrganisationFactory(
        name=f"Organisation {canary}",
        kinds=["lero", "rss", "partnership", "treatment"],
        both_reason="so that each page has something to be about",
    )
    person = member(f"{canary} Person", ("peer_worker", organisation))
    membership = person.memberships.get()
    team = TeamFactory(organisation=organisation, name=f"Team {canary}")
    membership.teams.add(team)
    invitation = InvitationFactory(organisation=organisation, email=f"{canary}@inv.example".lower())
    things = {
        "organisation": [organisation.pk],
        "person": [person.pk],
        "membership": [membership.pk],
        "team": [team.pk],
        "team_member": [team.pk, membership.pk],
        "invitation": [invitation.pk],
        "reference_table": ["kinds"],
        "reference_row": ["kinds", "detox"],
        "reference_phrase": ["synonyms", "rehab"],
        "return_code": ["peer-led-in"],
        "report": [
            actions.tell_us(topic="times", text=canary, by=ANYBODY, organisation=organisation).pk
        ],
        "composition": [
            LeroComposition.objects.create(organisation=organisation, as_of="2026-03-27").pk
        ],
        **entries_of(organisation, canary),
        **introductions_of(organisation, canary),
        **pathways_of(organisation, canary),
        **standards_of(organisation, canary),
        **person_of(organisation, canary),
        **records_of(organisation, canary),
        **going_along_at(organisation, canary),
        **check_ups_at(organisation, canary),
        "message": [message_to(f"{canary}@work.example").pk],
    }
    return Place(canary, things)


def person_of(organisation: Organisation, canary: str) -> dict[str, list]:
    """Somebody who is helped there, with what hangs on the record."""
    person = make_person(organisation, f"Somebody {canary}", notes=f"Notes {canary}")
    supporter = member(f"Given{canary} Helper", ("peer_worker", organisation))
    make_peer(supporter, organisation, hours=f"Hours {canary}")
    grant = people.give(person=person, user=supporter, by=SYSTEM)
    entry = people.add_to_circle(
        person=person, kind="friend", who=f"Friend {canary}", method="phone", by=SYSTEM
    )
    kept = member(f"Kept{canary} Out", ("board_member", organisation))
    people.keep_from(person=person, user=kept, by=SYSTEM)
    consent = people.agree(person=person, purpose="trusted", method="phone", by=SYSTEM)
    return {
        "left_record": [make_person(organisation, f"Left {canary}", is_closed=True).pk],
        "record": [person.pk],
        "contact_route": [person.pk, make_route(person).pk],
        "consent": [person.pk, consent.pk],
        "circle_entry": [person.pk, entry.pk],
        "kept_out": [person.pk, kept.pk],
        "record_grant": [person.pk, grant.pk],
    }


def going_along_at(organisation: Organisation, canary: str) -> dict[str, list]:
    """Somebody whom a peer worker goes along with, and help getting to a meeting."""
    meeting = anybodys_meeting()
    person = make_person(organisation, f"Along {canary}")
    supporter = User.objects.get(email=f"given{canary}@work.example".lower())
    pairing = make_pairing(person, supporter.peer_work.get(), purpose=f"Coffee {canary}")
    started = introductions.start_meeting_help(person=person, service=meeting, by=SYSTEM)
    return {
        "anybodys_meeting": [meeting.pk],
        "pairing": [pairing.pk],
        "own_pairing": [pairing.pk],
        "meeting_help": [started.pk],
    }


def check_ups_at(organisation: Organisation, canary: str) -> dict[str, list]:
    """A plan that goes on, with one held, and one that is paused; a schedule of its own."""
    worker = member(f"Rings{canary} Up", ("coordinator", organisation))
    plan = make_plan(
        organisation, worker, person=make_person(organisation, f"Rung {canary}"), by=SYSTEM
    )
    agreed = [check_ups.Action(f"Ring {canary}")]
    held = check_ups.hold(checkup=first_of(plan), by=SYSTEM, agreed=agreed)
    paused = make_plan(organisation, worker, person=make_person(organisation, f"Away {canary}"))
    until = timezone.localdate() + timedelta(days=9)
    check_ups.pause(plan=paused, until=until, by=SYSTEM)
    copy = check_ups.copy_schedule(
        organisation=organisation, pattern=plan.pattern, by=SYSTEM, name=f"Days {canary}"
    )
    return {
        **from_the_person_at(plan, held, worker),
        "plan": [plan.pk],
        "paused_plan": [paused.pk],
        "checkup": [first_of(plan).pk],
        "agreed_action": [held.pk, held.agreed_actions.get().pk],
        "schedule_copy": [copy.pk],
    }


def from_the_person_at(plan: Plan, held: CheckUp, worker: User) -> dict[str, list]:
    """A call that is wanted, a form to reply to, something urgent, and hours on call."""
    today, now = timezone.localdate(), timezone.now()
    CheckUp.objects.unscoped_for("test").filter(pk=held.pk).update(
        prompts=["use"], prompted_on=today
    )
    about = {"person": plan.person, "plan": plan}
    asked = CallRequest.objects.create(**about, what="slipped", asked_at=now, answer_by=today)
    flag = UrgentFlag.objects.create(**about, why=["unsafe"], raised_at=now)
    form = form_links.make(first_of(plan), now)
    SelfCompletion.objects.filter(pk=form.pk).update(finished_at=now, reply_by=today)
    hours = make_on_call(plan.organisation, worker)
    return {
        "call_request": [asked.pk],
        "phone_form": [form.pk],
        "urgent_flag": [flag.pk],
        "hours_on_call": [hours.pk],
    }


def anybodys_meeting() -> Service:
    """A mutual aid group that both places may help somebody get to."""
    found = Service.objects.filter(name="Open meeting").first()
    return found or make_meeting(1, "19:00", "20:00", name="Open meeting").service


def records_of(organisation: Organisation, canary: str) -> dict[str, list]:
    """A person with a concern, a disclosure, broken glass and a review; each made by somebody of
    the organisation's who is none of the cast."""
    helped = make_person(organisation, f"Helped {canary}")
    worker = member(f"Work{canary} Er", ("coordinator", organisation))
    breaker = member(f"Break{canary} Er", ("administrator", None))
    told = {"told_whom": "A", "what": canary, "why": "B"}
    content = f"name\n{canary}\n".encode()
    return {
        "helped": [helped.pk],
        "broken_glass": [helped.pk],
        "grant": [people.break_glass(person=helped, why=f"Why is {canary}", by=breaker).pk],
        "concern": [people.raise_concern(person=helped, what=canary, by=worker).pk],
        "disclosure": [people.disclose(person=helped, by=worker, **told).pk],
        "upload": [
            people.upload_caseload(organisation=organisation, content=content, by=worker).pk
        ],
        "review": [people.propose_erasure(person=helped, reason="asked", by=worker).pk],
    }


def entries_of(organisation: Organisation, canary: str) -> dict[str, list]:
    """An entry with a version and a private contact, and another whose change waits."""
    there = {"organisation": organisation, "at": PLACES[canary]}
    entry = make_service(f"Entry {canary}", description="Tea", areas=(AREAS[canary],), **there)
    moment = timezone.now()
    said = {"name": f"Once {canary}", "kinds": ["peer-support"]}
    EntryVersion.objects.create(
        service=entry, number=1, at=moment, verb="found", actor_kind="system", says=said
    )
    Service.objects.filter(pk=entry.pk).update(version=1)
    agreement = ContactAgreement.objects.create(
        service=entry,
        contact="phone",
        value=f"0161 {canary}",
        whose="leader",
        agreed_on="2026-01-01",
        recorded_at=moment,
        recorded_by_kind="system",
    )
    sent = make_service(f"Sent {canary}", **there)
    EntryChange.objects.create(
        service=sent, status="waiting", sent_at=moment, says={**said, "description": canary}
    )
    return {
        "service": [entry.pk],
        "question": [entry.pk, "about"],
        "new_part": [entry.pk, "new"],
        "entry_version": [entry.pk, 1],
        "agreement": [entry.pk, agreement.pk],
        "sent_entry": [sent.pk],
    }


def introductions_of(organisation: Organisation, canary: str) -> dict[str, list]:
    """Sent and received ones in each state that a page is about."""
    third = OrganisationFactory(name="A third place", kinds=["rss"])
    for one in (organisation, third):
        make_basis(one)
    there = make_service("Somewhere to go", organisation=third, is_indexed=False)
    here = Service.objects.get(name=f"Entry {canary}")

    def out(**facts):
        person = make_person(organisation, name=f"Robin {canary}")
        return make_sent(organisation, third, person=person, service=there, **facts)

    def arrived():
        return make_sent(third, organisation, service=here)

    draft = make_draft(
        organisation, third, person=make_person(organisation, name=canary), service=there
    )
    paused, asked, over, differing = out(), out(), out(), out()
    until = timezone.localdate() + timedelta(days=9)
    introductions.pause(referral=paused, by=SYSTEM, until=until, reason="Away")
    introductions.ask(referral=asked, by=SYSTEM, text="When?")
    introductions.accept(referral=over, by=SYSTEM)
    introductions.end(referral=over, by=SYSTEM, reason="not-reached", outcomes={})
    turned_down = out()
    introductions.decline(referral=turned_down, by=SYSTEM, reason="no-room", follows="elsewhere")
    introductions.accept(referral=differing, by=SYSTEM)
    Confirmation.objects.create(
        referral=differing, question="met", side="sender", is_yes=False, at=timezone.now()
    )
    introductions.confirm(referral=differing, by=SYSTEM, question="met", is_yes=True)
    closing = out()
    instead = make_service("Somewhere else", organisation=third, is_indexed=False)
    [asked_elsewhere] = introductions.hand_over(referrals=[closing], successor=instead, by=SYSTEM)
    taken_in = introductions.accept(referral=arrived(), by=SYSTEM)
    return {
        "anybodys_service": [anybodys_service().pk],
        "sent_out": [out().pk],
        "draft": [draft.pk],
        "draft_step": [draft.pk, "kind"],
        "not_reached": [over.pk],
        "turned_down": [turned_down.pk],
        "asked": [asked.pk],
        "paused": [paused.pk],
        "differing": [differing.pk],
        "arrived": [arrived().pk],
        "asked_elsewhere": [asked_elsewhere.pk],
        "taken_in": [taken_in.pk],
    }


def pathways_of(organisation: Organisation, canary: str) -> dict[str, list]:
    """One that is agreed, one that waits for a yes here, and treatment without any."""
    third = OrganisationFactory(name="A group beside it", kinds=["rss"])
    make_service("Somewhere to agree about", organisation=third, is_indexed=False)
    provider = OrganisationFactory(name=f"Treatment {canary}", kinds=["treatment"])
    there = {"organisation": provider, "at": PLACES[canary], "is_indexed": False}
    make_service("Prescribing", areas=(AREAS[canary],), **there)
    agreed = make_pathway(organisation, third, contact=f"Ring {canary}")
    proposed = make_pathway(third, organisation, is_agreed=False)
    return {"agreed_pathway": [agreed.pk], "proposed_pathway": [proposed.pk]}


def standards_of(organisation: Organisation, canary: str) -> dict[str, list]:
    """What it says of the LERO standards, shares, and is shared with."""
    third = OrganisationFactory(name=f"Sharing {canary}", kinds=["lero"])
    there = {"organisation": organisation, "at": PLACES[canary]}
    make_session(make_service(f"Held {canary}", **there), 0, "10:00")
    make_answer(organisation, "1", "in-place", note=f"Note {canary}")
    evidence = make_evidence(organisation, title=f"Minutes {canary}")
    planned = make_planned(organisation, what=f"Paint {canary}")
    given = make_grant(organisation, third, parts=("has_notes", "is_review"))
    remark = make_remark(given, member(f"Review{canary} Er", ("lero_leader", third)), saw=canary)
    make_answer(third, "1", "partly", note=f"Shared {canary}")
    shared = make_grant(third, organisation, parts=("has_notes", "is_review"))
    return {
        "statement": [organisation.pk, "1"],
        "standards_section": [organisation.pk, "culture"],
        "fact": [organisation.pk, "times"],
        "evidence": [evidence.pk],
        "planned_action": [planned.pk],
        "snapshot": [given.snapshot_id],
        "given_grant": [organisation.pk, given.pk],
        "remark": [remark.pk],
        "shared_answers": [shared.pk],
        "peer_review": [shared.pk, "1"],
    }


def message_to(address: str) -> OutboundMessage:
    plan_mail(address=address, subject="Hello", text="Words.")
    return OutboundMessage.objects.latest("created_at")


def anybodys_service() -> Service:
    """One that both places may introduce somebody to."""
    found = Service.objects.filter(name="Open to both").first()
    return found or make_service("Open to both")
