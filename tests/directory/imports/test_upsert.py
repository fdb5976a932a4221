"""Bringing a source's entries in: what is made, kept, changed, closed and held back."""

import threading
from dataclasses import replace
from datetime import date, time
from importlib import import_module

import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.actions import upsert
from directory.imports.payload import (
    LocationPayload,
    OrganisationPayload,
    ServicePayload,
    SessionPayload,
)
from directory.models import (
    HousingFacts,
    Location,
    OrganisationProfile,
    Postcode,
    SearchEntry,
    Service,
    Session,
    Source,
)
from directory.models.choices import ServiceStatus
from rosc.access import SYSTEM
from rosc.accounts.models import Organisation, OrganisationStatus
from rosc.audit.models import AuditEvent

pytestmark = pytest.mark.usefixtures("postcodes")

MODULE = import_module("directory.actions.upsert")  # the package's name for it is the function
LARCH = OrganisationPayload(key="larch", name="Larch Community", profile={"phone": "01632 960101"})
HALL = LocationPayload(key="hall", name="Larch Hall", address="1 Larch Row", postcode="LS2 7DE")
MORNING = SessionPayload(1, time(10), time(12))


def entry(number: int = 1, **parts) -> ServicePayload:
    """A service with a place and a slot, unlike any other number's."""
    made = ServicePayload(
        key=f"s{number}",
        row=number + 1,
        organisation=LARCH,
        name=f"Drop-in {number}",
        kinds=("social-care-welfare",),
        fields={"description": "It’s warm, and there’s soup.", "cost": "free"},
        locations=(HALL,),
        sessions=(MORNING,),
    )
    return replace(made, **parts)


def bring(source, *entries, **options):
    return upsert(source=source, payloads=entries, by=SYSTEM, **options)


def counts(report):
    return {name: count for name, count in report.counts().items() if count and name != "read"}


def reasons(report):
    return [held.reason for held in report.quarantined]


def touched():
    tables = (Service, Session, Location, Organisation, OrganisationProfile)
    return [list(table.objects.order_by("pk").values_list("pk", "updated_at")) for table in tables]


def test_a_new_entry_is_published_approved_and_searchable(source):
    assert counts(bring(source, entry())) == {"created": 1}
    service = Service.objects.get()
    assert (service.status, service.source, service.source_key) == ("published", source, "s1")
    assert service.organisation.status == OrganisationStatus.APPROVED
    assert service.organisation.profile.phone == "01632 960101"
    assert service.sessions.get().location == service.locations.get()
    assert service.locations.get().authority_id == "E08000035"
    assert service.wellbeing == sorted(service.kinds.get().default_wellbeing) != []
    assert SearchEntry.objects.get().service == service
    assert Source.objects.get().fetched_at is not None


def test_the_same_again_touches_nothing(source):
    bring(source, entry(1), entry(2))
    before = touched()
    assert counts(bring(source, entry(1), entry(2))) == {"unchanged": 2}
    assert touched() == before


def test_a_change_keeps_every_id(source):
    evening = SessionPayload(3, time(18), time(20))
    bring(source, entry(sessions=(MORNING, evening)))
    service = Service.objects.get()
    place = service.locations.get()
    ids = {session.weekday: session.pk for session in service.sessions.all()}
    moved = replace(HALL, address="2 Larch Row")
    later = SessionPayload(1, time(11), time(13))
    earlier = SessionPayload(3, time(7), time(9))
    new = SessionPayload(5, time(9))
    report = bring(
        source, entry(name="New name", locations=(moved,), sessions=(later, new, earlier))
    )
    assert counts(report) == {"changed": 1}
    service.refresh_from_db()
    assert service.name == "New name"
    assert (service.locations.get().pk, service.locations.get().address) == (
        place.pk,
        "2 Larch Row",
    )
    assert service.sessions.get(weekday=1).pk == ids[1]
    assert service.sessions.get(weekday=1).starts_at == time(11)
    assert service.sessions.get(weekday=3).pk == ids[3]
    assert service.sessions.get(weekday=3).starts_at == time(7)
    assert service.sessions.count() == 3
    again = entry(name="New name", locations=(moved,), sessions=(later, new, earlier))
    assert counts(bring(source, again)) == {"unchanged": 1}


