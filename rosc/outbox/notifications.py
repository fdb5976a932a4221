"""The one kind of message that the outbox itself knows: mail a library wrote."""

from rosc.outbox.kinds import Kind, Prepared, Skip
from rosc.outbox.models import OutboundMessage


def prepare_library(message: OutboundMessage) -> Prepared | Skip:
    """The words as the library wrote them; they are cleared once sent."""
    if message.address is None or message.text is None:
        return Skip("text_cleared")
    return Prepared(message.address, message.title or "", message.text)


LIBRARY = Kind("library", "Signing in and invitations", prepare_library)
