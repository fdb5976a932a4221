"""Opening times in words: thirty real ones against values written by hand, and laws for all."""

import re
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from directory.imports.opening_times import DAY_NAMES, Outcome, read, read_week

# What somebody who reads the row would write down: how it is read, and "day hours", in short.
BY_HAND = {
    ("BRASS Bolton", "BL3 2HP"): ("parsed", "Wed 10:00-16:00"),
    ("Salvation Army Farnworth", "BL4 9DR"): ("not-stated", ""),
    ("Trussell Trust", "BL4 7PQ"): (
        "parsed",
        "Tue 12:00-14:00, Wed 12:00-14:00, Thu 12:00-14:00, Fri 12:00-14:00",
    ),
    ("Urban Outreach", "BL2 1DZ"): ("failed", ""),
    ("Bolton at Home Hope Centre UCAN", "BL1 5TE"): ("parsed", "Thu 13:30-15:30"),
    # "by appointment only" and "evenings and weekends": not sure what holds when
    ("Freedom Church", "BL9 5AE"): ("kept", ""),
    ("Baguley SureStart Centre", "M23 1LB"): (
        "kept",
        "Mon 08:00-16:00, Tue 08:00-16:00, Wed 08:00-16:00, Thu 08:00-16:00, Fri 08:00-16:00",
    ),
    ("Booth Centre", "M3 1FU"): (
        "parsed",
        "Mon 09:00-13:30, Tue 09:00-13:30, Wed 09:00-13:30, Thu 09:00-13:30, Fri 09:00-13:30, "
        "Sat 09:00-13:30, Sun 09:00-13:30",
    ),
    ("Lalley Centre, part of Caritas Diocese of Salford", "M40 7RG"): ("kept", "Wed 10:00-12:00"),
    ("Christian Restoration Manchester", "M4 7JB"): ("parsed", "Tue 18:00-20:00, Sun 15:00-17:00"),
    ("Compassion Prison Ministries", "M14 4SS"): (
        "parsed",
        "Tue 12:00-15:00, Fri 12:00-15:00, Sat[1] 10:00-12:00",
    ),
    ("FoodCycle Manchester", "M13 0NG"): ("parsed", "Wed 19:30"),
    ("Justlife Health & Enterprise Centre", "M11 1HH"): ("parsed", "Mon 12:00, Fri 12:00"),
    ("Mustard Tree", "M4 6AG"): (
        "kept",
        "Mon 10:00-16:00, Tue 10:00-16:00, Wed 10:00-16:00, Thu 10:00-12:30, Fri 10:00-16:00, "
        "Sat 10:00-16:00",
    ),
    ("New Longsight Housing Co-op", "M13 0PD"): ("kept", ""),
    ("The Chatterbox Project & Joy Community Church", "M9 7BL"): ("kept", ""),
    ("Trussell Trust & Community Grocer", "M14 7FB"): ("kept", "Wed 17:00-18:30"),
    ("Wood Street Mission", "M3 3EF"): (
        "kept",
        "Mon 08:30-16:30, Tue 08:30-16:30, Wed 08:30-16:30, Thu 08:30-16:30, Fri 08:30-16:30",
    ),
    ("Ardwick & Longsight Food Bank", "M13 0LN"): (
        "parsed",
        "Mon 13:00-15:00 not bank holidays, Thu 14:00-16:00 not bank holidays",
    ),
    ("Reach out to the Community", "M21 9AQ"): (
        "parsed",
        "Mon 07:30-16:30, Tue 07:30-16:30, Wed 07:30-16:30, Thu 07:30-16:30, Fri 07:30-16:30, "
        "Sat 07:30-16:30",
    ),
    ("Feed the 5000", "M3 1NH"): ("kept", "Thu 16:00-18:00"),
    ("Elim Foursquare Church", "OL4 2AB"): ("kept", "Sat 10:00-14:00"),
    ("St Aiden & Oswald RC Church", "OL2 5DL"): (
        "parsed",
        "Mon 10:30-12:00, Wed 10:30-12:00, Thu 10:30-12:00, Fri 10:30-12:00, Sun 10:30-12:00",
    ),
    ("Petrus Day Centre", "OL16 1QG"): (
        "parsed",
        "Mon 09:00-16:00, Tue 09:00-16:00, Wed 09:00-14:00, Thu 09:00-16:00, Fri 09:00-16:00",
    ),
    ("Mustard Tree", "M28 0AU"): (
        "kept",
        "Mon 10:00-16:00, Tue 10:00-16:00, Wed 10:00-16:00, Thu 10:00-12:00, Fri 10:00-16:00",
    ),
    ("Coffee4Craig Food Bank", "M6 5HE"): ("kept", ""),
    ("Chelwood Foodbank Plus", "SK8 5QA"): (
        "parsed",
        "Tue 10:00-12:00, Wed 10:00-12:00, Thu 10:00-14:00",
    ),
    ("The Wellspring", "SK1 1YD"): (
        "parsed",
        "Mon 11:30-14:00, Mon 17:00-20:00, Tue 11:30-14:00, Tue 17:00-20:00, "
        "Wed 11:30-14:00, Wed 17:00-20:00, Thu 11:30-14:00, Thu 17:00-20:00",
    ),
    # Closed for a month, "term-time only": no slot may come of it
    ("Trussell Trust", "SK2 5PR"): ("failed", ""),
    ("Hyde & District Fellowship of Churches", "SK14 1NQ"): (
        "parsed",
        "Mon 13:00-14:00, Thu 10:00-11:00, Sat 12:00-13:00",
    ),
    ("Chelwood Food Bank", "SK3 9AB"): ("parsed", "Wed 10:00-12:00"),
}


