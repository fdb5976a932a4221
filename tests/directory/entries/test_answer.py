"""Answering the questions about an entry: kept as one goes, and nobody is written over."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from directory import actions
from directory.models import EntryChange, Service
from directory.reading import EIGHT, draft_of
from rosc.access import SomebodyGotThereFirst
from rosc.audit.models import AuditEvent
from tests.conftest import member, signed_in
from tests.directory.entries.conftest import boxes, url
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_the_eight_questions_from_a_name_to_the_public(lero_leader, trusted, postcodes, client):
    leader = signed_in(lero_leader)
    begun = leader.post(url("add_entry"), {"name": "Harbour Walks"})
    service = Service.objects.get(name="Harbour Walks")
    assert begun.url == url("answer", service.pk, "kind")
    assert client.get(service.get_absolute_url()).status_code == 404
    sent = [
        ("kind", {"kinds": ["peer-support"]}, url("answer", service.pk, "about")),
        ("about", {"description": "We walk."}, url("answer", service.pk, "people")),
        ("people", {"min_age": "18"}, url("answer", service.pk, "where")),
        ("where", {"modes": ["in-person"]}, url("place", service.pk, "new")),
    ]
    for question, said, following in sent:
        page = url("answer", service.pk, question)
        assert leader.post(page, {**boxes(leader, page), **said}).url == following
    page = url("place", service.pk, "new")
    said = {"town": "Ancoats", "postcode": "m11ae", "address": "1 Mill Row"}
    assert leader.post(page, {**boxes(leader, page), **said}).url == url(
        "answer", service.pk, "where"
    )
    page = url("session", service.pk, "new")
    said = {"weekday": "2", "starts_at": "7.30pm", "ends_at": "21:00", "weeks": ["1", "3"]}
    said["exceptions"] = "24/12/2026\n31/12/2026 10:00 to 11:00"
    assert leader.post(page, {**boxes(leader, page), **said}).status_code == 302
    for question, said in (("touch", {"phone": "0161 496 0101"}), ("cost", {"cost": "free"})):
        page = url("answer", service.pk, question)
        assert leader.post(page, {**boxes(leader, page), **said}).status_code == 302
    assert draft_of(service).answered
    page = url("submit", service.pk)
    assert leader.post(page, boxes(leader, page)).url == url("entry", service.pk)

    service.refresh_from_db()
    assert (service.status, service.phone, service.cost) == ("published", "0161 496 0101", "free")
    place, slot = service.locations.get(), service.sessions.get()
    assert (place.postcode, place.latitude, place.authority_id) == ("M1 1AE", 53.4834, "E08000003")
    assert (slot.weekday, f"{slot.starts_at:%H:%M}", slot.weeks) == (2, "19:30", [1, 3])
    assert slot.location == place
    assert [one.is_cancelled for one in slot.exceptions.order_by("on")] == [True, False]
    found = client.get("/services/", {"postcode": "M1 1AE", "q": "walks"}).content.decode()
    assert "Harbour Walks" in found


def test_an_entry_that_is_begun_waits_where_it_was_left(lero_leader, answer):
    change = actions.add_entry(
        organisation=lero_leader.organisations_with("service.change")[0],
        name="Half of it",
        by=lero_leader,
    )
    answer(lero_leader, change.service, "about", description="Said already")
    leader = signed_in(lero_leader)
    listed = leader.get(url("ours"), {"state": "begun"}).content.decode()
    assert "Half of it" in listed
    assert "Said already" in leader.get(url("answer", change.service_id, "about")).content.decode()
    page = leader.get(url("submit", change.service_id)).content.decode()
    assert "Still to do before it can be found" in page
    assert (
        f"Question 1 of {len(EIGHT)}"
        in leader.get(url("answer", change.service_id, "name")).content.decode()
    )
    refused = leader.post(url("submit", change.service_id), {"seen": "0"})
    assert "Some questions have no answer yet" in refused.content.decode()
    assert Service.objects.get(pk=change.service_id).status == "draft"


def test_looking_at_a_question_begins_nothing(coffee, lero_leader):
    leader = signed_in(lero_leader)
    for question in [q.slug for q in EIGHT]:
        assert leader.get(url("answer", coffee.pk, question)).status_code == 200
    assert not EntryChange.objects.exists()


def test_two_people_at_one_question_are_told_and_lose_nothing(coffee, lero, lero_leader, answer):
    second = member("Sec Ond", ("coordinator", lero))
    page = url("answer", coffee.pk, "about")
    opened = boxes(signed_in(second), page)
    assert answer(lero_leader, coffee, "about", description="Hers").status_code == 302
    told = answer(second, coffee, "about", opened=opened, description="His")
    text = told.content.decode()
    assert told.status_code == 409
    assert draft_of(coffee).says["description"] == "Hers"
    assert [line.text for line in told.context["theirs"]] == ["Hers"]
    assert told.context["form"]["description"].value() == "His"
    assert "Somebody else changed this" in text
    again = {name: told.context["form"][name].value() for name in ("seen", "description")}
    assert answer(second, coffee, "about", opened=again).status_code == 302
    assert draft_of(coffee).says["description"] == "His"


def test_two_people_at_two_questions_do_not_meet(coffee, lero, lero_leader, answer):
    second = member("Sec Ond", ("coordinator", lero))
    answer(lero_leader, coffee, "name", name="Riverside Tea")
    opened = boxes(signed_in(second), url("answer", coffee.pk, "cost"))
    answer(lero_leader, coffee, "about", description="Hers")
    assert answer(second, coffee, "cost", opened=opened, cost="free").status_code == 302
    says = draft_of(coffee).says
    assert (says["name"], says["description"], says["cost"]) == ("Riverside Tea", "Hers", "free")


def test_what_is_typed_after_it_was_published_is_told(coffee, lero_leader, trusted, answer):
    answer(lero_leader, coffee, "name", name="Riverside Tea")
    leader = signed_in(lero_leader)
    opened = boxes(leader, url("answer", coffee.pk, "about"))
    leader.post(url("submit", coffee.pk), boxes(leader, url("submit", coffee.pk)))
    told = answer(lero_leader, coffee, "about", opened=opened, description="Too late")
    assert told.status_code == 409
    assert "Too late" in told.content.decode()
    assert not EntryChange.objects.unsettled().exists()


def test_a_place_is_not_written_over_either(coffee, lero_leader, postcodes):
    leader, page = signed_in(lero_leader), url("place", coffee.pk, "new")
    opened = boxes(leader, page)
    said = {"town": "Ancoats", "postcode": "M1 1AD"}
    assert leader.post(page, {**opened, **said, "address": "1 Row"}).status_code == 302
    told = leader.post(page, {**opened, **said, "address": "2 Row"})
    assert told.status_code == 409
    assert "2 Row" in told.content.decode()
    assert len(draft_of(coffee).says["locations"]) == 2


def test_a_place_taken_away_leaves_its_times(coffee, lero_leader):
    leader = signed_in(lero_leader)
    key = draft_of(coffee).says["locations"][0]["key"]
    page = url("place", coffee.pk, key)
    seen = leader.get(page).context["seen"]
    assert leader.post(page, {"seen": seen, "remove": "yes"}).status_code == 302
    says = draft_of(coffee).says
    assert "locations" not in says
    assert says["sessions"][0]["location"] is None
    assert leader.get(page).status_code == 404


@pytest.mark.parametrize(
    ("question", "said", "told"),
    [
        ("name", {"name": " "}, "Enter name"),
        ("name", {"name": "x" * 10_000}, "at most 200"),
        ("kind", {"kinds": ["nonsense"]}, "nonsense is not one of"),
        ("kind", {"kinds": ["peer-support"], "fellowship": "aa"}, "Choose mutual aid as well"),
        ("about", {"description": "a\0b"}, "Null characters"),
        ("people", {"min_age": "40", "max_age": "20"}, "not below the first"),
        ("touch", {"phone": "call me"}, "Enter a phone number"),
        ("touch", {"phone": "07700 900123", "private": ["phone"]}, "Choose whose it is"),
        ("joining", {"links": "not an address at all"}, "has no web address"),
    ],
)
def test_what_cannot_be_is_said_and_kept_in_the_box(
    coffee, lero_leader, answer, question, said, told
):
    page = answer(lero_leader, coffee, question, **said)
    assert page.status_code == 200
    assert told in page.content.decode()
    assert not EntryChange.objects.exists()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"starts_at": "late"}, "Enter a time"),
        ({"starts_at": "7"}, "Enter a time"),
        ({"exceptions": "Christmas"}, "is no day such as"),
        ({"valid_from_0": "31", "valid_from_1": "2", "valid_from_2": "2026"}, "Enter a real date"),
        ({"weekday": "9"}, "9 is not one of"),
    ],
)
def test_a_time_that_cannot_be_is_said(coffee, lero_leader, said, told):
    leader, page = signed_in(lero_leader), url("session", coffee.pk, "new")
    sent = {**boxes(leader, page), "weekday": "1", "starts_at": "10:00", **said}
    answered = leader.post(page, sent)
    assert answered.status_code == 200
    assert told in answered.content.decode()


def test_a_postcode_nobody_knows_is_said(coffee, lero_leader, postcodes):
    leader, page = signed_in(lero_leader), url("place", coffee.pk, "new")
    for postcode, told in (("ZZ9 9ZZ", "Enter a whole postcode"), ("M9 9ZZ", "do not know this")):
        answered = leader.post(page, {**boxes(leader, page), "town": "X", "postcode": postcode})
        assert told in answered.content.decode()
    withheld = {**boxes(leader, page), "town": "Ancoats", "is_withheld": "on"}
    assert leader.post(page, withheld).status_code == 302


def test_only_those_who_run_it_change_it(coffee, colleague, outsider, peer):
    seen, before = draft_of(coffee).seen("name"), EntryChange.objects.count()
    for user, status in ((colleague, 403), (peer, 403), (outsider, 404)):
        page = url("answer", coffee.pk, "name")
        assert signed_in(user).post(page, {"seen": seen, "name": "X"}).status_code == status
        with pytest.raises(PermissionDenied):
            actions.answer(
                service=coffee, question="name", seen=seen, values={"name": "X"}, by=user
            )
    assert EntryChange.objects.count() == before


def test_it_is_on_the_record_without_a_word(coffee, lero_leader, answer):
    answer(lero_leader, coffee, "about", description="Words of ours")
    event = AuditEvent.objects.get(verb="service.answer")
    assert (event.actor_id, event.subject_id) == (lero_leader.pk, coffee.pk)
    assert event.details == {"question": "about"}


def test_an_unknown_question_is_not_there(coffee, lero_leader):
    leader = signed_in(lero_leader)
    assert leader.get(url("answer", coffee.pk, "nothing")).status_code == 404
    assert leader.get(url("place", coffee.pk, "nothing")).status_code == 404
    assert leader.get(url("session", coffee.pk, "nothing")).status_code == 404


def test_a_form_without_what_was_seen_writes_nothing(coffee, lero_leader):
    with pytest.raises(SomebodyGotThereFirst):
        actions.answer(service=coffee, question="name", seen="", values={}, by=lero_leader)


def test_the_list_takes_as_many_queries_for_one_as_for_many(
    lero, lero_leader, coffee, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.directory.makers import make_service

    leader = signed_in(lero_leader)
    with CaptureQueriesContext(connection) as for_one:
        leader.get(url("ours"))
    for number in range(29):
        make_service(f"Tea {number}", organisation=lero, at=None)
    with django_assert_num_queries(len(for_one)):
        assert len(leader.get(url("ours")).context["page"]) == 30
    assert "Our entries" in leader.get(reverse("accounts:desk")).content.decode()


def test_what_an_entry_has_of_a_long_list_comes_first(coffee, lero_leader):
    coffee.areas.set(["E08000035"])
    form = signed_in(lero_leader).get(url("answer", coffee.pk, "area")).context["form"]
    keys = [key for key, _ in form.fields["areas"].choices]
    assert keys[0] == "E08000035"
    assert len(keys) == len(set(keys)) == 153


def test_of_many_organisations_one_is_chosen_from_a_list(administrator):
    OrganisationFactory.create_batch(9)
    html = signed_in(administrator).get(url("add_entry")).content.decode()
    assert '<select name="organisation"' in html
    assert 'type="radio"' not in html
