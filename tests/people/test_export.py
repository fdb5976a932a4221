"""What a person is given: all of it, who looked included, and no more."""

import json

import pytest
from django.apps import apps

from rosc.people import actions
from rosc.people.given_out import ANSWERED_BY_LEAD, held_about, in_words, parts_of
from rosc.people.records import registered
from tests.conftest import member
from tests.people.makers import CANARY, one_of_everything

pytestmark = pytest.mark.django_db
LOOKED = "Who looked, and what was done"
# Each table that a record names, and what of its row stands in what is given out.
SHOWN = {
    "people.ContactRoute": f"{CANARY} 07700",
    "people.Consent": "Introduce me to this group or service",
    "people.Grant": "Broke the glass",
    "people.PersonLink": "Links to my own page",
    "people.SafeguardingConcern": f"{CANARY} concern",
    "people.Disclosure": f"{CANARY} told",
    "people.Review": "The person asked for it",
    "people.CircleEntry": f"{CANARY} sister",
    "referrals.Referral": "Tideway Together",
    "referrals.Pairing": f"{CANARY} going along",
    "referrals.MeetingHelp": "Help getting to a meeting",
    "checkups.Plan": f"{CANARY} good",
    "checkups.CallRequest": f"{CANARY} call",
    "checkups.UrgentFlag": "What could not wait",
}


@pytest.fixture
def both(treatment):
    """Who leads the organisation and its safeguarding."""
    return member("Bo Th", ("coordinator", treatment), ("safeguarding_lead", treatment))


@pytest.fixture
def known(treatment, lero, keyworker, coordinator):
    return one_of_everything(treatment, lero, keyworker, coordinator)


def test_every_table_about_people_is_in_it(known, both):
    tables = {table for record in registered() for table in record.tables}
    assert tables == set(SHOWN)
    held = held_about(known, both)
    told = json.dumps(held, default=str)
    for table, words in SHOWN.items():
        rows = apps.get_model(table)._base_manager
        assert rows.exists(), f"nobody made a row of {table}"
        assert words in told, table
    assert all(held.values()), [heading for heading, things in held.items() if not things]


def test_every_word_of_the_person_is_in_it(known, both):
    told = json.dumps(held_about(known, both), default=str)
    for words in (
        *("Wren", "-1", "1971-02-13", "ZZ9 9ZZ", " Street", " needs", " notes", " goal"),
        *(" says", "Kept Out", "Bridge Street Service"),
    ):
        assert words in told, words
    for secret in ("token", "hash", known.second_factor_hash, str(known.pk)):
        assert secret not in told


def test_as_a_page(send, look, coordinator, known, audited):
    asked = look(coordinator, "export", known.pk).content.decode()
    assert "within a month" in asked
    assert "1 Zanzicanary Street" not in asked
    page = send(coordinator, "export", known.pk, form="page").content.decode()
    assert "1 Zanzicanary Street" in page
    assert "13 February 1971" in page
    assert "Coordinator, Bridge Street Service" in page
    assert audited("person.export").details == {"form": "page"}


def test_as_a_file(send, coordinator, known):
    answer = send(coordinator, "export", known.pk, form="json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="record.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    held = answer.json()
    assert held["About me"][0]["what I like to be called"] == CANARY
    assert {row["who"] for row in held[LOOKED]} >= {
        "Administrator, the portal",
        "Keyworker, Bridge Street Service",
        "Coordinator, Bridge Street Service",
        "The portal itself",
    }
    assert coordinator.name not in json.dumps(held[LOOKED])


def test_a_concern_is_not_given_away_to_who_leads(known, coordinator):
    held = held_about(known, coordinator)
    assert held["Worries about my safety"] == [{"where": ANSWERED_BY_LEAD}]
    assert "concern" not in str(held[LOOKED]).casefold()


def test_there_is_the_same_sentence_where_there_is_none(person, coordinator):
    assert held_about(person, coordinator)["Worries about my safety"] == [
        {"where": ANSWERED_BY_LEAD}
    ]


def test_the_role_is_the_one_they_had_then(look, person, keyworker, coordinator, elsewhere):
    actions.opened(person=person, by=keyworker)
    keyworker.memberships.update(ended_at="2100-01-01T00:00Z")
    member("New Job", ("commissioner", elsewhere))
    [row] = [
        row for row in held_about(person, coordinator)[LOOKED] if "opened" in row["what"].lower()
    ]
    assert row["who"] == "Keyworker, Bridge Street Service"


def test_who_saw_them_in_a_list_is_in_it(person, keyworker, coordinator):
    actions.searched(people=[person], by=keyworker)
    assert "Saw people in a list" in [r["what"] for r in held_about(person, coordinator)[LOOKED]]


def test_it_asks_once_more_who_it_is(asks_again, coordinator, person):
    asks_again(coordinator, "export", person.pk)


def test_who_may_not(refuses, keyworker, colleague, outsider, administrator, lead, person):
    for user in (keyworker, colleague, administrator, lead):
        refuses(403, user, "export", person.pk, form="json")
    refuses(404, outsider, "export", person.pk, form="json")


@pytest.mark.parametrize("form", ["", "xml", "../page"])
def test_odd_forms(send, coordinator, person, form):
    answer = send(coordinator, "export", person.pk, form=form)
    assert answer.status_code == 200
    assert "Who looked" not in answer.content.decode()


def test_what_was_typed_as_a_page_stays_words(send, coordinator, treatment):
    sly = actions.create(
        organisation=treatment,
        by=coordinator,
        preferred_name="<i>x</i>",
        notes="<script>1</script>",
    )
    page = send(coordinator, "export", sly.pk, form="page").content.decode()
    assert "<script>1" not in page
    assert "<i>x" not in page


def test_words_for_a_page():
    assert in_words(None) == in_words("") == in_words([]) == ""
    assert (in_words(True), in_words(0), in_words(["a", "", "b"])) == ("Yes", "0", "a; b")
    [part] = parts_of({"A": [{"what I say": "d", "e": None}, {"e": None}]})
    assert part.things == [[("What I say", "d")]]
