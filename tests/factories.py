"""Made-up rows for tests; every name and address is invented."""

from datetime import timedelta

import factory
from django.utils import timezone

from rosc.accounts.models import (
    Invitation,
    Membership,
    Organisation,
    OrganisationStatus,
    Team,
    User,
    hash_of,
)

PASSWORD = "river-lantern-oak"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    name = factory.Sequence(lambda n: f"Sam Rivers {n}")
    email = factory.Sequence(lambda n: f"sam{n}@work.example")
    password = PASSWORD

    @classmethod
    def _create(cls, model_class, *args, **fields):
        return model_class.objects.create_user(*args, **fields)


class OrganisationFactory(factory.django.DjangoModelFactory):
    """An approved recovery support service; pass `kinds` (and `lero_type`) for another."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Harbour Recovery {n}")
    kinds = ["rss"]
    lero_type = factory.LazyAttribute(lambda o: "informal" if "lero" in o.kinds else "")
    status = OrganisationStatus.APPROVED


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = "keyworker"


class TeamFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Team

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Evening team {n}")


class InvitationFactory(factory.django.DjangoModelFactory):
    """A pending invitation; pass `token` to be able to open it."""

    class Meta:
        model = Invitation

    class Params:
        token = factory.Sequence(lambda n: f"token-{n}")

    email = factory.Sequence(lambda n: f"new{n}@work.example")
    organisation = factory.SubFactory(OrganisationFactory)
    role = "keyworker"
    token_hash = factory.LazyAttribute(lambda o: hash_of(o.token))
    sent_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda o: o.sent_at + timedelta(days=7))
