"""What verbs of what came from the person are called in the audit."""

VERBS = {
    "checkup.send_form": "Sent a check-up to do on a phone",
    "checkup.wrong_answer": "Somebody gave a wrong answer at a check-up on a phone",
    "checkup.form_refused": "A link to a check-up led nowhere",
    "checkup.save_answers": "Saved a page of a check-up on a phone",
    "checkup.finish_form": "Finished a check-up on a phone",
    "checkup.answer_form": "Replied to a check-up on a phone, or tried",
    "checkup.offer_way_back": "Offered a way back into treatment",
    "call.ask": "Said that things have slipped, or asked for a call",
    "call.answer": "Answered who asked for a call, or tried",
    "call.promise_anew": "Promised a call anew, because who was to ring cannot",
    "urgent.raise": "Something could not wait",
    "urgent.take": "Opened what could not wait",
    "urgent.pass_on": "Passed on what could not wait",
    "on_call.put_down": "Put somebody on call",
    "on_call.call_off": "Called off hours of being on call",
}
