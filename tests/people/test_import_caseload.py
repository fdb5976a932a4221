"""People from a caseload file: read with care, looked at, confirmed, and added once."""

import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from rosc.access import SomebodyGotThereFirst
from rosc.people import actions
from rosc.people.imports import MOST_ROWS, CaseloadError, read_caseload
from rosc.people.models import CaseloadUpload, ContactRoute, Person
from rosc.people.tasks import forget_uploads
from rosc.ui.uploads import LARGEST
from tests.conftest import member, signed_in
from tests.people.makers import make_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 28)
HEAD = "Name,Reference,Full name,Date of birth,Postcode,Phone,Shoe size\n"
GOOD = HEAD + "Robin,R-1,Robin Wren,27/03/1985,m1 1ae,+44 7700 900123,42\nJo,R-2,,,,,\n"


def read(text, encoding="utf-8"):
    return read_caseload(text.encode(encoding), TODAY)


def upload(user, content=GOOD, name="people.csv", organisation=None):
    content = content if isinstance(content, bytes) else content.encode()
    where = organisation or user.active_memberships[0].organisation
    data = {"organisation": where.pk, "file": SimpleUploadedFile(name, content, "text/csv")}
    return signed_in(user).post(reverse("people:import_caseload"), data)


def people():
    return Person.objects.unscoped_for("test").order_by("own_reference")


# --- Reading ------------------------------------------------------------------------------------
def test_what_is_read():
    found = read(GOOD)
    robin, jo = found.rows
    assert (robin.preferred_name, robin.born, robin.postcode) == (
        "Robin",
        date(1985, 3, 27),
        "M1 1AE",
    )
    assert (jo.line, jo.own_reference, jo.born) == (3, "R-2", None)
    assert (found.bad, found.not_read) == ([], ["shoe size"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_as_spreadsheets_write_it(encoding, mark):
    text = f"name{mark}reference\r\nZoë{mark}R-1\r\n"
    found = read(text, encoding)
    assert [row.preferred_name for row in found.rows] == ["Zoë"]
    assert found.is_guess == (encoding == "cp1252")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"name\n", "Nobody"),
        (b"name\nRobin\0\n", "no CSV"),
        (b"PK\x03\x04\x00\x00name", "no CSV"),
        (b"name\n\x81\x8d\xff\n", "no CSV"),
        (b"\xff\xfe\x00", "no CSV"),
        (b"reference,born\nR-1,x\n", "one is"),
        (b"name,name\nRobin,Jo\n", "Two columns"),
        (b"name,dob,Date of birth\nRobin,,\n", "Two columns"),
        (b'name\n"Robin\n', "Row 2"),
        (b"name\n" + b"Robin\n" * (MOST_ROWS + 1), "more than"),
        (b"name\n" + b"R" * 200_000, "Row 2"),
    ],
)
def test_what_is_no_file_of_people(content, why):
    with pytest.raises(CaseloadError, match=why):
        read_caseload(content, TODAY)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("=cmd|' /C calc'!A0,R-9,,,,", "formula"),
        ("@SUM(A1),R-9,,,,", "formula"),
        ("Robin,+1+1,,,,", "formula"),
        ("Robin,-1,,,,", "formula"),
        ("＝1,R-9,,,,", "formula"),
        ("'=1,R-9,,,,", "formula"),
        ("\u200b=1,R-9,,,,", "formula"),
        (",R-9,Robin Wren,,,", "no name"),
        ("Robin,R-9,,31/02/1985,,", "27/03/1985"),
        ("Robin,R-9,,3/27/1985,,", "27/03/1985"),
        ("Robin,R-9,,27/03/85,,", "27/03/1985"),
        ("Robin,R-9,,27/03/2027,,", "year"),
        ("Robin,R-9,,27/03/1850,,", "year"),
        ("Robin,R-9,,,,ring me", "telephone"),
        ("Robin,R-9,,,M1 1AE and more,", "more than 8"),
        (f"{'R' * 121},R-9,,,,", "more than 120"),
        ("Robin,R-9,,,,,,,", "more cells"),
    ],
)
def test_a_wrong_row_is_named_and_the_others_are_read(row, why):
    found = read(f"{HEAD}{row}\nJo,R-2,,,,,\n")
    [(line, words)] = found.bad
    assert line == 2
    assert why in words
    assert [one.preferred_name for one in found.rows] == ["Jo"]


def test_one_reference_twice_in_the_file():
    found = read("name,reference\nRobin,r-1\nJo,R-1\nKim,\nLee,\n")
    assert found.bad == [(3, "Reference: row 2 has the same.")]
    assert len(found.rows) == 3


# --- Looking at it, and confirming --------------------------------------------------------------
def test_nothing_is_saved_before_it_is_confirmed(keyworker, treatment, audited):
    answer = upload(keyworker)
    kept = CaseloadUpload.objects.get()
    assert answer.url == reverse("people:check_caseload", args=[kept.pk])
    page = signed_in(keyworker).get(answer.url).content.decode()
    assert "New: 2" in page
    assert "Robin Wren" in page
    assert "shoe size" in page
    assert not people().exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM people_caseloadupload")
        assert "Robin" not in cursor.fetchone()[0]
    signed_in(keyworker).post(answer.url, {"submit": "yes"})
    robin, _ = people()
    assert (robin.own_reference, robin.organisation) == ("R-1", treatment)
    route = ContactRoute.objects.get()
    assert (route.value, route.is_safe, route.is_preferred) == ("+44 7700 900123", False, False)
    assert not CaseloadUpload.objects.exists()
    assert sorted(audited("person.import_caseload").subject_ids) == sorted(p.pk for p in people())