def test_what_the_source_no_longer_says_goes_back_to_not_stated(source):
    bring(source, entry(fields={"cost": "free", "phone": "01632 960102"}))
    bring(source, entry(fields={}, sessions=(), locations=()))
    service = Service.objects.get()
    assert (service.cost, service.phone) == ("not-stated", "")
    assert not service.sessions.exists()
    assert not Location.objects.exists()


def test_cancelled_dates_follow_the_source(source):
    bring(source, entry(sessions=(replace(MORNING, cancelled_on=(date(2026, 12, 22),)),)))
    session = Session.objects.get()
    bring(source, entry(sessions=(replace(MORNING, cancelled_on=(date(2026, 12, 29),)),)))
    assert Session.objects.get() == session
    assert [off.on for off in session.exceptions.all()] == [date(2026, 12, 29)]


def test_each_slot_is_at_its_own_place(source):
    barn = LocationPayload(key="barn", name="A Barn", postcode="LS9 7DP")
    at_barn = SessionPayload(2, time(14), location_key="barn")
    report = bring(source, entry(locations=(HALL, barn), sessions=(MORNING, at_barn)))
    assert counts(report) == {"created": 1}
    places = dict(Session.objects.values_list("weekday", "location__name"))
    assert places == {1: "Larch Hall", 2: "A Barn"}
    moved = replace(barn, name="Z Barn")
    bring(source, entry(locations=(moved, HALL), sessions=(replace(MORNING, location_key="hall"),
                                                           at_barn)))  # fmt: skip
    places = dict(Session.objects.values_list("weekday", "location__name"))
    assert places == {1: "Larch Hall", 2: "Z Barn"}


def test_housing_comes_changes_and_goes(source):
    house = {"places": 6, "gender": "women", "level": "house-manager"}
    bring(source, entry(housing=house))
    assert Service.objects.get().housing.places == 6
    assert counts(bring(source, entry(housing=house))) == {"unchanged": 1}
    assert counts(bring(source, entry(housing={"gender": "men"}))) == {"changed": 1}
    facts = Service.objects.get().housing
    assert (facts.places, facts.gender, facts.level_id) == (None, "men", None)
    bring(source, entry())
    assert not HousingFacts.objects.exists()


# --- Gone, and back -----------------------------------------------------------------------------
def six(*left_out):
    return [entry(number) for number in range(1, 7) if number not in left_out]


def test_gone_from_the_source_is_closed_not_deleted_and_comes_back(source):
    bring(source, *six())
    service = Service.objects.get(source_key="s6")
    assert counts(bring(source, *six(6))) == {"unchanged": 5, "withdrawn": 1}
    service.refresh_from_db()
    assert (service.status, service.withdrawn_on is None) == (ServiceStatus.CLOSED, False)
    assert service.status_note.startswith("No longer listed by A feed since ")
    assert not SearchEntry.objects.filter(service=service).exists()
    assert counts(bring(source, *six(6))) == {"unchanged": 5}

    assert counts(bring(source, *six())) == {"unchanged": 5, "changed": 1}
    service.refresh_from_db()
    assert (service.status, service.status_note, service.withdrawn_on) == ("published", "", None)
    assert SearchEntry.objects.filter(service=service).exists()
    assert counts(bring(source, *six())) == {"unchanged": 6}


def test_one_closed_here_stays_closed(source):
    bring(source, *six())
    Service.objects.filter(source_key="s6").update(status=ServiceStatus.CLOSED)
    bring(source, *six(6))
    bring(source, *six())
    assert Service.objects.get(source_key="s6").status == ServiceStatus.CLOSED


def test_one_opened_here_after_it_was_withdrawn_stays_open(source):
    bring(source, *six())
    bring(source, *six(6))
    Service.objects.filter(source_key="s6").update(status=ServiceStatus.PUBLISHED)
    assert counts(bring(source, *six(6))) == {"unchanged": 5}
    assert Service.objects.get(source_key="s6").status == ServiceStatus.PUBLISHED


def test_more_than_a_fifth_gone_is_refused_unless_forced(source):
    bring(source, *six())
    before = touched()
    report = bring(source, *six(5, 6), entry(7))
    assert report.refused.startswith("2 of 6 entries are no longer listed.")
    assert (counts(report), touched()) == ({}, before)
    report = bring(source, *six(5, 6), entry(7), force=True)
    assert counts(report) == {"created": 1, "unchanged": 4, "withdrawn": 2}


