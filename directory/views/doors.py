"""From a few plain questions to a search that is filled in. Nothing is kept on the way."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from directory.forms.doors import AnswerForm
from directory.search.doors import DOORS, Walk, walk


@login_not_required
def door(request: HttpRequest, slug: str) -> HttpResponse:
    opened = DOORS.get(slug)
    if opened is None:
        raise Http404
    walked = walk(opened, request.GET.dict())
    if walked.question is None:
        return redirect(_search_of(walked))
    context = {
        "walk": walked,
        "form": AnswerForm(walked, walked.question),
        "back": _back_from(request, walked),
    }
    return render(request, "directory/door.html", context)


@login_not_required
def under_18(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/under_18.html")


def _search_of(walked: Walk) -> str:
    page, search = walked.leads_to()
    return f"{reverse(f'directory:{page}')}?{urlencode(search)}#results"


def _back_from(request: HttpRequest, walked: Walk) -> str:
    """The question before, with what was said before it; the first page from the first one."""
    if walked.before is None:
        return reverse("home")
    return f"{request.path}?{urlencode(walked.before)}" if walked.before else request.path
