"""Sends nothing: the message is kept to be read on a page. For demonstrations."""

from uuid import UUID

from rosc.outbox.providers import Answer, Letter, Outcome


class Carrier:
    can_look_up = True
    keeps_text = True

    def send(self, letter: Letter) -> Answer:
        return Answer(Outcome.ACCEPTED)

    def look_up(self, reference: UUID) -> Answer | None:
        """Nobody carries it, so it is never known before it is sent."""
        return None
