"""Groups answer apart, are seen side by side, and settle on one reading with a note."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from lero_standards import actions, content, reading
from lero_standards.models import Answer, Assessment
from rosc.access import SYSTEM, SomebodyGotThereFirst
from tests.lero_standards.makers import make_answer, make_snapshot

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
        [reading.Heard("Members", "Not yet", "", "", is_unconfirmed=False)],
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


def test_a_stale_settling_keeps_what_was_typed(client_as, lero, lero_leader, second, apart):
    said = {"said": "not-yet", "meeting_note": "On 3 March"}
    actions.settle(organisation=lero, statement="7", values=said, seen=0, by=second)
    client = client_as(lero_leader)
    data = {"said": "partly", "reason": "", "meeting_note": "On 4 March", "number": "0"}
    answer = client.post(address(lero, "settle"), data)
    html = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Mona Member changed this meanwhile", "On 3 March", "On 4 March"):
        assert words in html
    assert 'name="number" value="1"' in html
    assert client.post(address(lero, "settle"), {**data, "number": "1"}).status_code == 302
    assert Answer.objects.get().meeting_note == "On 4 March"


def test_settled_otherwise_the_reason_goes(lero, apart):
    said = {"said": "does-not-apply", "reason": "No staff", "meeting_note": "On 3 March"}
    actions.settle(organisation=lero, statement="7", values=said, seen=0, by=SYSTEM)
    said = {**said, "said": "partly"}
    actions.settle(organisation=lero, statement="7", values=said, seen=1, by=SYSTEM)
    assert Answer.objects.get().reason == ""


def test_paper_does_not_settle_what_groups_answer_apart(client_as, lero, lero_leader):
    client = client_as(lero_leader)
    url = reverse("lero_standards:type_in", args=[lero.pk, "culture"])
    form = client.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields}
    actions.choose(organisation=lero, values=CHOSEN, seen=None, by=SYSTEM)
    html = client.post(url, {**data, "said_1": "in-place", "note_1": "Typed"}).content.decode()
    assert "Your groups answer apart" in html
    assert "Typed" in html
    assert not Answer.objects.exists()
    assert client.get(url).status_code == 302


# --- Switched over while a page is open -----------------------------------------------------------
def sent_by(form) -> dict:
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()}


def switch(lero, *, has_voices: bool) -> None:
    row = Assessment.objects.of(lero)
    seen = None if row._state.adding else row.updated_at
    chosen = {**CHOSEN, "has_voices": has_voices}
    actions.choose(organisation=lero, values=chosen, seen=seen, by=SYSTEM)


def test_a_groups_page_writes_over_nothing_once_all_answer_together(
    client_as, lero, lero_leader, apart
):
    client = client_as(lero_leader)
    page = address(lero, "answer") + "?voice=leader"
    form = client.get(page).context["form"]
    data = sent_by(form)
    assert data["voice"] == "leader"
    switch(lero, has_voices=False)
    make_answer(lero, "7", "in-place", note="All agreed", seen=0)
    make_answer(lero, "7", "partly", note="All agreed", seen=1)
    typed = {**data, "said": "not-yet", "note": "Only mine", "number": "2"}
    late = client.post(page, {**typed, "autosave": "yes"})
    assert late.status_code == 409
    assert "Yours is not saved" in late.json()["said"]
    answer = client.post(page, typed)
    html = answer.content.decode()
    assert answer.status_code == 409
    for words in ("You answer all together now", "All agreed", "Only mine"):
        assert words in html
    assert "data-autosave>" not in html
    assert Answer.objects.get().note == "All agreed"
    form = answer.context["form"]
    again = sent_by(form)
    assert client.post(page, again).status_code == 302  # knowingly
    assert Answer.objects.get().note == "Only mine"


def test_what_is_typed_for_all_is_not_lost_once_groups_answer_apart(client_as, lero, lero_leader):
    client = client_as(lero_leader)
    page = address(lero, "answer")
    form = client.get(page).context["form"]
    data = sent_by(form)
    switch(lero, has_voices=True)
    typed = {**data, "said": "not-yet", "note": "Typed for all"}
    assert client.post(page, {**typed, "autosave": "yes"}).status_code == 409
    answer = client.post(page, typed)
    html = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Your groups answer apart now", "Typed for all", "Whose answer is it?"):
        assert words in html
    assert not Answer.objects.exists()
    assert client.post(page, {**typed, "voice": "board"}).status_code == 302
    assert Answer.objects.get().voice == "board"


def test_a_groups_reason_is_shown_and_a_copied_reading_is_said_to_be(
    client_as, lero, lero_leader, apart
):
    make_answer(lero, "7", "does-not-apply", voice="board", reason="No building", note="Yet")
    client = client_as(lero_leader)
    pages = [address(lero, "settle"), reverse("lero_standards:result", args=[lero.pk])]
    pages.append(reverse("lero_standards:table", args=[lero.pk]))
    for url in pages:
        html = client.get(url).content.decode()
        for words in ("because: No building", "Yet"):
            assert words in html, url
        assert "copied, not confirmed" not in html
    actions.copy_snapshot(snapshot=make_snapshot(lero), by=SYSTEM)
    for url in pages:
        assert "copied, not confirmed" in client.get(url).content.decode(), url
    theirs = address(lero, "answer") + "?voice=board"
    assert "This answer is copied" in client.get(theirs).content.decode()