def in_short(sessions) -> str:
    parts = []
    for s in sessions:
        weeks = f"[{','.join(map(str, s.weeks))}]" if s.weeks else ""
        end = f"-{s.ends_at:%H:%M}" if s.ends_at else ""
        holidays = {"closed": " not bank holidays", "runs": " also bank holidays"}
        parts.append(
            f"{DAY_NAMES[s.weekday][:3]}{weeks} {s.starts_at:%H:%M}{end}"
            + holidays.get(s.bank_holidays, "")
        )
    return ", ".join(parts)


@pytest.mark.parametrize("entry", BY_HAND, ids=" ".join)
def test_a_real_food_bank_is_read_as_a_person_would(entry, food_banks):
    times = read(food_banks[entry])
    outcome, sessions = BY_HAND[entry]
    assert (times.outcome, in_short(times.sessions)) == (outcome, sessions)
    words_remain = outcome in ("kept", "failed")
    assert times.text == (food_banks[entry].strip() if words_remain else "")


def test_thirty_are_written_by_hand():
    assert len(BY_HAND) >= 30


@pytest.mark.parametrize(
    ("text", "sessions"),
    [
        ("Mon-Fri 9.30am to 12noon, Sat 10-1", "five 09:30-12:00, Sat 10:00-13:00"),
        ("1st and 3rd Tuesday 7pm", "Tue[1,3] 19:00"),
        ("last Friday of the month, 2pm to 4pm", "Fri[-1] 14:00-16:00"),
        ("Tue & Thurs 6-8pm", "Tue 18:00-20:00, Thu 18:00-20:00"),
        ("Mon-Fri 9-5, closed Wednesday", "Mon 09:00-17:00, Tue 09:00-17:00, "
         "Thu 09:00-17:00, Fri 09:00-17:00"),
        ("Mon to Tue 10-4, Tue closed", "Mon 10:00-16:00"),
        ("Saturday 10pm - 2am", "Sat 22:00-02:00"),
        ("Saturday 10 - 2am", "Sat 22:00-02:00"),
        ("Sunday 9pm to midnight", "Sun 21:00-00:00"),
        ("Sat-Sun 14:00-16:30", "Sat 14:00-16:30, Sun 14:00-16:30"),
        ("24 hours Sat-Sun", "Sat 00:00-00:00, Sun 00:00-00:00"),
        ("Monday 1pm-3pm including bank holidays", "Mon 13:00-15:00 also bank holidays"),
        ("10am - 2pm Monday, 1pm - 3pm Wednesday", "Mon 10:00-14:00, Wed 13:00-15:00"),
        ("Friday 7pm 'til 9", "Fri 19:00-21:00"),
    ],
)  # fmt: skip
def test_it_reads_all_of_it(text, sessions):
    if sessions.startswith("five"):
        hours, rest = sessions.removeprefix("five ").split(", ")
        sessions = ", ".join([*(f"{day[:3]} {hours}" for day in DAY_NAMES[:5]), rest])
    times = read(text)
    assert (times.outcome, in_short(times.sessions), times.text) == ("parsed", sessions, "")


@pytest.mark.parametrize(
    "text",
    [
        "Monday to Thursday 12.30pm - 2.30pm (term time only)",
        "Tuesday 10am - 12noon alternate weeks",
        "Every second Tuesday 2pm - 4pm",
        "Wednesday 7 - 9",  # morning or evening
        "Wednesday 2 - 4",
        "Monday 10 - 12 March",
        "Tuesday 10am - 9am",  # a slip of the pen
        "Tuesday 7pm until late",
        "Monday 9am - 5pm by appointment only",
        "Monday 9am - 5pm, not in August",
        "By appointment",
        "last Friday of the month",
        "1st Saturday and Sunday 2pm-4pm",  # the first Sunday, or the day after?
        "10am - 2pm Monday, Tuesday 1pm - 3pm",
        "0161 496 0123 Monday",
    ],
)
def test_what_is_not_certain_stays_in_words(text):
    times = read(text)
    assert times.sessions == ()
    assert times.text == text


def test_plain_remarks_stay_beside_the_sessions():
    times = read("Monday 10am - 4pm. Tea and toast from the hatch.")
    assert in_short(times.sessions) == "Mon 10:00-16:00"
    assert times.text == "Monday 10am - 4pm. Tea and toast from the hatch."
    assert times.outcome == Outcome.KEPT


