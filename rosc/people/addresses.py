"""One form for every way of writing the same phone number or e-mail address."""

import unicodedata

UK = "44"
SAME_MAILBOX = ("gmail.com", "googlemail.com")  # where dots make no other address
MOBILE_DIGITS = 11


def plain(value: str) -> str:
    """A number or address as it is compared: national digits, or small letters without what mail
    providers ignore. Not for writing to: that goes where somebody said."""
    text = unicodedata.normalize("NFKC", value).strip().lower()
    return _mailbox(text) if "@" in text else _number(text)


def _mailbox(text: str) -> str:
    name, _, domain = text.rpartition("@")
    name = name.partition("+")[0]
    if domain in SAME_MAILBOX:
        return f"{name.replace('.', '')}@{SAME_MAILBOX[0]}"
    return f"{name}@{domain}"


def _number(text: str) -> str:
    """National digits of a UK number, however its country is written; others with their country."""
    digits = "".join(str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal())
    is_abroad = text.startswith("+") or digits.startswith("00")
    digits = digits.lstrip("0")
    if digits.startswith(UK) and (is_abroad or len(digits) > MOBILE_DIGITS):
        digits = digits[len(UK) :].lstrip("0")
    elif is_abroad:
        return f"+{digits}"
    is_mobile = digits.startswith("7")
    return f"0{digits}"[: MOBILE_DIGITS if is_mobile else None]
