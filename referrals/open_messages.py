"""What is said to those without an account, beside the links of one introduction: is this your
address, here is the code, and somebody thought of you. Nothing names what it is about.
"""

import re
import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from referrals import links
from referrals.models import AnswerLink, Reception, RelativeRequest, WorkAddress
from referrals.models.answering import IDENTITY_LASTS
from rosc.outbox import keys
from rosc.outbox.actions import plan
from rosc.outbox.kinds import Kind, Prepared, Skip
from rosc.outbox.models import Channel, OutboundMessage
from rosc.people import notifications as people
from rosc.people.models import RouteKind

SALT = "referrals.reception"
ADDRESS_LINK_LASTS = timedelta(days=7)
NAME = re.compile(r"[^\W\d_]{1,20}(?:['’-][^\W\d_]{1,20}){0,2}")  # letters, hyphen, apostrophe
MOST_WORDS = 2


# --- Is this your address? ------------------------------------------------------------------------
def plan_confirm_reception(reception: Reception, event_id: object) -> None:
    _plan(CONFIRM_RECEPTION, reception.pk, str(event_id))


def token_of_reception(reception: Reception) -> str:
    """It confirms this address at this organisation, and no other."""
    said = [reception.pk.hex, links.hash_of_address(reception.email)]
    return signing.dumps(said, salt=SALT)


def reception_of(token: str) -> Reception | None:
    """The reception whose address the link confirms; None for one that is not ours, too old, or of
    an address that was changed since."""
    try:
        key, address = signing.loads(token, salt=SALT, max_age=ADDRESS_LINK_LASTS)
    except signing.BadSignature:
        return None
    found = Reception.objects.select_related("organisation").filter(pk=key).first()
    is_same = found is not None and links.hash_of_address(found.email) == address
    return found if is_same else None


def prepare_confirm_reception(message: OutboundMessage) -> Prepared | Skip:
    reception = Reception.objects.filter(pk__in=[message.subject_id]).first()
    if reception is None or not reception.email or reception.is_confirmed:
        return Skip("moved_on")
    link = _address("referrals:confirm_reception", token_of_reception(reception))
    return Prepared(reception.email, "Is this your address?", _text("confirm_reception", link=link))


def plan_work_address(address: WorkAddress) -> None:
    _plan(WORK_ADDRESS, address.pk, str(address.pk))


def prepare_work_address(message: OutboundMessage) -> Prepared | Skip:
    address = WorkAddress.objects.filter(pk__in=[message.subject_id]).first()
    if address is None or not address.is_open(timezone.now()):
        return Skip("moved_on")
    link = _address("referrals:introduce", links.token_of(address))
    return Prepared(str(address.email), "Your link to go on", _text("work_address", link=link))


# --- The code for the page that says who it is ----------------------------------------------------
def plan_code(link: AnswerLink, reception: Reception) -> None:
    """To the group's second registered route, never to the address the link was mailed to."""
    channel = Channel.TEXT if reception.code_phone else Channel.EMAIL
    _plan(CODE, link.pk, str(link.pk), route=reception.pk, channel=channel)


def hash_of_code(link: AnswerLink, code: str) -> str:
    return salted_hmac(f"{SALT}.code", f"{link.pk.hex}{code}", algorithm="sha256").hexdigest()


def prepare_code(message: OutboundMessage) -> Prepared | Skip:
    """A new code; one that was made before is no longer right."""
    now = timezone.now()
    link = AnswerLink.objects.select_related("referral").filter(pk__in=[message.subject_id]).first()
    reception = Reception.objects.filter(pk__in=[message.route_id]).first()
    if link is None or reception is None or not link.is_open(now):
        return Skip("moved_on")
    is_text = message.channel == Channel.TEXT
    to = reception.code_phone if is_text else reception.code_email
    if not to:
        return Skip("address_gone")
    code = f"{secrets.randbelow(10**6):06}"
    link.code_hash, link.code_expires_at = hash_of_code(link, code), now + IDENTITY_LASTS
    link.save(update_fields=["code_hash", "code_expires_at", "updated_at"])
    return Prepared(to, "Your code", _text("code", code=code))


# --- Somebody thought of you ----------------------------------------------------------------------
def plan_thought_of(request: RelativeRequest) -> None:
    channel = people.CHANNELS[request.route_kind]
    _plan(THOUGHT_OF, request.pk, str(request.pk), channel=channel)


def greeted_as(called: str) -> str:
    """A first name, where that is what was typed; else nothing: nobody is sent words by it."""
    words = called.split()
    is_name = 1 <= len(words) <= MOST_WORDS and all(map(NAME.fullmatch, words))
    return " ".join(words) if is_name else ""


def prepare_thought_of(message: OutboundMessage) -> Prepared | Skip:
    request = RelativeRequest.objects.filter(pk__in=[message.subject_id]).first()
    if request is None or not request.is_open(timezone.now()):
        return Skip("moved_on")
    value = str(request.route_value)
    if people.is_stopped_at(RouteKind(request.route_kind), value):
        return Skip("contact_stopped")
    link = _address("referrals:thought_of", links.token_of(request))
    text = _text("thought_of", link=link, called=greeted_as(str(request.called)))
    return Prepared(value, settings.PORTAL_NAME, text)


def _plan(
    kind: Kind,
    subject: UUID,
    reason: str,
    *,
    route: UUID | None = None,
    channel: str = Channel.EMAIL,
) -> None:
    plan(
        key=keys.event(f"{kind.slug}.{reason}", route or subject, channel),
        kind=kind.slug,
        subject_id=subject,
        route_id=route,
        channel=channel,
    )


def _text(name: str, **context: object) -> str:
    said = {"portal_name": settings.PORTAL_NAME, **context}
    return render_to_string(f"messages/referrals/{name}.txt", said)


def _address(page: str, token: str) -> str:
    return f"{settings.PORTAL_URL}{reverse(page, args=[token])}"


CONFIRM_RECEPTION = Kind(
    "referrals.confirm_reception", "Is this your address?", prepare_confirm_reception
)
WORK_ADDRESS = Kind("referrals.work_address", "A link to go on", prepare_work_address)
CODE = Kind("referrals.code", "A code", prepare_code, give_up_after=IDENTITY_LASTS)
THOUGHT_OF = Kind(
    "referrals.thought_of",
    "Somebody thought of them",
    prepare_thought_of,
    is_unsolicited=True,
)
KINDS = (CONFIRM_RECEPTION, WORK_ADDRESS, CODE, THOUGHT_OF)
