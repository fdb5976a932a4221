"""Text at rest opens only with a key of the ring, unchanged and in its own place."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from rosc import encryption
from rosc.encryption import EncryptionError, KeyRing, decrypt, encrypt

OLD = "old:" + base64.b64encode(b"o" * 32).decode()
NEW = "new:" + base64.b64encode(b"n" * 32).decode()
PLACE = "notes|text|1"


def test_opens_what_was_sealed_whatever_the_alphabet():
    for plain in ("", "Ada", "Łódź, 東京 \N{SLIGHTLY SMILING FACE}\x00", "x" * 100_000):
        assert decrypt(encrypt(plain, context=PLACE), context=PLACE) == plain


def test_the_same_text_never_looks_the_same_twice():
    assert encrypt("Ada", context=PLACE) != encrypt("Ada", context=PLACE)
    assert "Ada" not in encrypt("Ada", context=PLACE)


def test_another_place_cannot_open_it():
    with pytest.raises(EncryptionError):
        decrypt(encrypt("Ada", context=PLACE), context="notes|text|2")


def test_one_changed_character_anywhere_keeps_it_shut():
    token = encrypt("Ada", context=PLACE)
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(EncryptionError):
            decrypt(token[:place] + other + token[place + 1 :], context=PLACE)


def test_spare_bits_of_the_last_letter_keep_it_shut_too():
    """Two thirds of all texts leave some, and base64 reads them as nothing."""
    token = encrypt("Ada", context=PLACE).rstrip("=")
    others = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") - {token[-1]}
    for other in sorted(others):
        with pytest.raises(EncryptionError):
            decrypt(f"{token[:-1]}{other}==", context=PLACE)


@pytest.mark.parametrize("token", ["", "plain text", "dev", "dev.", "dev.x", "dev.äö", ".AAAA"])
def test_what_was_never_sealed_is_refused_and_not_returned(token):
    with pytest.raises(EncryptionError) as raised:
        decrypt(token, context=PLACE)
    assert token == "" or token not in str(raised.value)


def test_the_first_key_seals_and_every_key_opens(settings):
    settings.ENCRYPTION_KEYS = [OLD]
    token = encrypt("Ada", context=PLACE)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert decrypt(token, context=PLACE) == "Ada"
    assert encrypt("Ada", context=PLACE).startswith("new.")
    settings.ENCRYPTION_KEYS = [NEW]
    with pytest.raises(EncryptionError):
        decrypt(token, context=PLACE)


def test_the_wrong_key_under_the_right_name_is_refused(settings):
    settings.ENCRYPTION_KEYS = [OLD]
    token = encrypt("Ada", context=PLACE)
    settings.ENCRYPTION_KEYS = [NEW.replace("new:", "old:")]
    with pytest.raises(EncryptionError):
        decrypt(token, context=PLACE)


def test_resealing_moves_to_the_first_key_once(settings):
    settings.ENCRYPTION_KEYS = [OLD]
    token = encrypt("Ada", context=PLACE)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    moved = encryption.reseal(token, PLACE)
    assert moved.startswith("new.")
    assert decrypt(moved, context=PLACE) == "Ada"
    assert encryption.reseal(moved, PLACE) == moved


@pytest.mark.parametrize(
    "entries",
    [
        (),
        ("",),
        ("short:" + base64.b64encode(b"x" * 16).decode(),),
        ("text:not base64 at all",),
        (base64.b64encode(b"x" * 32).decode(),),
        (OLD, OLD),
        ("a.b:" + base64.b64encode(b"x" * 32).decode(),),
    ],
)
def test_a_bad_ring_stops_start_up(entries):
    with pytest.raises(ImproperlyConfigured):
        KeyRing(entries)
