"""Every code that the portal writes has words of its own."""

import re

import pytest
from django.conf import settings

from rosc.outbox.reasons import in_words


def test_no_code_in_the_source_is_shown_as_a_code():
    source = "".join(
        path.read_text()
        for path in (settings.BASE_DIR / "rosc" / "outbox").rglob("*.py")
        if path.name in {"sending.py", "smtp.py", "notify.py", "notifications.py"}
    )
    codes = re.findall(
        r'(?:Answer\(Outcome\.\w+, |Skip\(|reason = |_later\(message, )"(\w+)"', source
    )
    assert len(codes) > 8
    assert [code for code in codes if in_words(code) == code.replace("_", " ")] == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("smtp_550", "The mail server refused it (smtp_550)"),
        ("notify_400", "Notify refused it (notify_400)"),
        ("consent_withdrawn", "consent withdrawn"),
        ("", ""),
    ],
)
def test_other_codes_say_what_they_can(code, words):
    assert in_words(code) == words
