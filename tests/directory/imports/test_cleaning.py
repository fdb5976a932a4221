"""What others send us, made safe to store."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.imports import cleaning


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Tea &amp; toast &#39;til four", "Tea & toast 'til four"),
        ("<p>One</p><p>Two<br>three</p>", "One\nTwo\nthree"),
        ("<script>alert(1)</script>Tea", "Tea"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Tea", "Tea"),
        ("&amp;lt;b&amp;gt;Tea", "Tea"),
        ("under 18 < over 25 & so on", "under 18 < over 25 & so on"),
        ("https://larch.example/?a=1&copy=2", "https://larch.example/?a=1&copy=2"),
        ("a\0b\x07c\u200bd\u202ee\ud800f", "abcdef"),
        ("  two   spaces\xa0here \r\n\r\n\r\n\r\nline ", "two spaces here\n\nline"),
        (None, ""),
        (7, "7"),
    ],
)
def test_text(raw, clean):
    assert cleaning.text(raw) == clean


@given(st.text(max_size=300))
def test_clean_text_has_nothing_hidden_and_stays_as_it_is(raw):
    clean = cleaning.text(raw)
    clean.encode("utf-8")
    assert not [c for c in clean if unicodedata.category(c) == "Cc" and c not in "\n\t"]
    assert cleaning.text(clean) == clean or "&" in raw or "<" in raw


@given(st.lists(st.sampled_from(["<b>", "</b>", "<script>", "&lt;", "&amp;", "i", ">", " "])))
def test_no_markup_is_left(parts):
    clean = cleaning.text("".join(parts))
    assert "<script>" not in clean
    assert "<b>" not in clean


def test_an_address_loses_its_empty_lines():
    assert cleaning.address("2 Larch Close,  ,\n Leeds.,") == "2 Larch Close, Leeds"


@pytest.mark.parametrize(
    ("cell", "phones", "emails", "says_more"),
    [
        ("0113 496 0101", ["0113 496 0101"], [], False),
        ("0113 496 \n0101 or 07700900123", ["0113 496 0101", "07700900123"], [], False),
        ("hello@larch.example / hello@larch.example;", [], ["hello@larch.example"], False),
        ("Tel: +44 (0)113 496 0101", ["+44 (0)113 496 0101"], [], False),
        ("0113 496 0101 (mornings)", ["0113 496 0101"], [], True),
        ("O113 496 0101", [], [], True),  # the letter O
        ("7700900123", [], [], True),
        ("not@an@address", [], [], True),
        ("Not known", [], [], False),
        ("", [], [], False),
    ],
)
def test_contacts(cell, phones, emails, says_more):
    found = cleaning.contacts(cell)
    assert found[:2] == (phones, emails)
    assert cleaning.says_something(found[2]) == says_more


@pytest.mark.parametrize(
    ("cell", "sites", "rest"),
    [
        ("https://larch.example/", ["https://larch.example/"], ""),
        ("www.larch.example", ["http://www.larch.example"], ""),
        (
            "http://larch.example  https://larch.example/book.",
            ["http://larch.example", "https://larch.example/book"],
            "",
        ),
        ("larch dot example", [], "larch dot example"),
        ("javascript:alert(1)", [], "javascript:alert(1)"),
        ("http://", [], "http://"),
    ],
)
def test_websites(cell, sites, rest):
    assert cleaning.websites(cell) == (sites, rest)
