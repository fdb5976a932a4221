"""Beat and a worker ask a group once and bring back what was paused; so does `tick`."""

from datetime import timedelta

from django.utils import timezone

from directory.models import CheckRequest, Service
from rosc.outbox.models import OutboundMessage
from tests.conftest import member
from tests.directory.makers import make_service
from tests.factories import OrganisationFactory
from tests.faults.conftest import until


def fill():
    organisation = OrganisationFactory(name="Tideway Together", kinds=["rss"])
    member("Lee Leader", ("coordinator", organisation))
    make_service("Riverside Coffee", organisation=organisation)
    yesterday = timezone.localdate() - timedelta(days=1)
    make_service(
        "Walks", organisation=organisation, status="paused", paused_until=yesterday, at=None
    )


def is_done():
    back = Service.objects.get(name="Walks").status == "published"
    return back and OutboundMessage.objects.filter(kind="directory.check").exists()


def test_a_worker_asks_once_and_brings_back(portal, own_redis):
    fill()
    portal.environment["DJANGO_SETTINGS_MODULE"] = "tests.faults.quick_beat"
    portal.worker()
    portal.start("beat", "celery", "-A", "rosc", "beat")
    until(is_done)
    own_redis.empty()
    portal.tick()
    portal.tick()
    assert CheckRequest.objects.count() == 1
    assert OutboundMessage.objects.filter(kind="directory.check").count() == 1


def test_the_second_clock_asks_where_redis_was_lost(portal, own_redis):
    fill()
    own_redis.stop()
    portal.tick()
    assert is_done()
    assert OutboundMessage.objects.filter(kind="directory.check").count() == 1
