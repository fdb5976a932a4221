"""Why a message is where it is: the codes of the ledger, in words for whoever looks after it."""

_WORDS = {
    "too_late": "It would have come too late",
    "too_many_tries": "It was tried too often",
    "text_cleared": "Its words are no longer kept",
    "worker_lost": "The portal stopped while sending it",
    "restored": "It may have gone before the backup was put back",
    "called_off": "It was called off before it was due",
    "no_longer_wanted": "It is not wanted any more",
    "moment_passed": "Its moment had passed before it could go",
    "next_one_due": "The next one was due before it could go",
    "another_way": "It goes another way now",
    "inside": "They are in prison, and nothing goes to a phone",
    "sent_again": "Somebody had it sent again",
    "left": "Somebody has looked at it and left it",
    "look_up_failed": "Notify could not say if it has it",
    "no_safe_moment": "No time is safe by this way; those who work with them are told",
    "newer_waits": "A later message says the same",
    "route_ended": "This way to reach them is not used any more",
    "address_malformed": "The address is not one",
    "no_connection": "The mail server cannot be reached",
    "disconnected": "The mail server hung up",
    "no_answer": "The mail server did not say if it took it",
    "notify_no_answer": "Notify did not say if it took it",
    "notify_403": "Notify does not accept our key",
    "notify_429": "Notify asked us to wait",
    "notify_permanent_failure": "There is nobody at this address or number",
    "notify_temporary_failure": "The phone was off, or the mailbox full, for days",
    "notify_technical_failure": "Notify failed to send it",
}
_BEGINNINGS = {
    "smtp_4": "The mail server asked us to wait",
    "smtp_5": "The mail server refused it",
    "notify_4": "Notify refused it",
    "error_": "Something is wrong in the portal: its log says more",
}


def in_words(code: str) -> str:
    """The reason in words, with the code where only its beginning is known."""
    if code in _WORDS:
        return _WORDS[code]
    for beginning, words in _BEGINNINGS.items():
        if code.startswith(beginning):
            return f"{words} ({code})"
    return code.replace("_", " ")
