"""The clock of introductions by a real worker through a real Redis, and by `tick` without one."""

from datetime import timedelta

from celery import current_app
from django.utils import timezone

from referrals.models import Referral, RelativeRequest
from rosc.accounts.models import hash_of
from tests.directory.makers import make_service
from tests.factories import OrganisationFactory
from tests.faults.conftest import until
from tests.referrals.makers import make_sent


def unanswered() -> Referral:
    """One that ran out yesterday."""
    there = OrganisationFactory(name="There", kinds=["rss"])
    referral = make_sent(OrganisationFactory(name="Here", kinds=["treatment"]), there)
    rows = Referral.objects.unscoped_for("test")
    rows.update(expires_on=timezone.localdate() - timedelta(days=1))
    return rows.get(pk=referral.pk)


def unconfirmed() -> None:
    RelativeRequest.objects.create(
        service=make_service("Open"),
        route_kind="text",
        route_value="07700 900555",
        called="Robin",
        token_hash=hash_of("x"),
        expires_at=timezone.now() - timedelta(minutes=1),
    )


def is_over(referral):
    return Referral.objects.unscoped_for("test").get(pk=referral.pk).status == "expired"


def wake(own_redis, task):
    with current_app.connection_for_write(own_redis.url) as connection:
        current_app.send_task(task, connection=connection)


def test_a_worker_moves_them_on(portal, own_redis):
    referral = unanswered()
    unconfirmed()
    portal.worker()
    for _ in range(2):  # twice is once
        wake(own_redis, "referrals.tasks.sweep")
        wake(own_redis, "referrals.tasks.forget_unconfirmed")
    until(lambda: is_over(referral))
    until(lambda: not RelativeRequest.objects.exists())
    assert referral.history.filter(name="expire").count() == 1


def test_tick_does_the_same_while_redis_is_lost(portal, own_redis):
    referral = unanswered()
    unconfirmed()
    own_redis.stop()
    portal.tick()
    assert is_over(referral)
    assert not RelativeRequest.objects.exists()
    portal.tick()
    assert referral.history.filter(name="expire").count() == 1
