"""Few entries are made anew at once; many wait in PostgreSQL for a sweep, and none is lost."""

import pytest

from directory import actions
from directory.actions import reindex as at_work
from directory.models import IndexDue, Kind, SearchEntry, Service
from directory.reference import rows
from directory.reference.load import load_reference
from directory.search.words import understand
from rosc.access import SYSTEM
from tests.directory.makers import make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(monkeypatch):
    """More services of one kind than a page waits for, in batches of two."""
    monkeypatch.setattr(at_work, "AT_ONCE", 2)
    monkeypatch.setattr(at_work, "BATCH", 2)
    return [make_service(f"Tea {letter}", kinds=("education",)) for letter in "ABC"]


@pytest.fixture
def woken(monkeypatch):
    names = []
    monkeypatch.setattr(at_work, "wake", names.append)
    return names


def rename():
    row = Kind.objects.get(pk="education")
    seen = actions.reference.version_of(row)
    actions.change_reference(row=row, seen=seen, values={"plain_name": "Quokka"}, by=SYSTEM)


def found() -> int:
    return SearchEntry.objects.filter(understand("quokka").fits()).count()


def test_many_wait_for_a_worker_who_is_woken(three, woken):
    rename()
    assert woken == ["directory.tasks.index_due"]
    assert (IndexDue.objects.count(), found()) == (3, 0)
    assert actions.index_due() == 3
    assert (IndexDue.objects.count(), found()) == (0, 3)
    assert actions.index_due() == 0


def test_what_is_asked_twice_waits_once(three, woken):
    rename()
    actions.index_soon(services=Service.objects.all())
    assert IndexDue.objects.count() == 3


def test_one_that_cannot_be_indexed_stops_no_other_and_is_tried_again(three, woken, monkeypatch):
    bad, index = three[1].pk, at_work.index

    def breaks(*, services):
        if bad in list(services):
            raise ValueError
        index(services=services)

    rename()
    monkeypatch.setattr(at_work, "index", breaks)
    actions.index_due()
    assert [due.pk for due in IndexDue.objects.all()] == [bad]
    assert found() == 2
    monkeypatch.setattr(at_work, "index", index)
    actions.index_due()
    assert found() == 3


def test_words_that_we_ship_anew_reach_the_search(monkeypatch):
    make_service(kinds=("peer-support",))
    shipped = rows.read_yaml

    def newer(name):
        loaded = shipped(name)
        if name == "kinds.yaml":
            loaded[0]["plain_name"] = "Quokka"
        return loaded

    monkeypatch.setattr(rows, "read_yaml", newer)
    load_reference()
    assert found() == 1
