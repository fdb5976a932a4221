"""Who is asked in a whole area, where somebody came by themselves and nobody answered."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from referrals import actions
from referrals.actions import fallbacks
from referrals.forms.fallbacks import SetFallbackForm
from referrals.views.pages import looked_for
from rosc.access import Permission, require
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import form_page


@require(Permission.GAPS_READ)
def set_fallback(request: SignedInRequest) -> HttpResponse:
    """The areas one covers and who is named for each; with `area` in the address, the form."""
    areas = fallbacks.areas_for(request.user)
    code, q = request.GET.get("area", ""), looked_for(request)
    if not code:
        return render(request, "referrals/set_fallback.html", {"named": fallbacks.named_for(areas)})
    area = next((one for one in areas if one.pk == code), None)
    if area is None:
        raise Http404
    [(_, held)] = fallbacks.named_for([area])
    who = held.organisation if held else None
    return form_page(
        request,
        SetFallbackForm(request.POST or None, named=held, q=q),
        "referrals/set_fallback.html",
        act=lambda data: actions.set_fallback(area=area, by=request.user, **data),
        done=f"It is saved for {area.name}.",
        to=reverse("referrals:set_fallback"),
        area=area,
        q=q,
        is_able=who is None or fallbacks.may_be_asked(who),
    )
