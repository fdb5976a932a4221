"""Whom a LERO lets see its answers, what they see, and what a reviewer says."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from directory.search.words import clean_text
from lero_standards import actions, content, framework, reading
from lero_standards import sharing as ways
from lero_standards.forms.sharing import RemarkForm, ReplyForm, ShareForm
from lero_standards.models import Grant, Look, Remark, Snapshot
from lero_standards.views.pages import ANSWERS, at, find_lero, find_own, find_owner
from rosc.access import Permission, require
from rosc.accounts.models import Organisation
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import confirm_page, form_page, page_of

MOST_FOUND = 20


@require(ANSWERS)
def sharing(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What is shared and was; and with whom one could share."""
    lero = find_owner(request, pk)
    page = page_of(request, Grant.objects.given_by(lero).for_pages())
    context = {
        "lero": lero,
        "page": page,
        "shares": ways.with_looks(page.object_list, timezone.localdate()),
        "latest": Snapshot.objects.visible_to(request.user).of(lero).defer("content").first(),
    }
    return render(request, "lero_standards/sharing.html", context)


@require(ANSWERS)
def share(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """With whom, found by name; then what, looked at as they will see it, and shared."""
    lero = find_lero(request, pk)
    q, key = clean_text(request.GET.get("q", ""))[:100], request.GET.get("with", "")
    latest = Snapshot.objects.visible_to(request.user).of(lero).first()
    context: dict[str, Any] = {"lero": lero, "q": q, "latest": latest}
    if latest is None or not key:
        context["found"] = ways.recipients(lero, q)[:MOST_FOUND] if q else []
        return render(request, "lero_standards/share.html", context)
    return _share_with(request, latest, get_object_or_404(ways.recipients(lero, ""), pk=_uuid(key)))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _share_with(request: SignedInRequest, latest: Snapshot, other: Organisation) -> HttpResponse:
    form = ShareForm(
        request.POST or None,
        snapshot=latest,
        sections=ways.sections_of(latest),
        may_review=other.is_lero,
    )
    context: dict[str, Any] = {"lero": latest.organisation, "other": other, "latest": latest}
    if request.method == "POST" and form.is_valid() and not form.is_looked_at:
        form.show()
        draft = ways.draft(latest, other, form.cleaned_data)
        context |= {"form": form, "reading": reading.of(content.shared(draft))}
        return render(request, "lero_standards/share.html", context)
    return form_page(
        request,
        form,
        "lero_standards/share.html",
        act=lambda data: actions.share(
            snapshot=latest,
            recipient=other,
            sections=data["sections"],
            until=data["until"],
            parts=data["parts"],
            by=request.user,
        ),
        done=f"{other.name} can see it from now on.",
        to=at("sharing", latest.organisation),
        **context,
    )


def _given(request: SignedInRequest, pk: UUID, grant: UUID) -> Grant:
    """One that the reader's LERO has given."""
    return get_object_or_404(Grant.objects.given_by(find_owner(request, pk)).for_pages(), pk=grant)


@require(ANSWERS)
def grant(request: SignedInRequest, pk: UUID, grant: UUID) -> HttpResponse:
    """Exactly what they see, who looked and when, and what a reviewer said."""
    found = _given(request, pk, grant)
    context = {
        "lero": found.organisation,
        "grant": found,
        "is_standing": found.is_standing(timezone.localdate()),
        "reading": reading.of(content.shared(found)),
        "looks": Look.objects.of([found])[:50],
        "remarks": found.remarks.for_pages(),
    }
    return render(request, "lero_standards/grant.html", context)


@require(ANSWERS)
def withdraw(request: SignedInRequest, pk: UUID, grant: UUID) -> HttpResponse:
    found = _given(request, pk, grant)
    return confirm_page(
        request,
        "lero_standards/withdraw.html",
        "Stop sharing",
        act=lambda: actions.withdraw(grant=found, by=request.user),
        done=f"{found.recipient.name} sees nothing of it any more.",
        to=at("sharing", found.organisation),
        grant=found,
    )


@require(ANSWERS)
def reply(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The owner answers what a reviewer said, and decides if it stays."""
    row = find_own(request, Remark.objects.for_pages(), pk)
    form = ReplyForm(request.POST or None, row=row)
    return form_page(
        request,
        form,
        "lero_standards/reply.html",
        act=lambda data: actions.reply(
            remark=row,
            text=data["reply"],
            stays=data["stays"] == "yes",
            seen=data["seen"],
            by=request.user,
        ),
        done="Your answer is saved.",
        to=at("grant", row.organisation, row.grant_id),
        row=row,
        text=framework.words_of(row.statement),
    )


# --- For those it is shared with ------------------------------------------------------------------
def _shared(request: SignedInRequest, pk: UUID) -> Grant:
    rows = Grant.objects.visible_to(request.user).for_pages()
    return get_object_or_404(rows, pk=pk)


@require(Permission.ORGANISATION_READ)
def shared(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What another LERO lets one see; that one looked is told to it."""
    found = _shared(request, pk)
    actions.look(grant=found, by=request.user)
    may_review = found.is_review and request.user.may(ANSWERS, found.recipient)
    context = {
        "grant": found,
        "reading": reading.of(content.shared(found)),
        "may_review": may_review,
        "remarks": {one.statement: one for one in found.remarks.for_pages()} if may_review else {},
    }
    return render(request, "lero_standards/shared.html", context)


@require(ANSWERS)
def remark(request: SignedInRequest, pk: UUID, statement: str) -> HttpResponse:
    """What a reviewer saw of one statement."""
    found = get_object_or_404(Grant.objects.visible_to(request.user).for_review(), pk=pk)
    if not request.user.may(ANSWERS, found.recipient):
        raise PermissionDenied(ANSWERS)
    line = reading.of(content.shared(found)).line(statement)
    if line is None:
        raise Http404
    if request.method == "GET":
        actions.look(grant=found, by=request.user)
    row = found.remarks.for_pages().filter(statement=statement).first()
    form = RemarkForm(request.POST or None, row=row)
    return form_page(
        request,
        form,
        "lero_standards/remark.html",
        act=lambda data: actions.remark(grant=found, statement=statement, by=request.user, **data),
        done=f"What you say of statement {statement} is saved.",
        to=reverse("lero_standards:shared", args=[found.pk]) + f"#statement-{statement}",
        grant=found,
        line=line,
        row=row,
    )
