"""The pages that say what the site is: its words, its sources, and how it looks after people."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from directory import open_data
from directory.actions.reports import KEEP_ADDRESS
from directory.models import GlossaryTerm, Kind, Source
from rosc.ui import cookies as cookie_list


@login_not_required
def glossary(request: HttpRequest) -> HttpResponse:
    terms = GlossaryTerm.objects.all()
    return render(request, "directory/glossary.html", {"terms": terms})


@login_not_required
def what_helps(request: HttpRequest) -> HttpResponse:
    context = {"kinds": Kind.objects.recovery_support(), "sources": open_data.GUIDANCE}
    return render(request, "directory/what_helps.html", context)


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/accessibility.html")


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "idle_minutes": settings.SESSION_IDLE_MINUTES,
        "address_days": KEEP_ADDRESS.days,
        "expiry_days": settings.REFERRAL_EXPIRY_DAYS,
        "tile_url": settings.TILE_URL,
        "operator": settings.OPERATOR,
    }
    return render(request, "directory/privacy.html", context)


@login_not_required
def cookies(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/cookies.html", {"cookies": cookie_list.every()})


@login_not_required
def about_the_data(request: HttpRequest) -> HttpResponse:
    context = {
        "shipped": open_data.SHIPPED,
        "guidance": open_data.GUIDANCE,
        "lists": Source.objects.order_by("name"),
        "year": timezone.localdate().year,
    }
    return render(request, "directory/about_the_data.html", context)
