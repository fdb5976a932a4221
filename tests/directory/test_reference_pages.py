"""The administrators' pages of the vocabulary: words change, the search follows, none is lost."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory import actions
from directory.actions.reference import version_of
from directory.models import (
    Audience,
    Fellowship,
    GlossaryTerm,
    HousingLevel,
    IndexDue,
    Kind,
    LocalAuthority,
    SearchEntry,
    Synonym,
)
from directory.reference.forms import form_of
from directory.reference.load import load_reference
from directory.reference.tables import TABLES
from directory.search.words import understand
from rosc.access import SYSTEM, SomebodyGotThereFirst
from rosc.audit.models import AuditEvent
from tests.conftest import signed_in
from tests.directory.makers import make_service

pytestmark = pytest.mark.django_db

EDITABLE = [slug for slug, table in TABLES.items() if not table.is_read_only]


def url(page: str, *args: str) -> str:
    return reverse(f"directory:{page}", args=args)


def boxes(table: str, key: str | None = None) -> dict:
    """What the boxes of the form hold when its page is opened."""
    rows = TABLES[table].model.objects
    form = form_of(TABLES[table])(instance=rows.get(pk=key) if key else None)
    held = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in held.items() if value not in (None, False)}


@pytest.fixture
def change(administrator):
    """`change("kinds", "detox", plain_name="...")`: the answer to the form, sent with that."""
    browser = signed_in(administrator)

    def send(table: str, key: str, **said):
        data = said.pop("opened", None) or boxes(table, key)
        return browser.post(url("reference_change", table, key), {**data, **said})

    return send


@pytest.fixture
def add(administrator):
    browser = signed_in(administrator)

    def send(table: str, **said):
        return browser.post(url("reference_add", table), {**boxes(table), **said})

    return send


def found(words: str) -> bool:
    return SearchEntry.objects.filter(understand(words).fits()).exists()


# --- Looking ----------------------------------------------------------------------------------
def test_the_desk_of_the_administrator_leads_here(administrator, keyworker):
    page = url("reference")
    assert page in signed_in(administrator).get(reverse("accounts:desk")).content.decode()
    assert page not in signed_in(keyworker).get(reverse("accounts:desk")).content.decode()


@pytest.mark.parametrize("table", TABLES)
def test_each_table_is_listed_and_each_row_opens(administrator, table):
    browser = signed_in(administrator)
    assert f"{TABLES[table].title} (" in browser.get(url("reference")).content.decode()
    listed = browser.get(url("reference_table", table))
    row = listed.context["page"][0]
    assert listed.status_code == 200
    opened = browser.get(url("reference_change", table, row.pk))
    assert opened.status_code == (200 if table in EDITABLE else 404)


def test_a_list_is_searched_and_turned_page_by_page(administrator):
    browser = signed_in(administrator)
    page = url("reference_table", "synonyms")
    first, last = browser.get(page), browser.get(page, {"page": "99"})
    assert len(first.context["page"]) == 50
    assert not {row.pk for row in first.context["page"]} & {r.pk for r in last.context["page"]}
    narrowed = browser.get(page, {"q": "NEEDLE"})
    assert {"needles", "needle exchange"} <= {row.pk for row in narrowed.context["page"]}
    assert browser.get(page, {"q": "zebra"}).context["page"].paginator.count == 0
    for odd in ({"q": "a\0b"}, {"q": "x" * 10_000}, {"page": "-1"}, {"state": "?"}):
        assert browser.get(page, odd).status_code == 200


@pytest.mark.parametrize(
    ("table", "narrow"),
    [("synonyms", "narcan"), ("authorities", "Cumberland"), ("kinds", "detox")],
)
def test_a_list_takes_as_many_queries_for_one_row_as_for_many(administrator, table, narrow):
    browser, page = signed_in(administrator), url("reference_table", table)
    with CaptureQueriesContext(connection) as for_many:
        assert len(browser.get(page).context["page"]) > 10
    with CaptureQueriesContext(connection) as for_one:
        assert len(browser.get(page, {"q": narrow}).context["page"]) == 1
    assert len(for_one) == len(for_many)


def test_authorities_are_there_to_read(administrator):
    browser = signed_in(administrator)
    listed = browser.get(url("reference_table", "authorities"), {"q": "Cumberland"})
    text = listed.content.decode()
    assert "E06000063" in text
    assert "North West" in text
    assert "people in 2022" in text
    assert "Change" not in text.partition("<main")[2].partition("</main>")[0]
    former = LocalAuthority.objects.filter(former_codes__isnull=False).first()
    code = former.former_codes.first().pk
    listed = browser.get(url("reference_table", "authorities"), {"q": code})
    assert list(listed.context["page"]) == [former]
    assert code in listed.content.decode()
    assert browser.post(url("reference_add", "authorities")).status_code == 404


@pytest.mark.parametrize("address", ["/reference/nothing/", "/reference/kinds/nothing/change/"])
def test_what_is_not_there_is_not_found(administrator, address):
    assert signed_in(administrator).get(address).status_code == 404
    assert signed_in(administrator).get("/reference/synonyms/%00/change/").status_code == 404


@pytest.mark.parametrize(
    "who", ["keyworker", "coordinator", "lero_leader", "peer", "commissioner", "colleague"]
)
def test_nobody_else_gets_in(request, who):
    browser = signed_in(request.getfixturevalue(who))
    before = version_of(Kind.objects.get(pk="detox"))
    assert browser.get(url("reference")).status_code == 403
    for page, *args in (
        ("reference_table", "kinds"),
        ("reference_add", "kinds"),
        ("reference_change", "kinds", "detox"),
        ("reference_remove", "synonyms", "rehab"),
    ):
        address = url(page, *args)
        assert browser.get(address).status_code == 403
        data = boxes("kinds", "detox") | {"plain_name": "Mine"}
        assert browser.post(address, data).status_code == 403
    assert version_of(Kind.objects.get(pk="detox")) == before
    assert Synonym.objects.filter(pk="rehab").exists()


def test_the_actions_ask_for_the_right_themselves(keyworker):
    row, term = Kind.objects.get(pk="detox"), GlossaryTerm.objects.first()
    with pytest.raises(PermissionDenied):
        actions.change_reference(row=row, seen=version_of(row), values={"name": "X"}, by=keyworker)
    with pytest.raises(PermissionDenied):
        actions.add_reference(model=Kind, values={"slug": "x"}, by=keyworker)
    with pytest.raises(PermissionDenied):
        actions.remove_reference(row=term, seen=version_of(term), by=keyworker)


# --- Changing ---------------------------------------------------------------------------------
@pytest.mark.parametrize("table", EDITABLE)
def test_what_is_saved_as_it_was_changes_nothing(change, table):
    """Every form gives back what it was given, so that nothing counts as edited that is not."""
    for row in TABLES[table].model.objects.all()[:20]:
        assert change(table, row.pk).status_code == 302, row
    assert not AuditEvent.objects.filter(verb="reference.change").exists()
    assert {fate for one in load_reference() for fate in one.counts} == {"unchanged"}


def test_a_change_is_saved_recorded_and_outlives_the_next_load(change, administrator):
    answer = change("kinds", "detox", plain_name="Help to stop, safely")
    assert answer.url == url("reference_table", "kinds")
    event = AuditEvent.objects.get(verb="reference.change")
    assert event.actor_id == administrator.pk
    assert event.details == {"table": "kind", "key": "detox", "changed": ["plain_name"]}
    kinds = next(one for one in load_reference() if one.table == "kinds")
    assert kinds.counts == {"edited": 1, "unchanged": 16}
    assert Kind.objects.get(pk="detox").plain_name == "Help to stop, safely"


@pytest.mark.parametrize(
    ("table", "key", "given"),
    [
        ("kinds", "education", {"kinds": ("education",)}),
        ("audiences", "students", {"audience": "students"}),
        ("fellowships", "aa", {"fellowship": "aa"}),
        ("interventions", "outreach", {"intervention": "outreach"}),
    ],
)
def test_the_search_reads_the_new_words_at_once(change, table, key, given):
    service = make_service(kinds=given.get("kinds", ("peer-support",)), is_indexed=False)
    if "audience" in given:
        service.audiences.add(given["audience"])
    if "intervention" in given:
        service.interventions.add(given["intervention"])
    service.fellowship_id = given.get("fellowship")
    service.save()
    actions.index(services=[service.pk])
    assert not found("quokka")
    change(table, key, plain_name="Quokka and friends")
    assert found("quokka")
    assert not IndexDue.objects.exists()


def test_a_group_that_becomes_one_for_families_is_found_as_such(change):
    service = make_service()
    service.audiences.add("students")
    actions.index(services=[service.pk])
    change("audiences", "students", is_family="on")
    assert "for:family-and-friends" in SearchEntry.objects.get().facets


def test_a_row_is_switched_off_and_on_and_entries_keep_it(change, client):
    service = make_service(kinds=("education",))
    opened = boxes("kinds", "education")
    off = {name: value for name, value in opened.items() if name != "is_active"}
    change("kinds", "education", opened=off)
    name = Kind.objects.get(pk="education").plain_name
    assert list(service.kinds.values_list("pk", flat=True)) == ["education"]
    assert name not in client.get("/").content.decode()
    change("kinds", "education", is_active="on")
    assert name in client.get("/").content.decode()


def test_lists_tell_what_is_switched_off(administrator):
    Kind.objects.filter(pk="detox").update(is_active=False)
    browser = signed_in(administrator)
    listed = browser.get(url("reference_table", "kinds"), {"state": "off"})
    assert [row.pk for row in listed.context["page"]] == ["detox"]
    assert "Switched off" in listed.content.decode()


def test_what_a_phrase_means_is_read_live(change):
    make_service(kinds=("education",))
    assert not found("naloxone")
    change("synonyms", "naloxone", kinds=["education"])
    assert found("naloxone")
    assert set(understand("naloxone").kinds()) == {"education"}


def test_a_key_never_changes(change):
    change("kinds", "detox", slug="coming-off", plain_name="Coming off")
    change("synonyms", "rehab", phrase="hab", means="stay")
    assert Kind.objects.get(pk="detox").plain_name == "Coming off"
    assert Synonym.objects.get(pk="rehab").means == "stay"
    assert not Kind.objects.filter(pk="coming-off").exists()
    assert not Synonym.objects.filter(pk="hab").exists()
    row = Kind.objects.get(pk="detox")
    with pytest.raises(ValueError, match="does not change"):
        actions.change_reference(row=row, seen=version_of(row), values={"slug": "x"}, by=SYSTEM)


@pytest.mark.parametrize(
    ("table", "key", "said", "told"),
    [
        ("kinds", "detox", {"plain_name": " "}, "Enter what people read"),
        ("kinds", "detox", {"description": "x" * 501}, "501"),
        ("kinds", "detox", {"group": "other"}, "other is not one of the available choices"),
        ("glossary", "peer", {"meaning": "x" * 1001}, "1001"),
        ("housing-levels", "house-manager", {"level": "5"}, "5 is not one of"),
        ("housing-levels", "house-manager", {"level": "1"}, "Another row has this level"),
        ("fellowships", "aa", {"helpline": "call me"}, "Enter a phone number"),
        ("fellowships", "aa", {"website": "not an address"}, "Enter a valid URL"),
        ("synonyms", "rehab", {"kinds": ["nothing"]}, "nothing is not one of"),
    ],
)
def test_what_cannot_be_is_said_and_not_saved(change, table, key, said, told):
    before = version_of(TABLES[table].model.objects.get(pk=key))
    answer = change(table, key, **said)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert "<title>Error:" in answer.content.decode()
    assert version_of(TABLES[table].model.objects.get(pk=key)) == before


# --- Two at once ------------------------------------------------------------------------------
def test_whoever_comes_second_is_told_and_loses_nothing(change):
    opened, asked = boxes("fellowships", "aa"), Fellowship.objects.get(pk="aa").asks
    change("fellowships", "aa", focus="Drinking")
    told = change("fellowships", "aa", opened=opened, asks="Only to listen", focus="Alcohol still")
    text = told.content.decode()
    assert told.status_code == 409
    assert Fellowship.objects.get(pk="aa").focus == "Drinking"
    assert "Only to listen" in text
    assert told.context["theirs"] == [
        ("What it is about", "Drinking"),
        ("What it asks of somebody who comes", asked),
    ]
    assert "Drinking" in text
    assert AuditEvent.objects.filter(verb="reference.change").count() == 1
    assert AuditEvent.objects.get(verb="request.refused").details["status"] == 409

    again = {name: told.context["form"][name].value() for name in told.context["form"].fields}
    again = {name: value for name, value in again.items() if value is not None}
    assert change("fellowships", "aa", opened=again).status_code == 302
    row = Fellowship.objects.get(pk="aa")
    assert (row.focus, row.asks) == ("Alcohol still", "Only to listen")


def test_what_a_phrase_means_is_guarded_too(change):
    opened = boxes("synonyms", "rehab")
    Synonym.objects.get(pk="rehab").kinds.add("detox")
    told = change("synonyms", "rehab", opened=opened, means="house")
    assert told.status_code == 409
    assert Kind.objects.get(pk="detox").plain_name in told.content.decode()
    assert Synonym.objects.get(pk="rehab").means == ""


def test_a_form_sent_twice_or_without_what_was_seen_overwrites_nothing(change):
    opened = boxes("kinds", "detox")
    assert change("kinds", "detox", opened=opened, plain_name="One").status_code == 302
    assert change("kinds", "detox", opened=opened, plain_name="Two").status_code == 409
    assert change("kinds", "detox", seen="", plain_name="Three").status_code == 409
    assert Kind.objects.get(pk="detox").plain_name == "One"


# --- Adding -----------------------------------------------------------------------------------
def test_an_added_row_gets_a_short_name_and_a_place(add, administrator):
    answer = add("audiences", name="Fishing families", plain_name="People of the sea")
    assert answer.url == url("reference_table", "audiences")
    row = Audience.objects.get(pk="fishing-families")
    assert (row.is_active, row.position) == (True, 29)
    event = AuditEvent.objects.get(verb="reference.add")
    assert event.details == {"table": "audience", "key": "fishing-families"}
    load_reference()
    assert Audience.objects.get(pk="fishing-families").plain_name == "People of the sea"


def test_each_table_takes_a_new_row(add):
    term = {"name": "Own", "plain_name": "Own", "slug": "own"}
    add("kinds", **term, group="supporting", default_wellbeing=["give"])
    add("interventions", **term, in_lero="on")
    add("fellowships", **term, programme="Own", run_by="members", takes_outside_funding="False")
    HousingLevel.objects.filter(level=4).delete()
    add("housing-levels", **term, level="4")
    add("glossary", term="Own", meaning="What is\r\nours", source="A book")
    assert Kind.objects.get(pk="own").default_wellbeing == ["give"]
    assert Fellowship.objects.get(pk="own").takes_outside_funding is False
    assert HousingLevel.objects.get(pk="own").level == 4
    assert GlossaryTerm.objects.get(pk="own").meaning == "What is\nours"


def test_a_phrase_is_kept_as_the_search_reads_it(add):
    add("synonyms", phrase="  Stay-IN place, É ", kinds=["residential-treatment"])
    row = Synonym.objects.get(pk="stay in place é")
    assert understand("stay in  PLACE é").kinds() == ["residential-treatment"]
    assert AuditEvent.objects.get(verb="reference.add").details["key"] == "stay-in-place-e"
    assert row.means == ""


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"phrase": "Rehab!", "kinds": ["detox"]}, "This phrase is there already"),
        ({"phrase": "?!", "kinds": ["detox"]}, "Enter 1 to 5 words"),
        ({"phrase": "one two three four five six", "kinds": ["detox"]}, "Enter 1 to 5 words"),
        ({"phrase": "new one"}, "Choose at least one thing that it means"),
    ],
)
def test_a_phrase_that_could_not_work_is_refused(add, said, told):
    before = Synonym.objects.count()
    assert told in add("synonyms", **said).content.decode()
    assert Synonym.objects.count() == before


def test_a_short_name_is_there_once(add):
    text = add("kinds", name="Detox", plain_name="Again", group="treatment").content.decode()
    assert "“detox” is there already" in text
    assert 'value="Again"' in text
    text = add("kinds", name="???", plain_name="Again", group="treatment").content.decode()
    assert "Enter a short name" in text
    with pytest.raises(ValidationError):
        actions.add_reference(model=Synonym, values={"phrase": "rehab", "means": "stay"}, by=SYSTEM)


def test_all_four_levels_of_housing_are_there(administrator):
    page = signed_in(administrator).get(url("reference_table", "housing-levels")).content.decode()
    assert url("reference_add", "housing-levels") not in page


# --- Removing ---------------------------------------------------------------------------------
@pytest.mark.parametrize(("table", "key"), [("glossary", "peer"), ("synonyms", "needle exchange")])
def test_a_term_or_phrase_is_removed_for_good(administrator, table, key):
    browser, page = signed_in(administrator), url("reference_remove", table, key)
    model = TABLES[table].model
    asked = browser.get(page)
    assert model.objects.filter(pk=key).exists()
    seen = asked.context["form"]["seen"].value()
    assert browser.post(page, {"seen": seen}).status_code == 302
    assert browser.post(page, {"seen": seen}).status_code == 404
    event = AuditEvent.objects.get(verb="reference.remove")
    assert event.details == {"table": model._meta.model_name, "key": key.replace(" ", "-")}
    load_reference()
    assert not model.objects.filter(pk=key).exists()


def test_what_somebody_has_just_changed_is_not_removed(administrator, change):
    browser, page = signed_in(administrator), url("reference_remove", "glossary", "peer")
    seen = browser.get(page).context["form"]["seen"].value()
    change("glossary", "peer", meaning="Somebody like you")
    assert browser.post(page, {"seen": seen}).status_code == 409
    assert GlossaryTerm.objects.get(pk="peer").meaning == "Somebody like you"


def test_rows_that_others_refer_to_are_never_removed(administrator):
    row = Kind.objects.get(pk="detox")
    assert (
        signed_in(administrator).get(url("reference_remove", "kinds", "detox")).status_code == 404
    )
    with pytest.raises(ValueError, match="switched off"):
        actions.remove_reference(row=row, seen=version_of(row), by=SYSTEM)
    with pytest.raises(SomebodyGotThereFirst):
        actions.change_reference(row=row, seen="", values={"name": "X"}, by=SYSTEM)
