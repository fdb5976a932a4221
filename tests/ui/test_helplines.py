"""Who answers at this minute: the file, the clock, and what the pages say."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rosc import helplines
from rosc.helplines import LONDON, State, lines_for, read
from rosc.ui import views
from rosc.ui.checks import helplines_checked
from rosc.ui.templatetags import helplines as tags

OWN = """
- slug: day
  name: Day line
  number: "0300 000 0001"
  about: By day.
  free: no
  for: [anybody, families]
  hours: {mon-fri: "09:00-20:00", sat-sun: "11:00-16:00"}
- slug: night
  name: Night line
  number: "0800 000 0002"
  text: "60000"
  text_word: HELLO
  about: By night.
  free: yes
  for: [anybody]
  hours: {fri: "09:00-12:00, 22:00-02:00"}
  web: https://night.example/
- slug: ever
  name: Ever line
  number: "0800 000 0003"
  about: At any hour.
  for: [anybody, young]
  hours: always
  checked_on: 2026-11-01
"""
DRINKLINE = next(one for one in read(helplines.FILE) if one.slug == "drinkline")


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "helplines.yaml"
    path.write_text(OWN)
    return path


@pytest.fixture
def lines(file) -> dict[str, helplines.Helpline]:
    return {line.slug: line for line in read(file)}


@pytest.fixture
def own(settings, file) -> None:
    """An operator's own file in place of ours."""
    settings.HELPLINES = read(file)