def test_rows_held_back_do_not_count_as_gone(source):
    bring(source, *six())
    report = bring(source, *six(5, 6), entry(5, kinds=("soup",)), entry(6, kinds=("soup",)))
    assert (report.refused, report.withdrawn, len(report.quarantined)) == (None, 0, 2)


def test_no_entries_is_a_failed_fetch(source):
    bring(source, entry())
    assert "failed fetch" in bring(source, force=True).refused
    assert Service.objects.get().status == ServiceStatus.PUBLISHED


def test_other_sources_are_left_alone(source):
    bring(source, entry())
    bring(Source(slug="other", name="Other"), entry(), entry(2))
    assert Service.objects.count() == 3
    assert Organisation.objects.count() == 2
    assert counts(bring(source, entry())) == {"unchanged": 1}


# --- Changed here -------------------------------------------------------------------------------
def test_what_was_changed_here_is_not_written_over(source):
    bring(source, entry())
    Service.objects.update(description="We wrote this ourselves.")
    assert counts(bring(source, entry())) == {"unchanged": 1}
    report = bring(source, entry(name="New name"))
    assert (counts(report), reasons(report)) == (
        {},
        ["Changed here since the last import, and by the source too: left as it is here."],
    )
    service = Service.objects.get()
    assert (service.name, service.description) == ("Drop-in 1", "We wrote this ourselves.")


@pytest.mark.parametrize(
    "change",
    [
        lambda service: service.kinds.set(["peer-support"]),
        lambda service: service.sessions.update(starts_at=time(9)),
        lambda service: (
            service.locations.get().accessibility.append("bsl")
            or Location.objects.update(accessibility=["bsl"])
        ),
        lambda service: service.sessions.get().exceptions.create(on=date(2026, 12, 25)),
    ],
    ids=["kinds", "times", "place", "day off"],
)
def test_a_change_to_what_hangs_on_it_counts_too(source, change):
    bring(source, entry())
    change(Service.objects.get())
    assert len(bring(source, entry(name="New name")).quarantined) == 1


def test_the_same_change_here_and_there_is_no_conflict(source):
    bring(source, entry())
    Service.objects.update(name="New name")
    assert counts(bring(source, entry(name="New name"))) == {"unchanged": 1}
    assert counts(bring(source, entry(name="Newer name"))) == {"changed": 1}


def test_room_and_pauses_are_for_the_people_who_run_it(source):
    bring(source, entry(fields={"capacity": "open"}))
    Service.objects.update(capacity="full", status=ServiceStatus.PAUSED)
    assert counts(bring(source, entry(fields={"capacity": "open"}, name="New"))) == {"changed": 1}
    service = Service.objects.get()
    assert (service.name, service.capacity, service.status) == ("New", "full", "paused")


def test_gone_but_changed_here_is_left_open_and_said(source):
    bring(source, *six())
    Service.objects.filter(source_key="s6").update(phone="01632 960103")
    report = bring(source, *six(6))
    assert (report.withdrawn, reasons(report)) == (
        0, ["No longer listed by the source, but changed here since: left open."],
    )  # fmt: skip
    assert Service.objects.get(source_key="s6").status == ServiceStatus.PUBLISHED


def test_an_organisation_follows_the_source_until_it_is_changed_here(source):
    bring(source, entry())
    renamed = replace(LARCH, name="Larch and Rowan")
    bring(source, entry(organisation=renamed))
    assert Organisation.objects.get().name == "Larch and Rowan"
    OrganisationProfile.objects.update(description="Our own words.")
    report = bring(source, entry(organisation=LARCH))
    assert Organisation.objects.get().name == "Larch and Rowan"
    assert "changed here since" in report.remarks[0].reason


def test_a_later_check_moves_the_date_and_an_earlier_one_does_not(source):
    checked = {"checked_on": date(2026, 5, 1), "checked_by": "The feed"}
    bring(source, entry(fields=checked))
    assert counts(bring(source, entry(fields=checked))) == {"unchanged": 1}
    later = {**checked, "checked_on": date(2026, 6, 1)}
    assert counts(bring(source, entry(fields=later))) == {"changed": 1}
    assert counts(bring(source, entry(fields=checked))) == {"unchanged": 1}
    assert Service.objects.get().checked_on == date(2026, 6, 1)


