"""How django-allauth behaves here: invited people only, guesses counted, seeds encrypted."""

import time
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from rosc import encryption
from rosc.access import SYSTEM
from rosc.accounts import guesses, seeds
from rosc.accounts.models import User
from rosc.audit.actions import record


def display_name(user: User) -> str:
    return user.name


class AccountAdapter(DefaultAccountAdapter):
    """Signing in, by invitation only, with every step on the record."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail address or the password is not right.",
        "too_many_login_attempts": (
            "There have been too many attempts. Wait a few minutes, then try again."
        ),
        "incorrect_code": "That code is not right. Codes change every 30 seconds and work once.",
        "rate_limited": "There have been too many attempts. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        email = credentials.get("email") or ""
        self._login_failed_rl_usage = guesses.count(request, email)
        if not self._login_failed_rl_usage:
            self._record_failure("user.sign_in_locked", email)
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._record_failure("user.sign_in_failed", credentials.get("email") or "")

    def _record_failure(self, verb: str, email: str) -> None:
        user = User.objects.filter(email=email.lower()).first()
        if user:
            record(by=SYSTEM, verb=verb, subject=user)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        guesses.forgive(request, credentials["email"])

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        record(by=user, verb="user.sign_in", subject=user)
        guesses.remember_device(request, response, user.email)
        return response

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At the portal's own address, whatever host the request named."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.PORTAL_URL}{path}"

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody that their sign-in changed (allauth calls this for each such change)."""
        record(by=user, verb=f"user.{template_prefix.rpartition('/')[2]}", subject=user)
        super().send_notification_mail(template_prefix, user, context, email)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether to ask again who it is; somebody who has just signed in has just said so."""
        signed_in_at = self.request.session.get("signed_in_at", 0)
        if time.time() - signed_in_at < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the seeds of second factors encrypted, and names new passkeys plainly."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text, context=seeds.CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text, context=seeds.CONTEXT)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        before = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {before + 1}"
