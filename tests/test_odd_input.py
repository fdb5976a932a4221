"""What nobody should send, sent to every page: each is answered, and nothing breaks.

Each form of the walk is sent as it stands with one field or all of them made odd, and each address
is asked for with odd words behind it. The test client raises what a view raises, so an error of
the portal fails the test by itself.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote_plus, urlencode, urljoin

import pytest
from django.db import transaction

from tests.browser.walk import Stop, World
from tests.sent_forms import SentForm, forms_of

# Each as it goes over the wire, since some are no text at all.
ODD = {
    "nothing": "",
    "a NUL byte": "a%00b",
    "bytes of no text": "%ff%fe%80",
    "half of a pair": "%ed%a0%80",
    "far too much": "x" * 10_000,
    "a number far too large": "99999999999999999999999",
    "less than nothing": "-1",
    "not a number": "NaN",
    "digits of elsewhere": quote_plus("٣٣٣"),
    "a power, not a number": quote_plus("²"),
    "no such day": "2026-02-31",
    "the last day there is": "9999-12-31",
    "the first day there is": "0001-01-01",
    "no such time": "25:61",
    "a key that is none": "00000000-0000-0000-0000-00000000000g",
    "a key of nothing": "00000000-0000-4000-8000-000000000000",
    "markup": quote_plus("'\"><script>x</script>"),
    "a new line": "a%0d%0aBcc: b@c.example",
    "right to left": quote_plus("\u202eabc\u2066"),
    "a place among none": "[][]={}&x",
}
EDGES = ((1, 1, 1), (31, 12, 9999), (29, 2, 1900))  # dates, in boxes of day, month and year
# Beside what the forms of a page ask for.
ALWAYS_ASKED = ("page", "q", "status", "next", "size", "postcode", "day", "time", "within")
PARTS = 4  # so that workers share them
ANSWERED = {200, 302, 303, 400, 403, 404, 405, 409, 410, 429}


def made_odd(form: SentForm) -> Iterator[str]:
    """What is sent: all of the form made odd, in each way; and each field alone, twice over, in
    three ways of its own, so that the other fields are as they should be."""
    names = [name for name in form.fields if name != "csrfmiddlewaretoken"]
    for odd in ODD.values():
        yield "&".join(f"{quote_plus(name)}={odd}" for name in names)
    for name in names:
        kept = [(key, value) for key, said in form.fields.items() if key != name for value in said]
        for odd in some_of(name):
            twice = f"{quote_plus(name)}={odd}"
            yield f"{urlencode(kept)}&{twice}&{twice}"
    for day in EDGES:
        boxes = {name: day[int(name[-1])] for name in names if re.search("_[012]$", name)}
        if boxes:
            yield urlencode({**form.fields, **boxes}, doseq=True)


def some_of(name: str) -> Iterator[str]:
    """Three of them, by the name of the field: other fields get others."""
    ways, first = list(ODD.values()), sum(name.encode())
    return (ways[(first + 7 * number) % len(ways)] for number in range(3))


class Undone(Exception):
    """Takes back what a request wrote."""


def sent(stop: Stop, address: str, body: str | None) -> int:
    """The status of the answer; whatever it wrote is taken back, and the cookies it set."""
    client, status = stop.visitor.client, 0
    cookies = client.cookies.copy()
    try:
        with transaction.atomic():
            if body is None:
                status = client.get(address).status_code
            else:
                kind = "application/x-www-form-urlencoded"
                status = client.post(address, body, content_type=kind).status_code
            raise Undone
    except Undone:
        return status
    finally:
        client.cookies = cookies


def tries(stop: Stop, known: set) -> Iterator[tuple[str, str | None]]:
    """Addresses to ask for, and bodies to send to them. A form that stands on many pages is sent
    from the first of them alone: `known` remembers."""
    forms = forms_of(stop.visitor.client.get(stop.address).content.decode())
    asked = {name for form in forms if not form.is_post for name in form.fields}
    joint = "&" if "?" in stop.address else "?"
    for odd in ODD.values() if asked else some_of(stop.name):
        everything = "&".join(f"{name}={odd}" for name in sorted(asked | {*ALWAYS_ASKED}))
        yield f"{stop.address}{joint}{everything}", None
    for name in sorted(asked):
        yield from ((f"{stop.address}{joint}{name}={odd}", None) for odd in some_of(name))
    for form in forms:
        address = urljoin(stop.address, form.action)
        about = (stop.visitor.name, address, *sorted(form.fields))
        if form.is_post and about not in known:
            known.add(about)
            yield from ((address, body) for body in made_odd(form))


def wrong(stop: Stop, known: set) -> Iterator[str]:
    """Answers of a page that are none."""
    for address, body in tries(stop, known):
        try:
            status = sent(stop, address, body)
        except Exception as problem:  # whatever it is, it is said with what made it
            yield f"{address} {body}: {type(problem).__name__} {problem}"[:400]
        else:
            if status not in ANSWERED:
                yield f"{address} {body}: {status}"[:400]


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_answers_whatever_is_sent_to_it(part):
    known, said, walked = set(), [], 0
    for number, stop in enumerate(World().stops()):
        if number % PARTS == part:
            walked += 1
            said += wrong(stop, known)
    assert walked > 200 / PARTS
    assert not said, "\n".join(said)