def at(text: str) -> datetime:
    """A moment by the clock on a wall in London."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


# --- The clock ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("slug", "moment", "state"),
    [
        ("day", "2026-11-27T08:59", State.CLOSED),
        ("day", "2026-11-27T09:00", State.OPEN),
        ("day", "2026-11-27T19:59", State.OPEN),
        ("day", "2026-11-27T20:00", State.CLOSED),
        ("day", "2026-11-28T10:59", State.CLOSED),
        ("day", "2026-11-28T11:00", State.OPEN),
        ("day", "2026-07-31T09:00", State.OPEN),  # in summer 08:00 UTC
        ("night", "2026-11-27T23:30", State.OPEN),
        ("night", "2026-11-28T01:59", State.OPEN),
        ("night", "2026-11-28T02:00", State.CLOSED),
        ("night", "2026-11-27T12:30", State.CLOSED),
        ("night", "2026-11-26T23:30", State.CLOSED),
        ("ever", "2026-12-25T03:00", State.OPEN),
        ("day", "2026-12-25T12:00", State.UNSURE),  # Christmas Day
        ("day", "2026-12-28T12:00", State.UNSURE),  # stands in for Boxing Day
        ("night", "2026-12-26T01:00", State.UNSURE),  # of the Friday that is Christmas Day
    ],
)
def test_a_line_is_open_by_the_clock_on_the_wall(lines, slug, moment, state):
    assert lines[slug].answering(at(moment)).state == state


@pytest.mark.parametrize(
    ("slug", "moment", "opens"),
    [
        ("day", "2026-11-27T08:00", "2026-11-27T09:00"),
        ("day", "2026-11-27T21:00", "2026-11-28T11:00"),
        ("night", "2026-11-27T13:00", "2026-11-27T22:00"),
        ("night", "2026-11-28T03:00", "2026-12-04T09:00"),
        ("day", "2026-10-24T21:00", "2026-10-25T11:00"),  # over the night the clocks go back
        ("day", "2026-12-24T21:00", None),  # it may or may not, on Christmas Day
    ],
)
def test_a_closed_line_says_when_it_opens_if_that_is_known(lines, slug, moment, opens):
    found = lines[slug].answering(at(moment)).opens
    assert found == (at(opens) if opens else None)


def test_an_open_line_says_until_when(lines):
    assert lines["night"].answering(at("2026-11-27T23:30")).until == at("2026-11-28T02:00")
    assert lines["ever"].answering(at("2026-11-27T23:30")).until is None


@hypothesis_settings(deadline=None)  # a busy machine is no failure
@given(
    st.datetimes(
        datetime.fromisoformat("2026-01-01"),
        datetime.fromisoformat("2027-12-01"),
        timezones=st.just(UTC),
    )
)
def test_what_is_said_of_a_moment_comes_true(moment):
    """An open line is open up to the minute it closes; a closed one opens when it says."""
    line = DRINKLINE
    found = line.answering(moment)
    if found.until:
        assert line.answering(found.until - timedelta(minutes=1)).is_open
        assert not line.answering(found.until).is_open
    if found.opens:
        assert found.opens > moment
        assert line.answering(found.opens).is_open
        assert not line.answering(found.opens - timedelta(minutes=1)).is_open


def test_those_that_answer_now_come_first(lines):
    def order(moment: str) -> list[str]:
        return [line.slug for line, _ in lines_for(lines.values(), "anybody", at(moment))]

    assert order("2026-11-27T15:00") == ["day", "ever", "night"]
    assert order("2026-11-27T23:00") == ["night", "ever", "day"]
    assert [
        line.slug for line, _ in lines_for(lines.values(), "young", at("2026-11-27T23:00"))
    ] == ["ever"]


def test_hours_are_said_in_words(lines):
    assert (
        tags.usual_hours(lines["day"])
        == "Monday to Friday 9am to 8pm, Saturday and Sunday 11am to 4pm"
    )
    assert tags.usual_hours(lines["night"]) == "Friday 9am to midday and 10pm to 2am"
    with time_machine.travel("2026-11-27T21:00Z", tick=False):
        closed = lines["day"].answering(at("2026-11-27T21:00"))
        assert tags.opens(closed) == "opens tomorrow at 11am"


# --- The file -----------------------------------------------------------------------------------
def test_the_shipped_file_has_somebody_for_everybody_at_any_hour():
    shipped = read(helplines.FILE)
    for audience in helplines.FOR:
        found = lines_for(shipped, audience, at("2026-12-25T03:00"))
        assert any(answering.is_open for _, answering in found), audience
    assert all(line.about.endswith(".") for line in shipped)
    assert all(line.checked_on is None for line in shipped)  # we rang nobody


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"09:00-20:00"', '"9 to 5"', "no times such as"),
        ("mon-fri", "monday", "no days such as"),
        ("mon-fri", "fri-mon", "runs backwards"),
        ("hours: always", "hours: sometimes", "hours must be"),
        ("hours: always", "hours: {}", "hours must be"),
        ('"0800 000 0003"', '"ring us"', "is not digits"),
        ('  number: "0800 000 0003"\n', "", "needs a number"),
        ("about: By day.", "about:", "about must be said"),
        ("for: [anybody, young]", "for: [everyone]", "for must be"),
        ("free: yes", "free: perhaps", "free is"),
        ("2026-11-01", "lately", "checked_on is"),
        ("https://night", "http://night", "https://"),
        ("slug: ever", "slug: day", "twice"),
        ("about: By day.", "about: By day.\n  colour: red", "does not know colour"),
        ("- slug: day", "- slug: [", "cannot be read"),
    ],
)
def test_a_mistake_in_the_file_is_named(file, before, after, said):
    assert before in OWN
    file.write_text(OWN.replace(before, after))
    with pytest.raises(ImproperlyConfigured, match=re.escape(said)):
        read(file)


@pytest.mark.parametrize("text", ["", "hello", "[1]", "- slug: x", "\ufeff{", "a: b"])
def test_what_is_no_list_of_lines_is_refused(file, text):
    file.write_text(text)
    with pytest.raises(ImproperlyConfigured):
        read(file)
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        read(file.with_name("nowhere.yaml"))


def test_a_file_with_nobody_for_anybody_is_refused(file):
    file.write_text(OWN.replace("anybody", "young"))
    with pytest.raises(ImproperlyConfigured, match="for anybody"):
        read(file)


@pytest.mark.django_db
def test_whoever_runs_the_portal_is_told_what_nobody_checked(settings, own):
    with time_machine.travel("2026-11-27T12:00Z", tick=False):
        (told,) = helplines_checked()
        assert "Day line, Night line." in told.msg
        assert told in run_checks(include_deployment_checks=True)
        assert told not in run_checks()
    settings.HELPLINES = settings.HELPLINES[2:]
    with time_machine.travel("2026-11-27T12:00Z", tick=False):
        assert helplines_checked() == []
    with time_machine.travel("2027-06-01T12:00Z", tick=False):
        assert "Ever line" in helplines_checked()[0].msg


# --- The pages ----------------------------------------------------------------------------------
def strip_of(html: str) -> str:
    return html.partition('class="urgent-strip"')[2].partition("</aside>")[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/services/", "/meetings/", "/urgent/", "/under-18/", "/groups/", "/start/me/"]
)
def test_every_public_page_says_who_answers_at_this_minute(client, own, path):
    with time_machine.travel("2026-11-27T15:00Z", tick=False):
        by_day = strip_of(client.get(path).content.decode())
    with time_machine.travel("2026-11-28T01:30Z", tick=False):
        by_night = strip_of(client.get(path).content.decode())
    for strip in (by_day, by_night):
        assert "Need help right now?" in strip
        assert 'href="tel:999"' in strip
        assert "naloxone" in strip
        assert "Do not stop suddenly if your body depends on it" in strip
    assert "Open until 8pm" in by_day
    assert "Closed now, opens today at 10pm" in by_day
    assert "Open until 2am" in by_night
    assert "Closed now, opens today at 11am" in by_night
    assert by_night.index("tel:08000000002") < by_night.index("tel:03000000001")
    assert by_day.count("Free to call") == 1  # the only one that says it is


@pytest.mark.django_db
def test_a_bank_holiday_is_not_guessed(client, own):
    with time_machine.travel("2026-12-25T12:00Z", tick=False):
        html = client.get("/urgent/").content.decode()
    assert "Bank holiday: the hours may differ" in html
    assert "Open until" not in html
    assert "Usually Monday to Friday 9am to 8pm" in html


@pytest.mark.django_db
def test_an_operators_own_lines_stand_alone(client, own):
    """Nowhere does a number stand that is not in the file, but for the country's own two."""
    for path in ("/", "/urgent/", "/services/?q=suicide", "/services/?q=qqqq", "/nowhere/"):
        html = client.get(path).content.decode()
        numbers = set(re.findall(r'href="tel:(\d+)"', html))
        assert {"999", "08000000003"} <= numbers, path
        assert numbers <= {
            "999", "111", "03000000001", "08000000002", "08000000003",
        }, path  # fmt: skip
    assert "Text HELLO to 60000" in client.get("/urgent/").content.decode()