def test_a_week_of_columns():
    times = read_week({0: "08:30-13:00,14:00-17:30", 1: "09:00-10:00", 5: "CLOSED"}, is_24=True)
    expected = "Mon 08:30-13:00, Mon 14:00-17:30, Tue 09:00-10:00"
    assert (times.outcome, in_short(times.sessions)) == ("parsed", expected)


def test_a_day_that_cannot_be_read_keeps_the_whole_week_in_words():
    times = read_week({0: "09:00-17:00", 1: "09:00-13:00:14:00-18:00"}, is_24=True)
    assert (times.outcome, in_short(times.sessions)) == ("kept", "Mon 09:00-17:00")
    assert times.text == "Monday 09:00-17:00\nTuesday 09:00-13:00:14:00-18:00"


# --- Laws --------------------------------------------------------------------------------------
def minutes_and(last):
    return st.integers(0, last).map(lambda quarter: quarter * 15)


@st.composite
def spans(draw):
    """A start and an end in minutes after midnight, fifteen minutes to ten hours apart."""
    start = draw(minutes_and(95))
    return start, (start + draw(st.integers(1, 40)) * 15) % (24 * 60)


def twelve_hour(minutes: int, mark: str) -> str:
    hour, minute = divmod(minutes, 60)
    return f"{hour % 12 or 12}{mark + format(minute, '02') if minute else ''}" + (
        "pm" if hour >= 12 else "am"
    )


def twenty_four(minutes: int, mark: str) -> str:
    return f"{minutes // 60:02}{mark}{minutes % 60:02}"


@given(
    day=st.integers(0, 6),
    span=spans(),
    clock=st.sampled_from([twelve_hour, twenty_four]),
    mark=st.sampled_from(":."),
    dash=st.sampled_from(["-", " - ", " – ", " to ", " until "]),
    letters=st.sampled_from([3, None]),
    lead=st.sampled_from(["", "Every ", "Open ", "Drop-in: "]),
    weeks=st.sampled_from([(), (1,), (2, 4), (-1,)]),
)
def test_what_we_can_write_we_can_read(day, span, clock, mark, dash, letters, lead, weeks):
    nth = " and ".join({1: "1st", 2: "2nd", 4: "4th", -1: "last"}[week] for week in weeks)
    lead = lead if not weeks else ""
    # "10:00 - 11:30" may be morning or evening, and is rightly not read.
    assume(clock is twelve_hour or any(not 10 <= minutes // 60 <= 12 for minutes in span))
    hours = dash.join(clock(minutes, mark) for minutes in span)
    times = read(f"{lead}{nth} {DAY_NAMES[day][:letters]} {hours}".strip())
    [session] = times.sessions
    assert times.outcome == Outcome.PARSED
    assert (session.weekday, session.weeks) == (day, weeks)
    read_back = [t.hour * 60 + t.minute for t in (session.starts_at, session.ends_at) if t]
    assert read_back == list(span)


PIECES = st.sampled_from(
    [*DAY_NAMES, "Mon", "Tues", "weekdays", "daily", "9", "10", "12", "7.30", "9am", "2pm", "09:00",
     "17:30", "noon", "24 hours", "-", "to", "and", ",", "(", ")", "1st", "last", "of the month",
     "except", "closed", "bank holidays", "term time", "by appointment", "£2", "food", "\n", "&"]
)  # fmt: skip
ANY_TEXT = st.one_of(
    st.text(max_size=200),
    st.lists(PIECES, max_size=14).map(" ".join),
    st.text(alphabet=string.digits + "amp:.- montuesweh,&()", max_size=80),
)


@given(text=ANY_TEXT)
def test_no_time_comes_out_of_thin_air(text):
    times = read(text)
    numbers = {int(n) for n in re.findall(r"\d+", text) if len(n) < 10 and n.isascii()}
    words = text.lower()
    if "noon" in words or "midday" in words or "midnight" in words:
        numbers |= {12, 24}
    for session in times.sessions:
        whole_day = session.starts_at == session.ends_at and 24 in numbers
        for moment in filter(None, (session.starts_at, session.ends_at)):
            hours = {moment.hour, (moment.hour - 12) % 24, moment.hour or 24}
            assert whole_day or hours & numbers
            assert whole_day or moment.minute == 0 or moment.minute in numbers
        assert any(
            word in words
            for word in (DAY_NAMES[session.weekday][:3].lower(), "day", "daily", "end", "-", "to",
                         "until", "til", "through", "24")
        )  # fmt: skip


@given(text=ANY_TEXT)
def test_words_are_never_lost(text):
    times = read(text)
    if times.outcome in (Outcome.KEPT, Outcome.FAILED):
        assert times.text == text.strip()
    else:
        assert times.text == ""
    assert times.outcome != Outcome.PARSED or times.sessions


@given(days=st.dictionaries(st.integers(0, 6), ANY_TEXT))
def test_a_week_of_anything_never_raises(days):
    times = read_week(days)
    assert {session.weekday for session in times.sessions} <= set(days)
