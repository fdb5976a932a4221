"""Who else there is: a member beside the leader, an informal group, and another LERO's leader."""

import pytest

from rosc.accounts.models import Organisation, User
from tests.conftest import member
from tests.factories import OrganisationFactory


@pytest.fixture
def second(lero) -> User:
    """Another who may answer for the LERO."""
    return member("Mona Member", ("lero_member", lero))


@pytest.fixture
def informal(db) -> Organisation:
    return OrganisationFactory(name="Sunday Walkers", kinds=["lero"], lero_type="informal")


@pytest.fixture
def informal_leader(informal) -> User:
    return member("Ivy Informal", ("lero_leader", informal))