@pytest.mark.django_db
def test_the_day_of_the_check_is_said_once_all_are_checked(client, settings, own):
    assert "We last checked" not in client.get("/urgent/").content.decode()
    settings.HELPLINES = settings.HELPLINES[2:]
    assert tags.helplines_checked_on() == date(2026, 11, 1)
    assert "We last checked these numbers on 1 November 2026" in (
        client.get("/urgent/").content.decode()
    )


def test_the_page_of_a_failure_names_them_without_a_database(rf, own):
    """No `db` fixture: a query would raise."""
    html = views.server_error(rf.get("/")).content.decode()
    assert 'href="tel:08000000003"' in html
    assert "tel:116123" in views.LAST_RESORT
    assert "Drinkline" not in views.LAST_RESORT  # closed at some hours, and nobody can tell there


@pytest.mark.django_db
def test_urgent_help_says_what_to_do_and_whom_families_can_ring(client):
    html = client.get("/urgent/").content.decode()
    main = html.partition("<main")[2]
    for words in ("Give naloxone", "Lay them on their side", "two or three minutes"):
        assert words in main
    assert "Do not stop suddenly" in main
    assert main.index('id="families"') < main.index("tel:08000086811")
    assert 'href="/under-18/"' in main


@pytest.mark.django_db
def test_people_under_18_have_a_page_reached_from_everywhere(client):
    page = client.get("/under-18/").content.decode().partition("<main")[2]
    assert page.index("tel:08001111") < page.index("tel:111")
    assert 'href="/groups/alateen/"' in page
    assert "?for=young-people" in page
    for path in ("/", "/urgent/"):
        assert 'href="/under-18/"' in client.get(path).content.decode().partition("<main")[2]
    assert 'href="/under-18/"' in client.get("/meetings/").content.decode().partition("<footer")[2]


@pytest.mark.django_db
def test_pages_of_urgent_help_and_the_questions_ask_the_database_nothing(
    client, django_assert_num_queries
):
    for path in ("/urgent/", "/under-18/", "/start/me/", "/start/me/?need=change"):
        with django_assert_num_queries(2):  # the request's own savepoint, made and let go
            assert client.get(path).status_code == 200