# --- Places -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (replace(HALL, postcode="LS2 7D"), "“LS2 7D” is not a postcode."),
        (replace(HALL, postcode="ls99 9zz"), "LS99 9ZZ is not a postcode of England that we know."),
        (
            replace(HALL, latitude=53.4839, longitude=-2.2446),
            "The position given is 58 km from LS2 7DE.",
        ),
    ],
)
def test_a_place_nobody_can_trust_is_held_back(source, place, reason):
    report = bring(source, entry(1, locations=(place,)), entry(2))
    assert (counts(report), reasons(report)) == ({"created": 1}, [reason])


@pytest.mark.parametrize("point", [(55.378, -3.436), (0.0, 0.0), (40.7, -74.0)])
def test_a_pin_in_the_middle_of_the_map_is_left_out(source, point):
    bring(source, entry(locations=(replace(HALL, latitude=point[0], longitude=point[1]),)))
    place = Location.objects.get()
    assert (place.latitude, place.longitude) == (53.801277, -1.548567)


def test_a_position_near_its_postcode_is_kept(source):
    bring(source, entry(locations=(replace(HALL, latitude=53.8100, longitude=-1.5500),)))
    assert Location.objects.get().latitude == 53.81


def test_a_postcode_no_longer_in_use_still_has_a_place(source):
    bring(source, entry(locations=(replace(HALL, postcode="m60 1ay"),)))
    place = Location.objects.get()
    assert (place.postcode, place.latitude) == ("M60 1AY", 53.479)


def test_without_postcodes_nothing_is_taken(source):
    Postcode.objects.all().delete()
    assert "Run load_postcodes first" in bring(source, entry()).refused


# --- Values -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"name": ""}, "It has no name."),
        ({"name": "a" * 201}, "Name: Ensure this value has at most 200 characters (it has 201)."),
        ({"fields": {"phone": "0" * 31}}, "at most 30 characters"),
        ({"fields": {"email": "nobody"}}, "valid email"),
        ({"fields": {"website": "javascript:alert(1)"}}, "valid URL"),
        ({"fields": {"cost": "cheap"}}, "not a valid choice"),
        ({"fields": {"min_age": -1}}, "greater than or equal to 0"),
        ({"fields": {"min_age": 25, "max_age": 18}}, "wrong way round"),
        ({"fields": {"colour": "green"}}, "no column “colour”"),
        ({"kinds": ()}, "no kind"),
        ({"kinds": ("soup",)}, "“soup” in kinds"),
        ({"audiences": ("owls",)}, "“owls” in audiences"),
        ({"fellowship": "owls"}, "“owls” in fellowship"),
        ({"housing": {"level": "level-9"}}, "“level-9” in level"),
        ({"sessions": (SessionPayload(7, time(9)),)}, "does not exist"),
        ({"sessions": (SessionPayload(1, time(9), location_key="barn"),)}, "none of its places"),
        ({"locations": (HALL, replace(HALL, name="Barn"))}, "places have the same key"),
        ({"organisation": replace(LARCH, kinds=("lero",))}, "needs its type"),
        ({"organisation": replace(LARCH, name="")}, "Its organisation: It has no name."),
        ({"key": ""}, "key is empty"),
    ],
)
def test_what_does_not_fit_is_held_back_whole(source, parts, words):
    report = bring(source, entry(1, **parts), entry(2, organisation=replace(LARCH, key="other")))
    assert counts(report) == {"created": 1}
    assert words in reasons(report)[0]
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("kinds", "lero_type", "is_held"),
    [
        (("treatment",), "", True),
        (("rss", "treatment"), "", True),
        (("partnership",), "", True),
        (("community",), "", False),
        (("lero", "rss"), "informal", False),
    ],
)
def test_only_what_people_with_lived_experience_run_is_peer_led(source, kinds, lero_type, is_held):
    group = replace(LARCH, kinds=kinds, lero_type=lero_type)
    report = bring(source, entry(organisation=group, fields={"who_leads": "peer-led"}))
    assert ["peer-delivered" in reason for reason in reasons(report)] == [True] * is_held
    assert Service.objects.count() == (not is_held)


def test_a_mutual_aid_group_in_a_treatment_service_is_led_by_its_members(source):
    clinic = replace(LARCH, kinds=("treatment",))
    group = entry(organisation=clinic, fellowship="aa", fields={"who_leads": "peer-led"})
    assert counts(bring(source, group)) == {"created": 1}


