"""A word that very many entries share reaches the search by a worker, woken through Redis."""

from directory.actions.reindex import AT_ONCE
from directory.models import IndexDue, Kind, SearchEntry, Service
from directory.search.words import understand
from tests.directory.makers import make_service
from tests.factories import OrganisationFactory
from tests.faults.conftest import until

RENAME = """
from directory.actions import change_reference
from directory.actions.reference import version_of
from directory.models import Kind
from rosc.access import SYSTEM
row = Kind.objects.get(pk="education")
values = {"plain_name": "Quokka"}
change_reference(row=row, seen=version_of(row), values=values, by=SYSTEM)
"""


def found():
    return SearchEntry.objects.filter(understand("quokka").fits()).count()


def fill():
    organisation = OrganisationFactory()
    for number in range(AT_ONCE + 1):
        make_service(
            f"Tea {number}",
            at=None,
            kinds=("education",),
            organisation=organisation,
            is_indexed=False,
        )


def test_a_worker_makes_many_entries_anew(portal):
    """No beat runs here, so only the wake itself brings the worker to it."""
    fill()
    portal.worker()
    portal.manage("shell", "-c", RENAME)
    until(lambda: found() == AT_ONCE + 1)
    assert not IndexDue.objects.exists()


def test_the_sweep_makes_them_anew_when_redis_was_lost(portal, own_redis):
    fill()
    own_redis.stop()
    portal.manage("shell", "-c", RENAME)
    assert (IndexDue.objects.count(), found()) == (AT_ONCE + 1, 0)
    portal.tick()
    assert (IndexDue.objects.count(), found()) == (0, AT_ONCE + 1)
    assert Kind.objects.get(pk="education").services.count() == Service.objects.count()
