"""The ledger for administrators: what went, what waits and what needs somebody."""

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.messages import success
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rosc.access import Actor, Permission, require
from rosc.outbox import actions
from rosc.outbox.filters import MessageFilter
from rosc.outbox.models import OutboundMessage

PER_PAGE = 50


@require(Permission.MESSAGES_READ)
def messages(request: HttpRequest) -> HttpResponse:
    found = MessageFilter(request.GET, queryset=OutboundMessage.objects.visible_to(request.user))
    page = Paginator(found.qs.without_text(), PER_PAGE).get_page(request.GET.get("page"))
    stuck = OutboundMessage.objects.visible_to(request.user).needing_somebody()
    context = {"filter": found, "page": page, "stuck": stuck.count()}
    return render(request, "outbox/messages.html", context)


@require(Permission.MESSAGES_READ)
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The words of a message, in the demonstration only: there nobody's words are real."""
    if not settings.DEMO:
        raise Http404
    message = get_object_or_404(OutboundMessage.objects.visible_to(request.user), pk=pk)
    return render(request, "outbox/read.html", {"message": message})


@require(Permission.MESSAGES_READ)
@require_POST
def send_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    message = get_object_or_404(OutboundMessage.objects.visible_to(request.user), pk=pk)
    actions.send_again(message=message, by=cast(Actor, request.user))
    success(request, "The message goes out again.")
    return redirect("outbox:messages")


@require(Permission.MESSAGES_READ)
@require_POST
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    message = get_object_or_404(OutboundMessage.objects.visible_to(request.user), pk=pk)
    actions.leave(message=message, by=cast(Actor, request.user))
    success(request, "The message is left as it is, and no longer waits for anybody.")
    return redirect("outbox:messages")
