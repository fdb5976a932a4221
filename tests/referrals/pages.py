"""What the page of every verb is held to."""

from django.urls import reverse

from rosc.audit.models import AuditEvent
from rosc.outbox.models import OutboundMessage
from tests.conftest import signed_in


def page(verb, referral, *more):
    return reverse(f"referrals:{verb}", args=[referral.pk, *more])


def refuses(verb, referral, *users, status=403):
    """Looking and sending are both answered so, and nothing is done."""
    before = referral.history.count()
    for user in users:
        for method in ("get", "post"):
            response = getattr(signed_in(user), method)(page(verb, referral))
            assert response.status_code == status, (verb, user.name, method)
    assert referral.history.count() == before


def is_stale(verb, referral, user, **data):
    """A form that was open while somebody was faster is told so, with a way to see how it is."""
    response = signed_in(user).post(page(verb, referral), {"submit": "yes", **data})
    assert response.status_code == 409
    assert reverse("referrals:referral", args=[referral.pk]) in response.content.decode()


def does(verb, referral, user, **data):
    """The form is taken and leads to the introduction's page, which opens."""
    client = signed_in(user)
    assert client.get(page(verb, referral)).status_code == 200
    response = client.post(page(verb, referral), {"submit": "yes", **data}, follow=True)
    assert response.redirect_chain, response.context["form"].errors
    assert response.status_code == 200
    return response


def audited(verb, referral) -> int:
    return AuditEvent.objects.filter(verb=f"referral.{verb}", subject_id=referral.pk).count()


def planned(kind, referral) -> int:
    return OutboundMessage.objects.filter(kind=f"referrals.{kind}", subject_id=referral.pk).count()


def day(name, on):
    """A date as the three boxes of a form send it."""
    return {f"{name}_0": on.day, f"{name}_1": on.month, f"{name}_2": on.year}
