"""What the pages share: finding a plan or a check-up, and a page for each verb."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from checkups.models import CheckUp, Plan
from rosc.access import Permission, SomebodyGotThereFirst
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import form_page
from rosc.people import actions as people


def find_plan(request: SignedInRequest, pk: UUID, permission: Permission) -> Plan:
    """One that the reader may see, or 404; with the right where it is, or 403. Each page that
    shows it is an opening of the record."""
    rows = Plan.objects.visible_to(request.user).for_list().select_related("consent", "referral")
    plan: Plan = get_object_or_404(rows, pk=pk)
    _look(request, plan, permission, "plan")
    return plan


def find_checkup(request: SignedInRequest, pk: UUID, permission: Permission) -> CheckUp:
    """The same for a check-up."""
    rows = CheckUp.objects.visible_to(request.user).for_list().select_related("plan__referral")
    checkup: CheckUp = get_object_or_404(rows, pk=pk)
    _look(request, checkup.plan, permission, "check-up")
    return checkup


def _look(request: SignedInRequest, plan: Plan, permission: Permission, what: str) -> None:
    if not request.user.may(permission, plan.organisation):
        raise PermissionDenied(permission)
    people.opened(person=plan.person, by=request.user, what=what)


def home_of(plan: Plan) -> str:
    return reverse("checkups:plan", args=[plan.pk])


def page_of(checkup: CheckUp) -> str:
    return reverse("checkups:checkup", args=[checkup.pk])


def need(is_possible: bool, back_url: str) -> None:
    """Raises SomebodyGotThereFirst (409): it is no longer as the page that led here showed it."""
    if not is_possible:
        error = SomebodyGotThereFirst()
        error.back_url = back_url
        raise error


def plan_page(
    request: SignedInRequest,
    plan: Plan,
    form: BaseForm,
    verb: str,
    *,
    act: Callable[[dict[str, Any]], Any],
    done: str,
    is_possible: bool = True,
    next_url: str = "",
    **context: Any,
) -> HttpResponse:
    """The page of one verb of a plan; looked at, it says at once where it can not be done."""
    need(plan.is_standing and is_possible, home_of(plan))
    return form_page(
        request,
        form,
        f"checkups/{verb}.html",
        act=act,
        done=done,
        to=next_url or home_of(plan),
        plan=plan,
        person=plan.person,
        **context,
    )
