"""What a request is once the middleware has seen it."""

from django.http import HttpRequest

from rosc.accounts.models import FormDraft, User


class SignedInRequest(HttpRequest):
    """A request to a page behind the sign-in: `user` is somebody, never anonymous.

    `late_user` is whose session had just run out; `kept_draft` what was kept of their form.
    """

    user: User
    late_user: User | None
    kept_draft: FormDraft
