"""The day of somebody who supports people."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from checkups import reading
from rosc.access import Permission, require
from rosc.accounts.request import SignedInRequest
from rosc.people import actions as people


@require(Permission.CHECK_UP_READ)
def people_i_support(request: SignedInRequest) -> HttpResponse:
    """Whoever is named on it is written down as shown."""
    show = request.GET.get("show", "mine")
    show = show if show in reading.SHOWN else "mine"
    day = reading.day_of(request.user, timezone.localdate(), show)
    people.searched(people=day.people, by=request.user, filters=["check-ups", show])
    context = {
        "day": day,
        "shown": reading.SHOWN.items(),
        "today": timezone.localdate(),
        "sees_all": request.user.may(Permission.PERSON_READ_ALL),
        "may_hold": request.user.may(Permission.CHECK_UP_HOLD),
        "may_be_on_call": bool(request.user.organisations_with(Permission.ON_CALL)),
        "may_give": request.user.may(Permission.PERSON_GIVE),
    }
    return render(request, "checkups/people_i_support.html", context)
