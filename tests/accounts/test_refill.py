"""Filling a form of a page with what was typed."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosc.accounts.refill import refill

PAGE = "/here/"


def filled(html, values, path=PAGE):
    return refill(html, path=path, page=PAGE, values=values, notice="<b>kept</b>")


@pytest.mark.parametrize(
    ("before", "values", "after"),
    [
        ('<input name="a">', {"a": ["1"]}, '<input name="a" value="1">'),
        (
            '<input name="a" value="0" type="email">',
            {"a": ["1"]},
            '<input name="a" type="email" value="1">',
        ),
        (
            '<input name="a" required>',
            {"a": ['"><script>']},
            '<input name="a" required value="&quot;&gt;&lt;script&gt;">',
        ),
        ('<input type="password" name="a">', {"a": ["1"]}, '<input type="password" name="a">'),
        (
            '<input type="hidden" name="a" value="0">',
            {"a": ["1"]},
            '<input type="hidden" name="a" value="0">',
        ),
        ('<input type="file" name="a">', {"a": ["1"]}, '<input type="file" name="a">'),
        (
            '<input type="radio" name="a" value="1">',
            {"a": ["1"]},
            '<input type="radio" name="a" value="1" checked>',
        ),
        (
            '<input type="checkbox" name="a" value="1" checked>',
            {"b": ["1"]},
            '<input type="checkbox" name="a" value="1">',
        ),
        (
            "<textarea name='a'>old</textarea>",
            {"a": ["</textarea>"]},
            "<textarea name='a'>\n&lt;/textarea&gt;</textarea>",
        ),
        (
            '<select name="a"><option value="1" selected>I<option value="2">II</select>',
            {"a": ["2"]},
            '<select name="a"><option value="1">I<option value="2" selected>II</select>',
        ),
        (
            '<input name="a"><input name="a">',
            {"a": ["1", "2"]},
            '<input name="a" value="1"><input name="a" value="2">',
        ),
    ],
)
def test_a_field(before, values, after):
    assert (
        filled(f"<form method=post>{before}</form>", values)
        == f"<b>kept</b><form method=post>{after}</form>"
    )


@pytest.mark.parametrize(
    "form", ['<form method="get">', '<form method="post" action="/there/">', "<div>"]
)
def test_another_form_stays_as_it_is(form):
    html = f'{form}<input name="a"></form><input name="a">'
    assert filled(html, {"a": ["1"]}) == html


def test_the_form_is_found_by_where_it_is_sent():
    html = '<form method="post" action="/there/?x=1"><input name="a"></form>'
    assert 'value="1"' in filled(html, {"a": ["1"]}, path="/there/")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00\r")))
def test_whatever_was_typed_comes_back_as_typed(typed):
    class Reader(HTMLParser):
        found, inside = None, False

        def handle_starttag(self, tag, attrs):
            if tag == "input":
                type(self).found = dict(attrs)["value"]

    Reader().feed(filled('<form method="post"><p>é\n</p><input name="a"></form>', {"a": [typed]}))
    assert Reader.found == typed


@given(st.text())
def test_a_page_without_the_form_comes_back_as_it_was(html):
    assert refill(html, path="/a/", page="/b/", values={"a": ["1"]}, notice="n") == html
