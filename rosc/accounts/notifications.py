"""What accounts tell people by e-mail. No subject and no line names what the portal is about."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from rosc.accounts.models import Invitation, User


def send_invitation(invitation: Invitation, token: str) -> None:
    """Send the link that opens an invitation; only this message ever holds the token."""
    path = reverse("accounts:accept_invitation", kwargs={"token": token})
    _send(
        "invitation",
        subject=f"Your invitation to {settings.PORTAL_NAME}",
        to=invitation.email,
        invited_by=invitation.invited_by,
        link=f"{settings.PORTAL_URL}{path}",
        expires_at=invitation.expires_at,
    )


def tell_second_factor_reset(user: User) -> None:
    """Tell somebody that their second step was taken off, in case they did not ask for it."""
    _send(
        "second_factor_reset",
        subject=f"Your second step at {settings.PORTAL_NAME} was reset",
        to=user.email,
        name=user.name,
        link=f"{settings.PORTAL_URL}{reverse('account_login')}",
    )


def _send(template: str, *, subject: str, to: str, **context: object) -> None:
    text = render_to_string(
        f"messages/accounts/{template}.txt", {"portal_name": settings.PORTAL_NAME, **context}
    )
    send_mail(subject, text, None, [to])
