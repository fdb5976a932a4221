"""Where a check-up asks about alcohol and drugs by itself, and where only if they want it."""

import pytest

from checkups.actions.checks import asks_about_use
from rosc.accounts.models import Organisation


@pytest.mark.parametrize(
    ("kinds", "asks"),
    [
        (["treatment"], True),
        (["rss"], True),
        (["lero", "community"], True),
        (["treatment", "partnership"], True),
        # Perhaps a landlord, probation or a social worker, whatever else they are.
        (["supporting"], False),
        (["supporting", "rss"], False),
        (["supporting", "treatment"], False),
        (["supporting", "partnership"], False),
        # Nobody there works with alcohol and drugs; a council lets homes.
        (["partnership"], False),
        (["community"], False),
        (["community", "partnership"], False),
        ([], False),
    ],
)
def test_by_what_the_place_is(kinds, asks):
    assert asks_about_use(Organisation(kinds=kinds)) is asks
