"""Keeps what somebody typed when their session ended before they sent it.

The session is still known when the form arrives late, so its owner is too. The fields are kept
encrypted on the server for a day, never in the browser and never in the session, and are shown
again in the same form to the same person only.
"""

import json
import re
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.http import url_has_allowed_host_and_scheme

from rosc.accounts import own_forms
from rosc.accounts.models import FormDraft, User
from rosc.accounts.request import SignedInRequest

LARGEST = 500_000  # characters
# Whole words of a field's name: a postcode is no secret.
SECRET = re.compile(
    r"password|passw|csrf|(?<![a-z])(pass|token|code|secret|otp|credentials?|pin)s?(?![a-z])",
    re.IGNORECASE,
)
OWN_SIGN_IN = re.compile(r"^(account|mfa|usersessions)_")
SESSION_FLAG = "has_drafts"


def keep(request: SignedInRequest, user: User) -> FormDraft | None:
    """Keep the fields that `user` sent too late; None when there is nothing that may be kept."""
    body = json.dumps(fields_of(request))
    if not may_keep(request) or body == "{}" or len(body) > LARGEST:
        return None
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # a button pressed twice comes twice
        FormDraft.objects.filter(user=user, path=request.path).delete()
        draft = FormDraft.objects.create(
            user=user, page=page_of(request), path=request.path, body=body
        )
    request.kept_draft = draft
    if request.user == user:
        request.session[SESSION_FLAG] = True
    return draft


def may_keep(request: SignedInRequest) -> bool:
    """Whether this form is one whose words may be kept: never one about signing in."""
    match = request.resolver_match
    return (
        request.method == "POST"
        and match is not None
        and not OWN_SIGN_IN.match(match.view_name)
        and len(request.path) <= 500
    )


def fields_of(request: SignedInRequest) -> dict[str, list[str]]:
    return {
        name: values
        for name, values in request.POST.lists()
        if name != own_forms.FIELD and not SECRET.search(name) and any(values)
    }


def page_of(request: SignedInRequest) -> str:
    """The page the form was on: the one the browser names if it is ours, else where it was sent."""
    referrer = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        referrer, {request.get_host()}, require_https=request.is_secure()
    )
    page = "/" + referrer.partition("://")[2].partition("/")[2] if is_ours else request.path
    return page if len(page) <= 500 else request.path


def values_of(draft: FormDraft) -> dict[str, list[str]]:
    """What was typed, by the name of the field. Raises when it cannot be decrypted."""
    values: dict[str, list[str]] = json.loads(draft.body)
    return values


def find(user: User, page: str, now: datetime) -> FormDraft | None:
    """The newest draft of `user` that belongs on `page`."""
    return FormDraft.objects.kept_for(user, now).filter(page=page).first()


def forget_about(pk: UUID) -> None:
    """Forget what anybody typed on the pages of something that is erased."""
    is_about = Q(path__contains=str(pk)) | Q(page__contains=str(pk))
    FormDraft.objects.filter(is_about).delete()


def clear(user: User, path: str) -> None:
    """Forget what has been sent now."""
    FormDraft.objects.filter(user=user, path=path).delete()
