"""E-mail and text by GOV.UK Notify: one template a channel that passes our words through."""

from uuid import UUID

from django.conf import settings
from notifications_python_client.errors import APIError, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from rosc.outbox.models import Channel
from rosc.outbox.providers import Answer, Letter, LookUpFailed, Outcome, in_time

# Notify's final statuses; while it has any other it is still at work on the message.
_FINAL = {
    "delivered": Answer(Outcome.DELIVERED),
    "permanent-failure": Answer(Outcome.REFUSED, "notify_permanent_failure"),
    "temporary-failure": Answer(Outcome.REFUSED, "notify_temporary_failure"),
    "technical-failure": Answer(Outcome.REFUSED, "notify_technical_failure"),
}


class Carrier:
    can_look_up = True
    keeps_text = False

    def __init__(self) -> None:
        self.client = NotificationsAPIClient(
            settings.NOTIFY_API_KEY,
            base_url=settings.NOTIFY_URL,
            timeout=(5, settings.NOTIFY_TIMEOUT_SECONDS),
        )

    def send(self, letter: Letter) -> Answer:
        if letter.send_by:
            in_time.mount(self.client.request_session, letter.send_by)
        try:
            if letter.channel == Channel.TEXT:
                self.client.send_sms_notification(
                    phone_number=letter.address,
                    template_id=settings.NOTIFY_TEXT_TEMPLATE_ID,
                    personalisation={"body": letter.text},
                    reference=str(letter.reference),
                )
            else:
                self.client.send_email_notification(
                    email_address=letter.address,
                    template_id=settings.NOTIFY_EMAIL_TEMPLATE_ID,
                    personalisation={"subject": letter.subject, "body": letter.text},
                    reference=str(letter.reference),
                )
        except APIError as error:
            return _by_error(error)
        return Answer(Outcome.ACCEPTED)

    def look_up(self, reference: UUID) -> Answer | None:
        try:
            found = self.client.get_all_notifications(reference=str(reference))["notifications"]
            answers = [_FINAL.get(one["status"], Answer(Outcome.ACCEPTED)) for one in found]
        except (APIError, KeyError, TypeError) as error:
            raise LookUpFailed from error
        return min(answers, key=_best_first, default=None)


def _best_first(answer: Answer) -> int:
    return (Outcome.DELIVERED, Outcome.ACCEPTED, Outcome.REFUSED).index(answer.outcome)


def _by_error(error: APIError) -> Answer:
    """Only an answer from Notify itself says that a message was not taken."""
    if not isinstance(error, HTTPError) or error.response is None or error.status_code >= 500:
        return Answer(Outcome.MAY_HAVE_GONE, "notify_no_answer")
    code = f"notify_{error.status_code}"
    # 429: too many now. 403: a wrong key, which an operator can put right before we give up.
    return Answer(Outcome.LATER if error.status_code in (403, 429) else Outcome.REFUSED, code)
