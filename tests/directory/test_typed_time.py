"""A time among the words is taken for one, and the page says so."""

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from directory.forms.search import SearchForm
from directory.search.typed_time import time_in
from tests.directory.makers import make_meeting, make_service, make_session


@pytest.mark.parametrize(
    ("typed", "day", "at", "rest", "name"),
    [
        ("AA tonight", "tonight", "", "AA", "Tonight"),
        ("TONIGHT", "tonight", "", "", "Tonight"),
        ("food open now", "now", "", "food", "Open now"),
        ("somebody to talk to right now", "now", "", "somebody to talk to", "Open now"),
        ("choir on Sunday", "sun", "", "choir", "Sunday"),
        ("on sundays football in Leeds", "sun", "", "football in Leeds", "Sunday"),
        ("monday morning yoga", "mon", "morning", "yoga", "Monday morning"),
        ("NA Friday night", "fri", "evening", "NA", "Friday evening"),
        ("group this evening", "today", "evening", "group", "This evening"),
        ("lunch today, please", "today", "", "lunch , please", "Today"),
        ("meeting thurs", "thu", "", "meeting", "Thursday"),
    ],
)
def test_a_time_is_told_from_the_other_words(typed, day, at, rest, name):
    found = time_in(typed)
    assert (found.day, found.at, found.rest, found.name) == (day, at, rest, name)


@pytest.mark.parametrize(
    "typed",
    ["", "AA", "monday or friday", "now", "night shelter", "Friday's People", "sat down and cried",
     "sunshine", "todays", "the wednesdayish club", "open nowhere", "Tonight\u2019s"],
)  # fmt: skip
def test_other_words_are_words(typed):
    assert time_in(typed) is None


@given(st.text(max_size=60))
def test_no_text_breaks_it(text):
    found = time_in(text)
    assert found is None or found.words in text


@pytest.mark.parametrize(
    ("asked", "day", "at", "q"),
    [
        ({"q": "AA tonight"}, "tonight", "", "AA"),
        ({"q": "AA tonight", "day": "fri"}, "fri", "", "AA"),
        ({"q": "AA tonight", "when": "today"}, "today", "", "AA"),
        ({"q": "AA friday", "time": "morning"}, "", "morning", "AA"),
        ({"q": "AA tonight", "day": "any"}, "", "", "AA tonight"),
    ],
)
def test_what_is_chosen_goes_before_what_is_typed(rf, asked, day, at, q):
    form = SearchForm(rf.get("/", asked).GET)
    assert form.is_valid()
    said = form.cleaned_data
    assert (said["day"], said["time"], said["q"]) == (day, at, q)
    assert bool(form.typed_time) == (set(asked) == {"q"})
    assert form.unknown() == []


@pytest.mark.django_db
class TestPages:
    @pytest.fixture(autouse=True)
    def friday_evening(self):
        with time_machine.travel("2026-11-27T18:00:00Z", tick=False):
            yield

    def get(self, client, name, **query):
        return client.get(reverse(f"directory:{name}"), {"postcode": "M1 1AE", **query})

    def test_a_meeting_tonight_is_found_by_saying_so(self, client, postcodes):
        make_meeting(4, "19:00", "20:00", name="Of Friday")
        make_meeting(5, "19:00", "20:00", name="Of Saturday")
        page = self.get(client, "meetings", q="meeting tonight")
        html = page.content.decode()
        assert [h.occurrence.session.service.name for h in page.context["found"].hits] == [
            "Of Friday"
        ]
        assert "<strong>Tonight.</strong> We took “tonight” to say when." in html
        assert '<option value="tonight" selected>' in html
        assert 'name="q"\n             type="text" value="meeting"' in html

        anyhow = html.partition('to say when.\n      <a href="')[2].partition('"')[0]
        page = client.get(reverse("directory:meetings") + anyhow.replace("&amp;", "&"))
        assert page.context["found"].total == 2
        assert "to say when" not in page.content.decode()

    def test_a_service_open_on_a_day_is_found_by_naming_it(self, client, postcodes):
        make_session(make_service("Sunday pottery"), 6, "10:00", "12:00")
        make_session(make_service("Weekly pottery"), 1, "10:00", "12:00")
        page = self.get(client, "services", q="pottery on sunday")
        assert [hit.service.name for hit in page.context["found"].hits] == ["Sunday pottery"]

    def test_the_facets_keep_the_time_that_was_read(self, client, postcodes):
        make_meeting(4, "19:00", "20:00", name="Of Friday")
        page = self.get(client, "meetings", q="meeting tonight")
        assert ("day", "tonight") in page.context["kept"]
        assert ("q", "meeting") in page.context["kept"]

    def test_words_of_danger_are_still_heard(self, client):
        page = self.get(client, "services", q="I want to die tonight")
        assert page.context["is_in_danger"]
