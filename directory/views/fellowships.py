"""What each kind of mutual aid group is like, before somebody goes."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from directory.models import Fellowship


@login_not_required
def fellowships(request: HttpRequest) -> HttpResponse:
    context = {"fellowships": Fellowship.objects.in_use()}
    return render(request, "directory/fellowships.html", context)


@login_not_required
def fellowship(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Fellowship.objects.in_use(), pk=slug)
    return render(request, "directory/fellowship.html", {"fellowship": found})