def test_markup_and_hidden_characters_are_gone(source):
    dirty = {
        "description": "<h1>Soup</h1><p>Tea &amp; <b>toast</b></p><script>alert(1)</script>\0\x07!",
        "website": "https://larch.example/?a=1&copy=2",
    }
    bring(source, entry(name="Larch\u202e\x00  Caf\u0065\u0301\n", fields=dirty))
    service = Service.objects.get()
    assert service.name == "Larch Café"
    assert service.description == "Soup\nTea & toast\n!"
    assert service.website == "https://larch.example/?a=1&copy=2"
    assert counts(
        bring(source, entry(name="Larch\u202e\x00  Caf\u0065\u0301\n", fields=dirty))
    ) == {"unchanged": 1}


def test_keys_that_are_there_twice_are_refused(source):
    report = bring(source, entry(1), entry(2), entry(1, row=9))
    assert report.refused == "“s1” is there more than once (rows 2, 9): keys must differ."


def test_the_same_under_another_key_is_held_back(source):
    report = bring(source, entry(1), entry(1, key="s9", row=9))
    assert (counts(report), reasons(report)) == (
        {"created": 1},
        ["It is the same as row 2 in everything but its key."],
    )


# --- All or nothing, one at a time --------------------------------------------------------------
def test_a_dry_run_says_all_and_writes_nothing(source):
    bring(source, *six())
    before, events = touched(), AuditEvent.objects.count()
    report = bring(source, *six(6), entry(7), dry_run=True)
    assert counts(report) == {"created": 1, "unchanged": 5, "withdrawn": 1}
    assert (touched(), AuditEvent.objects.count()) == (before, events)


def test_when_the_last_step_fails_nothing_has_happened(source, monkeypatch):
    def fail(**_):
        raise RuntimeError("no audit")

    monkeypatch.setattr(MODULE.audit, "record", fail)
    with pytest.raises(RuntimeError, match="no audit"):
        bring(source, entry())
    assert not Service.objects.exists()
    assert not Source.objects.exists()


def test_one_event_says_who_and_how_many(source, administrator):
    upsert(source=source, payloads=[entry(1), entry(2, kinds=("soup",))], by=administrator)
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor_id) == ("source.import", administrator.pk)
    assert event.details == {
        "source": "feed", "read": 2, "created": 1, "changed": 0, "unchanged": 0, "withdrawn": 0,
        "quarantined": 1,
    }  # fmt: skip


def test_only_who_looks_after_reference_data_may(source, lero_leader):
    with pytest.raises(PermissionDenied):
        upsert(source=source, payloads=[entry()], by=lero_leader)


def test_a_second_import_of_the_source_meanwhile_is_refused(source):
    settings = connection.settings_dict
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"] or None, dbname=settings["NAME"],
        user=settings["USER"], password=settings["PASSWORD"],
    ) as other:  # fmt: skip
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended('directory.source:feed', 0))")
        assert bring(source, entry()).refused == "Another import of this source is running."
        assert counts(bring(Source(slug="other", name="Other"), entry())) == {"created": 1}
    assert counts(bring(source, entry())) == {"created": 1}


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_bring_each_entry_in_once():
    start, reports = threading.Barrier(2), []

    def run():
        try:
            start.wait(timeout=10)
            reports.append(bring(Source(slug="feed", name="A feed"), *six()))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Service.objects.count() == 6
    outcomes = sorted((report.created, report.unchanged) for report in reports)
    assert outcomes[-1] == (6, 0)
    assert outcomes[0] in [(0, 0), (0, 6)]  # refused, or after the other


def test_somebody_saving_meanwhile_is_not_written_over(source, monkeypatch):
    bring(source, entry(1), entry(2))
    plan = MODULE._Planner.plan

    def plan_then_save(self):
        found = plan(self)
        Service.objects.get(source_key="s1").save()
        return found

    monkeypatch.setattr(MODULE._Planner, "plan", plan_then_save)
    report = bring(source, entry(1, name="New"), entry(2, name="Newer"))
    assert (counts(report), len(report.quarantined)) == ({"changed": 1}, 1)
    assert set(Service.objects.values_list("name", flat=True)) == {"Drop-in 1", "Newer"}


@pytest.mark.parametrize("again", [False, True], ids=["new", "known"])
def test_the_number_of_queries_does_not_grow(again):
    def queries(slug, how_many):
        source = Source(slug=slug, name=slug)
        entries = [entry(number) for number in range(how_many)]
        if again:
            bring(source, *entries)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            bring(source, *entries)
        return len(captured)

    queries("warm", 1)
    assert queries("few", 3) == queries("many", 60)
