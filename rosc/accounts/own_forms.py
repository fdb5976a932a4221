"""Marks the forms of a page with whose they are, so that words stay with whoever typed them.

On a browser that several people use, "back" would fill a form with what the one before typed, and
a form left open in a tab could be sent by the one after.
"""

import re

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.utils.html import format_html

from rosc.accounts.models import User

FIELD = "typed_by"
_SIGNER = Signer(salt="rosc.accounts.own_forms")
_POSTED = re.compile(r"<form(?=[^>]*\bmethod=\"post\")(?P<rest>[^>]*)>", re.IGNORECASE)


def mark(html: str, user: User) -> str:
    """`html` with each posted form named as `user`'s, and no browser asked to fill it again."""
    field = format_html(
        '<input type="hidden" name="{}" value="{}">', FIELD, _SIGNER.sign(str(user.pk))
    )
    return _POSTED.sub(lambda form: f"{_unremembered(form['rest'])}{field}", html)


def _unremembered(rest: str) -> str:
    return f"<form{rest}>" if "autocomplete=" in rest else f'<form autocomplete="off"{rest}>'


def owner_of(request: HttpRequest) -> User | None:
    """Whose page the form that was sent stood on; None where it does not say."""
    try:
        pk = _SIGNER.unsign(request.POST.get(FIELD, ""))
    except BadSignature:
        return None
    return User.objects.filter(pk=pk, is_active=True).first()