def test_who_is_here_already(keyworker, treatment, elsewhere):
    make_person(treatment, "Robin", own_reference="r-1")
    make_person(treatment, "Jo", date_of_birth=date(1990, 1, 2))
    make_person(elsewhere, "Kim", own_reference="R-3", full_name="Kim Kite")
    text = "name,reference,full name,dob\nRobin,R-1,,\njo,R-2,,02/01/1990\nKim,R-3,Kim Kite,\n"
    url = upload(keyworker, text).url
    page = signed_in(keyworker).get(url).content.decode()
    for words in ("New: 1", "May be here already: 1", "Here already: 1"):
        assert words in page
    signed_in(keyworker).post(url, {"submit": "yes"})
    own = [p.own_reference for p in people().filter(organisation=treatment)]
    assert own == ["", "R-3", "r-1"]


def test_who_is_alike_is_added_when_it_is_said(keyworker, treatment):
    make_person(treatment, "Jo", date_of_birth=date(1990, 1, 2))
    url = upload(keyworker, "name,dob\njo,02/01/1990\n").url
    signed_in(keyworker).post(url, {"with_alike": "on"})
    assert people().count() == 2


def test_a_colleagues_record_is_not_given_away(keyworker, treatment, coordinator):
    """Its reference is taken, and the page says neither that nor whose it is."""
    make_person(treatment, "Hidden", own_reference="R-1", is_closed=True)
    url = upload(keyworker).url
    page = signed_in(keyworker).get(url).content.decode()
    assert "Hidden" not in page
    assert "New: 2" in page
    signed_in(keyworker).post(url, {"submit": "yes"})
    assert [p.preferred_name for p in people()] == ["Hidden", "Jo"]


def test_confirmed_twice(keyworker):
    url = upload(keyworker).url
    kept = CaseloadUpload.objects.get()
    client = signed_in(keyworker)
    client.post(url, {"submit": "yes"})
    assert client.post(url, {"submit": "yes"}).status_code == 404
    with pytest.raises(SomebodyGotThereFirst):
        actions.import_caseload(upload=kept, by=keyworker)
    assert people().count() == 2


def test_it_is_kept_for_an_hour(keyworker):
    url = upload(keyworker).url
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        assert signed_in(keyworker).get(url).status_code == 404
        forget_uploads()
    assert not CaseloadUpload.objects.exists()


def test_nobody_else_sees_it(refuses, keyworker, coordinator, outsider, colleague, administrator):
    upload(keyworker)
    kept = CaseloadUpload.objects.get()
    for user in (coordinator, outsider):
        refuses(404, user, "check_caseload", kept.pk)
    for user in (colleague, administrator):
        refuses(403, user, "check_caseload", kept.pk)
        refuses(403, user, "import_caseload")


def test_never_into_another_organisation(keyworker, elsewhere):
    answer = upload(keyworker, organisation=elsewhere)
    assert answer.status_code == 200
    assert not CaseloadUpload.objects.exists()


def test_it_asks_once_more_who_it_is(asks_again, keyworker):
    asks_again(keyworker, "import_caseload")


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (GOOD, "people.xlsx", "ends in .csv"),
        (GOOD, "people.csv.exe", "ends in .csv"),
        (b"PK\x03\x04\0\0", "people.csv", "no CSV file"),
        (b"", "people.csv", "The file is empty"),
        (b"name\n" + b"x" * 10_000_000, "people.csv", "more than 2 MB"),
        (b"x" * (LARGEST + 1), "people.csv", "more than 2 MB"),
    ],
)
def test_what_is_not_taken(keyworker, content, name, why):
    answer = upload(keyworker, content, name)
    assert answer.status_code == 200
    assert why in answer.content.decode()
    assert not CaseloadUpload.objects.exists()


def test_of_a_large_file_no_more_is_held_than_fits(keyworker, monkeypatch):
    from rosc.people.forms import caseload

    held = []
    monkeypatch.setattr(
        caseload.ImportCaseloadForm,
        "clean_file",
        lambda self: held.append(self.cleaned_data["file"].read()) or self.cleaned_data["file"],
    )
    upload(keyworker, b"x" * 5_000_000)
    assert len(held[0]) == LARGEST


def test_nothing_of_a_file_touches_the_disk(keyworker, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("A file was written.")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    assert upload(keyworker, HEAD + "Robin,,,,,,\n" * 1).status_code == 302
    assert upload(keyworker, b"x" * 4_000_000).status_code == 200


def test_what_is_typed_as_a_page_stays_words(keyworker):
    url = upload(keyworker, "name,<b>x</b>\n<script>alert(1)</script>,\n").url
    page = signed_in(keyworker).get(url).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "<b>x</b>" not in page


def test_a_thousand_rows_take_no_more_questions_than_ten(keyworker, django_assert_max_num_queries):
    rows = "".join(f"Person {n},R-{n},,,,07700 900123,\n" for n in range(1000))
    url = upload(keyworker, HEAD + rows).url
    kept = CaseloadUpload.objects.get()
    with django_assert_max_num_queries(20):
        assert actions.import_caseload(upload=kept, by=keyworker) == 1000
    assert signed_in(keyworker).get(url).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_at_once_add_nobody_twice(treatment):
    """The same list, with and without references, sent by two people in the same moment."""
    users = [member(f"{name} Both", ("keyworker", treatment)) for name in ("Ann", "Ben")]
    text = "name,reference,full name\nRobin,R-1,Robin Wren\nJo,,Jo Kite\n"
    kept = [
        actions.upload_caseload(organisation=treatment, content=text.encode(), by=user)
        for user in users
    ]
    made, barrier = [], threading.Barrier(2)

    def confirm(upload, user):
        barrier.wait()
        try:
            made.append(actions.import_caseload(upload=upload, by=user))
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=confirm, args=pair) for pair in zip(kept, users, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [0, 2]
    assert people().count() == 2
