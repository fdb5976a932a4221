"""What the pages share: finding what may be seen, asking once more who it is, form and redirect."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import urlencode

from rosc.access import PORTAL, Permission, SomebodyGotThereFirst, View
from rosc.accounts import drafts
from rosc.accounts.forms import ConfirmForm
from rosc.accounts.models import Organisation
from rosc.accounts.request import SignedInRequest

PER_PAGE = 50
Row = TypeVar("Row", bound=Model)


def find(request: SignedInRequest, rows: QuerySet[Row], pk: UUID, permission: Permission) -> Row:
    """The row among those visible to the reader: 404 if it is not, 403 without the right there."""
    row = get_object_or_404(rows.visible_to(request.user), pk=pk)  # type: ignore[attr-defined]
    organisation = row if isinstance(row, Organisation) else row.organisation
    if not request.user.may(permission, organisation or PORTAL):
        raise PermissionDenied(permission)
    return row


def form_page(
    request: SignedInRequest,
    form: BaseForm,
    template: str,
    *,
    act: Callable[[dict[str, Any]], Any],
    done: str,
    to: Any,
    **context: Any,
) -> HttpResponse:
    """Show a form; once it is sent and right, act, say so and go on.

    What the action refuses (ValidationError) is said in the form. `to` is what `redirect` takes,
    and where the page's link back leads, and that of the page for who comes second.
    """
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        except SomebodyGotThereFirst as error:
            error.back_url = resolve_url(to)
            raise
        else:
            messages.success(request, done)
            return redirect(to)
    return render(request, template, {"form": form, "back_url": resolve_url(to), **context})


def confirm_page(
    request: SignedInRequest,
    template: str,
    label: str,
    *,
    act: Callable[[], Any],
    is_warning: bool = True,
    **page: Any,
) -> HttpResponse:
    """Ask once more before `act`, with `label` on the button; the rest is as in `form_page`."""
    form = ConfirmForm(request.POST or None, label=label, is_warning=is_warning)
    return form_page(request, form, template, act=lambda _: act(), **page)


def home_of(row: Any, otherwise: str) -> str:
    """Where one goes on after a change to `row`: its organisation's page, if it has one."""
    if row.organisation_id:
        return reverse("accounts:organisation", args=[row.organisation_id])
    return otherwise


def recently_proved(view: View) -> View:
    """Ask for the password or second factor again unless that was done in the last half hour.

    A form sent meanwhile is kept and shown again, filled in.
    """

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> Any:
        if not is_reauthentication_required(request, app="rosc.accounts"):
            return view(request, *args, **kwargs)
        drafts.keep(request, request.user)
        ways = get_adapter().get_reauthentication_methods(request.user)
        if not ways:
            raise PermissionDenied
        back = request.get_full_path() if request.method == "GET" else drafts.page_of(request)
        return HttpResponseRedirect(f"{ways[0]['url']}?{urlencode({'next': back})}")

    return guarded


def page_of(request: SignedInRequest, rows: QuerySet[Row]) -> Page[Row]:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
