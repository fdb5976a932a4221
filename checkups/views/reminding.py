"""Reminding somebody once more, by the way that is safe now."""

from uuid import UUID

from django.http import HttpResponse

from checkups import actions, notifications
from checkups.models import Status
from checkups.views.pages import find_checkup, need, page_of
from rosc.access import Permission, require
from rosc.accounts.forms import ConfirmForm
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import form_page


@require(Permission.CHECK_UP_HOLD)
def remind_again(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Where a message did not go: the number is right now, or another way is safe."""
    found = find_checkup(request, pk, Permission.CHECK_UP_HOLD)
    need(found.status == Status.PLANNED and found.plan.is_active, page_of(found))
    return form_page(
        request,
        ConfirmForm(request.POST or None, label="Remind them this way", is_warning=False),
        "checkups/remind_again.html",
        act=lambda _: actions.remind_again(checkup=found, by=request.user),
        done="They are reminded by the way that is safe now.",
        to=page_of(found),
        route=notifications.route_of(found.plan),
        checkup=found,
        plan=found.plan,
        person=found.plan.person,
    )
