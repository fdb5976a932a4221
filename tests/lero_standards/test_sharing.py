"""Sharing: exactly what was chosen, to whom, until when, taken back at once; and who looked."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from lero_standards import actions
from lero_standards.models import Assessment, Grant, Look
from rosc.access import ROLES, SYSTEM, SomebodyGotThereFirst
from rosc.accounts.models import Organisation
from rosc.audit.models import AuditEvent
from rosc.closed import NotScoped
from tests.conftest import member
from tests.factories import OrganisationFactory
from tests.lero_standards.makers import (
    make_answer,
    make_evidence,
    make_grant,
    make_planned,
    make_snapshot,
    queries_of,
)

pytestmark = pytest.mark.django_db
YES = {"submit": "yes"}
SECRETS = ("Note of one", "Note of eleven", "Minutes of June", "Paint the door", "Why it is not")


def address(name, *args) -> str:
    return reverse(f"lero_standards:{name}", args=args)


@pytest.fixture
def rich(lero):
    """Something of each sort in two sections."""
    make_answer(lero, "1", "in-place", note="Note of one")
    make_answer(lero, "11", "not-yet", note="Note of eleven")
    make_answer(lero, "12", "does-not-apply", reason="Why it is not")
    make_evidence(lero, title="Minutes of June", statements=["1"])
    make_planned(lero, statement="11", what="Paint the door")
    return lero


def seen_by(client, grant) -> str:
    html = client.get(address("shared", grant.pk)).content.decode()
    return html.partition("<main")[2].partition("</main>")[0]


def test_a_leader_looks_first_and_then_shares(client_as, rich, lero_leader, partnership):
    client = client_as(lero_leader)
    url = f"{address('share', rich.pk)}?with={partnership.pk}"
    assert "Take one first" in client.get(url).content.decode()
    row = make_snapshot(rich)
    found = client.get(f"{address('share', rich.pk)}?q=north").content.decode()
    assert f"?with={partnership.pk}" in found
    day = timezone.localdate() + timedelta(days=30)
    typed = {
        "sections": ["culture"],
        "parts": ["has_notes"],
        "until_0": day.day,
        "until_1": day.month,
        "until_2": day.year,
    }
    looked = client.post(url, typed)
    html = looked.content.decode()
    assert "This is what they will see" in html
    assert "Note of one" in html
    assert "Note of eleven" not in html
    assert not Grant.objects.unscoped_for("test").exists()  # nothing is shared yet
    checked = looked.context["form"]["checked"].value()
    other = client.post(url, {**typed, "parts": ["has_notes", "has_plan"], "checked": checked})
    assert "This is what they will see" in other.content.decode()  # it is not what was looked at
    assert client.post(url, {**typed, "checked": checked}).url == address("sharing", rich.pk)
    grant = Grant.objects.unscoped_for("test").get()
    assert (grant.recipient, grant.sections, grant.snapshot) == (partnership, ["culture"], row)
    assert (grant.has_notes, grant.has_plan, grant.until) == (True, False, day)
    assert "Northmoor Partnership" in client.get(address("sharing", rich.pk)).content.decode()
    event = AuditEvent.objects.get(verb="grant.share")
    assert event.details == {"recipient": str(partnership.pk), "sections": ["culture"]}


def test_a_snapshot_taken_after_the_look_is_looked_at_again(
    client_as, rich, lero_leader, partnership
):
    """A colleague takes a newer one while the page is open: it is not shared unseen."""
    make_snapshot(rich)
    client, url = client_as(lero_leader), f"{address('share', rich.pk)}?with={partnership.pk}"
    day = timezone.localdate() + timedelta(days=30)
    until = {"until_0": day.day, "until_1": day.month, "until_2": day.year}
    typed = {"sections": ["offer"], "parts": ["has_plan"], **until}
    typed["checked"] = client.post(url, typed).context["form"]["checked"].value()
    make_planned(rich, statement="11", what="Ring the landlord")
    newer = make_snapshot(rich)
    again = client.post(url, typed)
    assert "Ring the landlord" in again.content.decode()
    assert not Grant.objects.unscoped_for("test").exists()
    typed["checked"] = again.context["form"]["checked"].value()
    assert client.post(url, typed).status_code == 302
    assert Grant.objects.unscoped_for("test").get().snapshot == newer


PARTS = ("has_notes", "has_evidence", "has_plan")


@pytest.mark.parametrize(
    ("sections", "parts", "shown"),
    [
        (["culture"], (), ()),
        (["culture"], ("has_notes",), ("Note of one",)),
        (["culture"], ("has_evidence",), ("Minutes of June",)),
        (["culture"], ("has_plan",), ()),
        (["offer"], ("has_plan",), ("Paint the door",)),
        (["offer"], ("has_notes",), ("Note of eleven", "Why it is not")),
        (["culture", "offer"], PARTS, SECRETS),
        (["team"], PARTS, ()),
    ],
)
def test_they_see_exactly_what_was_granted(
    client_as, rich, lero_leader, partnership, commissioner, sections, parts, shown
):
    grant = make_grant(rich, partnership, sections=sections, parts=parts)
    html = seen_by(client_as(commissioner), grant)
    assert {words for words in SECRETS if words in html} == set(shown)
    assert ("Creates safer communities" in html) == ("culture" in sections)
    assert ("Is free at the point" in html) == ("offer" in sections)
    own = client_as(lero_leader).get(address("grant", rich.pk, grant.pk)).content.decode()
    assert {words for words in SECRETS if words in own} == set(shown)  # the owner sees the same


def test_groups_readings_and_meeting_notes_stay_at_home(client_as, rich, partnership, commissioner):
    chosen = {"has_voices": True, "is_counted": False, "has_badge": False}
    actions.choose(organisation=rich, values=chosen, seen=None, by=SYSTEM)
    make_answer(rich, "1", "not-yet", voice="board", note="The board doubts it")
    said = {"said": "partly", "meeting_note": "We quarrelled on 3 March"}
    actions.settle(organisation=rich, statement="1", values=said, seen=1, by=SYSTEM)
    grant = make_grant(rich, partnership, parts=PARTS)
    html = seen_by(client_as(commissioner), grant)
    assert "Partly in place" in html
    assert "The board doubts it" not in html
    assert "We quarrelled" not in html
    assert "doubts" in str(grant.snapshot.content)  # it was there to be left out


def test_what_is_typed_afterwards_stays_with_the_lero(client_as, rich, partnership, commissioner):
    grant = make_grant(rich, partnership, parts=PARTS)
    make_answer(rich, "1", "not-yet", seen=1, note="Typed later")
    make_snapshot(rich)
    html = seen_by(client_as(commissioner), grant)
    assert "Typed later" not in html
    assert "Note of one" in html


def test_without_a_grant_a_commissioner_gets_nothing(client_as, rich, commissioner, elsewhere):
    make_grant(rich, elsewhere)
    client = client_as(commissioner)
    html = client.get(address("standards")).content.decode()
    assert "Nobody shares theirs" in html
    assert "Tideway" not in html
    grant = Grant.objects.unscoped_for("test").get()
    assert client.get(address("shared", grant.pk)).status_code == 404
    for name in ("assessment", "result", "table", "sharing", "plan", "evidence"):
        assert client.get(address(name, rich.pk)).status_code == 403, name
    assert not Look.objects.exists()


def test_it_ends_at_once_when_it_is_withdrawn(
    client_as, rich, lero_leader, partnership, commissioner
):
    grant = make_grant(rich, partnership)
    looker, owner = client_as(commissioner), client_as(lero_leader)
    assert "Tideway Together" in seen_by(looker, grant)
    stop = address("withdraw", rich.pk, grant.pk)
    assert owner.post(stop, YES).url == address("sharing", rich.pk)
    assert looker.get(address("shared", grant.pk)).status_code == 404
    assert "Tideway" not in looker.get(address("standards")).content.decode()
    assert owner.post(stop, YES).status_code == 409  # it is withdrawn already
    html = owner.get(address("sharing", rich.pk)).content.decode()
    assert "You stopped it" in html
    assert AuditEvent.objects.filter(verb="grant.withdraw").count() == 1


def test_it_ends_with_its_last_day(client_as, rich, partnership, commissioner):
    today = timezone.localdate()
    grant = make_grant(rich, partnership, until=today)
    assert client_as(commissioner).get(address("shared", grant.pk)).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=True):
        assert client_as(commissioner).get(address("shared", grant.pk)).status_code == 404


def test_the_lero_sees_who_looked_and_when(
    client_as, rich, lero_leader, partnership, commissioner, second
):
    grant = make_grant(rich, partnership)
    owner = client_as(second)
    page = address("grant", rich.pk, grant.pk)
    assert "Nobody yet" in owner.get(page).content.decode()
    client_as(commissioner).get(address("shared", grant.pk))
    html = owner.get(page).content.decode()
    assert "Max Commission" in html
    assert "Looked at 1 time" in owner.get(address("sharing", rich.pk)).content.decode()
    event = AuditEvent.objects.get(verb="grant.look")
    assert (event.subject_id, event.actor_id) == (grant.pk, commissioner.pk)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Look.objects.all().delete()


@pytest.mark.parametrize("where", ["own", "recipient", "elsewhere"])
@pytest.mark.parametrize("state", ["standing", "withdrawn", "over", "closed"])
def test_who_finds_a_grant_in_each_state(client_as, rich, partnership, where, state):
    """Every role, in the LERO itself, where it is shared, and anywhere else."""
    grant = make_grant(rich, partnership)
    changes = {
        "standing": {},
        "withdrawn": {"withdrawn_at": timezone.now()},
        "over": {"until": timezone.localdate() - timedelta(days=1)},
        "closed": {},
    }[state]
    if changes:
        Grant.objects.unscoped_for("test").update(**changes)
    if state == "closed":
        Organisation.objects.filter(pk=rich.pk).update(status="closed")
    third = OrganisationFactory(kinds=["lero", "partnership"])
    place = {"own": rich, "recipient": partnership, "elsewhere": third}[where]
    looks = {"commissioner", "coordinator", "lero_leader", "lero_member", "board_member"}
    for slug, role in ROLES.items():
        user = member(f"{slug} {where}", (slug, None if role.is_portal_wide else place))
        may = state == "standing" and where == "recipient" and slug in looks
        status = client_as(user).get(address("shared", grant.pk)).status_code
        assert status == (200 if may else 404), slug
        assert Grant.objects.visible_to(user).exists() == may
        if not may:
            with pytest.raises(PermissionDenied):
                actions.look(grant=grant, by=user)


def test_grants_are_a_closed_table(rich, partnership):
    make_grant(rich, partnership)
    for act in (lambda: list(Grant.objects.all()), lambda: Grant.objects.count()):
        with pytest.raises(NotScoped):
            act()


@pytest.mark.parametrize(
    "wrong",
    [
        {"sections": []},
        {"sections": ["nonsense"]},
        {"days": -1},
        {"days": 800},
        {"to": "itself"},
        {"to": "closed"},
        {"parts": ("is_review",)},
    ],
)
def test_what_cannot_be_shared(rich, partnership, wrong):
    recipient = {
        "itself": rich,
        "closed": OrganisationFactory(kinds=["partnership"], status="closed"),
    }.get(wrong.get("to", ""), partnership)
    with pytest.raises(ValidationError):
        actions.share(
            snapshot=make_snapshot(rich),
            recipient=recipient,
            sections=wrong.get("sections", ["culture"]),
            until=timezone.localdate() + timedelta(days=wrong.get("days", 9)),
            parts=wrong.get("parts", ()),
            by=SYSTEM,
        )


def test_only_those_who_answer_share_and_stop(rich, partnership, peer, outsider, commissioner):
    row, grant = make_snapshot(rich), make_grant(rich, partnership)
    until = timezone.localdate() + timedelta(days=9)
    for by in (peer, outsider, commissioner):
        with pytest.raises(PermissionDenied):
            actions.share(
                snapshot=row,
                recipient=partnership,
                sections=["culture"],
                until=until,
                parts=(),
                by=by,
            )
        with pytest.raises(PermissionDenied):
            actions.withdraw(grant=grant, by=by)


def test_the_lists_take_the_same_queries_at_1_and_30(
    client_as, rich, lero_leader, partnership, commissioner
):
    row = make_snapshot(rich)
    make_grant(rich, partnership, snapshot=row)
    asked = [
        (client_as(lero_leader), address("sharing", rich.pk)),
        (client_as(commissioner), address("standards")),
    ]
    one = [queries_of(client, url) for client, url in asked]
    for _ in range(29):
        make_grant(rich, partnership, snapshot=row)
    assert [queries_of(client, url) for client, url in asked] == one


@pytest.mark.django_db(transaction=True)
def test_a_look_and_a_withdrawal_at_once_leave_no_look_afterwards():
    """Whoever comes second is told; nothing is looked at once it has been withdrawn."""
    lero, hub = OrganisationFactory(kinds=["lero"]), OrganisationFactory(kinds=["partnership"])
    leader = member("Lee Both", ("lero_leader", lero))
    looker = member("Max Both", ("commissioner", hub))
    make_answer(lero, "1", "partly")
    grant = make_grant(lero, hub)
    barrier, results = threading.Barrier(2), {}

    def act(name, deed):
        try:
            barrier.wait(timeout=10)
            deed()
            results[name] = True
        except PermissionDenied:
            results[name] = False
        finally:
            connection.close()

    deeds = {
        "look": lambda: actions.look(grant=grant, by=looker),
        "stop": lambda: actions.withdraw(grant=grant, by=leader),
    }
    threads = [threading.Thread(target=act, args=item) for item in deeds.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert results["stop"]
    assert Look.objects.count() == results["look"]
    with pytest.raises(PermissionDenied):
        actions.look(grant=grant, by=looker)
    with pytest.raises(SomebodyGotThereFirst):
        actions.withdraw(grant=grant, by=leader)


def test_what_is_no_lero_any_more_shares_nothing_and_can_stop(
    client_as, rich, lero_leader, partnership, commissioner
):
    grant = make_grant(rich, partnership)
    chosen = {"has_voices": False, "is_counted": True, "has_badge": False}
    row = Assessment.objects.get(organisation=rich)
    actions.choose(organisation=rich, values=chosen, seen=row.updated_at, by=SYSTEM)
    assert Assessment.objects.counted().exists()
    Organisation.objects.filter(pk=rich.pk).update(kinds=["community"], lero_type="")
    assert not Assessment.objects.counted().exists()
    assert client_as(commissioner).get(address("shared", grant.pk)).status_code == 404
    assert not Grant.objects.visible_to(commissioner).exists()
    owner = client_as(lero_leader)
    html = owner.get(address("sharing", rich.pk)).content.decode()
    assert "nobody else sees any of this" in html
    home = owner.get(reverse("accounts:organisation", args=[rich.pk])).content.decode()
    assert address("sharing", rich.pk) in home
    assert owner.get(address("grant", rich.pk, grant.pk)).status_code == 200
    assert owner.get(address("share", rich.pk)).status_code == 404
    assert owner.post(address("withdraw", rich.pk, grant.pk), YES).status_code == 302
    grant = Grant.objects.unscoped_for("test").get()
    assert grant.withdrawn_at
