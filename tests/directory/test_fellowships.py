"""What each kind of mutual aid group is like: its page, its words, and who may change them."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from directory.models import Fellowship, ShippedRow
from directory.reference.load import _digest, load_reference
from tests.conftest import signed_in
from tests.directory.makers import make_meeting

pytestmark = pytest.mark.django_db


def test_each_has_a_page_that_says_what_it_is_like_and_asks(client):
    listed = client.get("/groups/").content.decode()
    assert Fellowship.objects.count() == 13
    for fellowship in Fellowship.objects.all():
        assert f'href="/groups/{fellowship.pk}/"' in listed
        html = client.get(fellowship.get_absolute_url()).content.decode()
        assert fellowship.what_it_is_like
        for heading in ("What a meeting is like", "the first time", "What it asks of you"):
            assert heading in html, fellowship
        assert f'href="/meetings/?fellowship={fellowship.pk}"' in html
        assert re.search(r"<title>(.*)</title>", html)[1] == "About a group - Alongside"


def test_groups_of_families_stand_by_themselves(client):
    html = client.get("/groups/").content.decode()
    assert html.index("For yourself") < html.index("/groups/aa/") < html.index("For families and")
    assert html.index("For families and friends") < html.index("/groups/al-anon/")


def test_no_two_are_told_in_the_same_words():
    texts = Fellowship.objects.values_list("what_it_is_like", "first_time")
    said = [text for pair in texts for text in pair]
    assert len(set(said)) == len(said)


def test_one_that_is_switched_off_or_unknown_is_not_found(client):
    Fellowship.objects.filter(pk="ma").update(is_active=False)
    assert client.get("/groups/ma/").status_code == 404
    assert "/groups/ma/" not in client.get("/groups/").content.decode()
    assert client.get("/groups/nothing/").status_code == 404


def test_a_row_without_the_new_words_still_has_a_page(client):
    Fellowship.objects.create(slug="own", name="Own", plain_name="Own", programme="Own")
    html = client.get("/groups/own/").content.decode()
    assert "What a meeting is like" not in html
    assert "How the group works" in html


def test_each_meeting_of_the_list_leads_there(client, postcodes):
    for day in range(7):
        make_meeting(day, "19:00", fellowship=Fellowship.objects.get(pk="al-anon"))
    page = client.get("/meetings/", {"postcode": "M1 1AE"}).content.decode()
    assert page.partition('class="meeting"')[2].count('href="/groups/al-anon/"') == 7


def test_meetings_and_groups_lead_there(client):
    assert 'href="/groups/"' in client.get("/meetings/").content.decode()
    group = make_meeting(4, "19:00", fellowship=Fellowship.objects.get(pk="al-anon")).service
    html = client.get(group.get_absolute_url()).content.decode()
    assert 'href="/groups/al-anon/"' in html
    assert "In most groups of this kind" in html
    assert "Tell somebody it is your first time" in html
    group.what_happens_first = "We play cards."
    group.save()
    html = client.get(group.get_absolute_url()).content.decode()
    assert "We play cards." in html
    assert "In most groups of this kind" not in html


def test_administrators_change_the_words(administrator, client):
    browser = signed_in(administrator)
    address = reverse("directory:reference_change", args=["fellowships", "aa"])
    form = browser.get(address).context["form"]
    said = {name: form[name].value() for name in form.fields}
    said = {name: value for name, value in said.items() if value not in (None, False)}
    assert browser.post(address, {**said, "first_time": "Somebody waves."}).status_code == 302
    assert "Somebody waves." in client.get("/groups/aa/").content.decode()


def test_rows_of_the_version_before_get_the_new_words():
    """As a portal finds them after the upgrade: the columns empty, and what was remembered of
    each row without them. One that somebody edited stays theirs."""
    new = {"what_it_is_like": "", "first_time": "", "good_to_know": ""}
    columns = sorted({name for row in _shipped() for name in row} - set(new))
    Fellowship.objects.update(**new)
    for row in Fellowship.objects.all():
        before = {name: getattr(row, name) for name in columns}
        ShippedRow.objects.filter(table="directory_fellowship", key=row.pk).update(
            digest=_digest(before)
        )
    Fellowship.objects.filter(pk="na").update(plain_name="NA")
    load_reference()
    assert Fellowship.objects.exclude(what_it_is_like="").count() == 12
    assert Fellowship.objects.get(pk="na").plain_name == "NA"
    assert Fellowship.objects.get(pk="na").what_it_is_like == ""


def _shipped() -> list[dict]:
    from directory.reference.rows import shipments

    return next(one.rows for one in shipments() if one.model is Fellowship)


def test_the_version_before_can_still_add_a_row():
    """It does not name the new columns."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO directory_fellowship (slug, name, plain_name, description, position,"
            " is_active, programme, run_by, is_for_family, focus, asks, website, helpline)"
            " VALUES ('x', 'X', 'X', '', 1, true, 'X', 'members', false, '', '', '', '')"
        )
    assert Fellowship.objects.get(pk="x").first_time == ""


def test_the_helpline_of_the_fellowship_can_be_pressed_on_the_page_of_a_group(client):
    fellowship = Fellowship.objects.get(pk="aa")
    meeting = make_meeting(1, "19:00", fellowship=fellowship)
    html = client.get(meeting.service.get_absolute_url()).content.decode()
    assert f'href="tel:{fellowship.helpline.replace(" ", "")}"' in html
