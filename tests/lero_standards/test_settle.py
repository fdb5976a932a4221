"""Groups answer apart, are seen side by side, and settle on one reading with a note."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from lero_standards import actions, content, reading
from lero_standards.models import Answer, Assessment
from rosc.access import SYSTEM, SomebodyGotThereFirst
from tests.lero_standards.makers import make_answer

pytestmark = pytest.mark.django_db
CHOSEN = {"has_voices": True, "is_counted": False, "has_badge": False}


@pytest.fixture
def apart(lero) -> Assessment:
    return actions.choose(organisation=lero, values=CHOSEN, seen=None, by=SYSTEM)


def address(lero, name, statement="7") -> str:
    return reverse(f"lero_standards:{name}", args=[lero.pk, statement])


def test_all_together_is_the_default(client_as, lero, lero_leader):
    client = client_as(lero_leader)
    assert client.get(address(lero, "answer")).status_code == 200
    assert client.get(address(lero, "answer") + "?voice=board").context["voice"] == "together"


def test_groups_answer_apart_and_differing_readings_show_as_differing(
    client_as, lero, lero_leader, second, apart
):
    client = client_as(second)
    assert client.get(address(lero, "answer")).url == address(lero, "settle")
    data = {"said": "not-yet", "reason": "", "note": "Not at night", "progress": "", "number": "0"}
    client.post(address(lero, "answer") + "?voice=members", data)
    client_as(lero_leader).post(
        address(lero, "answer") + "?voice=leader", {**data, "said": "in-place", "note": ""}
    )
    assert set(Answer.objects.values_list("voice", "said")) == {
        ("members", "not-yet"),
        ("leader", "in-place"),
    }
    html = client.get(address(lero, "settle")).content.decode()
    for words in ("The leader", "Members", "Not at night", "You see it differently"):
        assert words in html
    there = reverse("lero_standards:assessment", args=[lero.pk])
    assert "You see it differently" in client.get(there).content.decode()
    assert reading.of(content.of(lero)).answered == 0  # nobody has agreed on anything yet


def test_a_meeting_note_settles_it(client_as, lero, lero_leader, apart):
    make_answer(lero, "7", "not-yet", voice="members")
    client = client_as(lero_leader)
    data = {"said": "partly", "reason": "", "meeting_note": "", "number": "0"}
    assert client.post(address(lero, "settle"), data).status_code == 200
    assert Answer.objects.count() == 1
    data["meeting_note"] = "On 3 March: by day yes, at night not yet."
    assert client.post(address(lero, "settle"), data).status_code == 302
    agreed = Answer.objects.get(voice="together")
    assert (agreed.said, agreed.meeting_note) == ("partly", data["meeting_note"])
    assert Answer.objects.get(voice="members").said == "not-yet"  # theirs stays theirs
    line = reading.of(content.of(lero)).line("7")
    assert (line.label, line.voices) == (
        "Partly in place",
        [("Members", "Not yet", "")],
    )
    assert client.post(address(lero, "settle"), data).status_code == 409  # a stale page


def test_without_a_note_nothing_is_settled(lero):
    with pytest.raises(ValidationError):
        actions.settle(
            organisation=lero,
            statement="7",
            values={"said": "partly", "meeting_note": " "},
            seen=0,
            by=SYSTEM,
        )


def test_switched_off_their_readings_are_kept_and_not_shown(lero, apart):
    make_answer(lero, "7", "not-yet", voice="board")
    off = {**CHOSEN, "has_voices": False}
    actions.choose(organisation=lero, values=off, seen=apart.updated_at, by=SYSTEM)
    assert reading.of(content.of(lero)).line("7").voices == []
    assert Answer.objects.filter(voice="board").exists()


def test_choosing_from_a_stale_page_is_told(client_as, lero, lero_leader, apart):
    url = reverse("lero_standards:choose", args=[lero.pk])
    seen = apart.updated_at
    with pytest.raises(SomebodyGotThereFirst):
        actions.choose(organisation=lero, values=CHOSEN, seen=None, by=lero_leader)
    client = client_as(lero_leader)
    assert client.post(url, {"is_counted": "on", "seen": seen.isoformat()}).status_code == 302
    assert client.post(url, {"has_badge": "on", "seen": seen.isoformat()}).status_code == 409
    row = Assessment.objects.get()
    assert (row.has_voices, row.is_counted, row.has_badge) == (False, True, False)
