from datetime import date
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import RequestContext, Template
from django.template.loader import get_template

from rosc.ui.forms import Choice, DateField, Field, Form, Layout, More, NameField

INCLUDED = (
    '{% include "components/error_summary.html" with form=form only %}'
    '{% include "components/form.html" with form=form only %}'
)


class Questions(Form):
    submit_label = "Save and go on"
    cancel_url = "/elsewhere/"
    name = forms.CharField(label="Your name", help_text="As you like to be called")
    email = forms.EmailField(label="E-mail address")
    people = forms.IntegerField(label="How many people?", required=False)
    since = DateField(label="Date you started")
    how = forms.ChoiceField(
        label="Way to reach you",
        widget=forms.RadioSelect,
        choices=[Choice("text", "Text", hint="Only yours", divider="or"), Choice("call", "Call")],
    )
    what = forms.MultipleChoiceField(
        label="What would help?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("walk", "A walk"), ("talk", "A talk")],
    )
    agree = forms.BooleanField(label="I agree")
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)

    def layout(self):
        long_answer = Field.textarea("note", rows=4, max_characters=200)
        return Layout("name", "email", "people", "since", "how", "what", "agree", long_answer)


class Page(HTMLParser):
    """Every element with its attributes, in order."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def by_name(self, name):
        return [attrs for _, attrs in self.elements if attrs.get("name") == name]

    @property
    def ids(self):
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]


@pytest.fixture
def draw(rf):
    def drawn(form):
        return Template(INCLUDED).render(RequestContext(rf.get("/"), {"form": form}))

    return drawn


ANSWERS = {
    "name": "Sam",
    "email": "sam@work.example",
    "since_0": "1",
    "since_1": "2",
    "since_2": "2026",
    "how": "call",
    "what": ["walk", "talk"],
    "agree": "on",
}


def test_a_form_has_its_token_even_where_it_is_included_alone(draw):
    assert 'name="csrfmiddlewaretoken"' in draw(Questions())


def test_every_box_has_a_label_and_govuk_classes(draw):
    page = Page(draw(Questions()))
    labelled = {attrs["for"] for tag, attrs in page.elements if tag == "label"}
    for name in ("name", "email", "people", "note", "since_0", "since_1", "since_2"):
        (box,) = page.by_name(name)
        assert box["id"] in labelled
        assert box["class"].split()[0] in ("govuk-input", "govuk-textarea")
    assert {box["id"] for box in page.by_name("how")} <= labelled
    assert len(page.ids) == len(set(page.ids))


def test_hints_errors_and_counters_describe_their_box(draw):
    page = Page(draw(Questions({})))
    ids = set(page.ids)
    for name in ("name", "email", "note"):
        (box,) = page.by_name(name)
        assert set(box["aria-describedby"].split()) <= ids
    (name,) = page.by_name("name")
    assert name["aria-describedby"] == "id_name_hint id_name_1_error"


def test_each_line_of_the_summary_leads_to_its_box(draw):
    form = Questions({**ANSWERS, "name": "", "how": "", "what": [], "since_0": "31"})
    page = Page(draw(form))
    targets = [a["href"][1:] for tag, a in page.elements if tag == "a" and a["href"][0] == "#"]
    assert targets == ["id_name", "id_since_0", "id_how_0", "id_what_0"]
    assert set(targets) <= set(page.ids)


def test_errors_say_what_to_do(draw):
    form = Questions({"since_0": "31", "since_1": "2", "since_2": "2026"})
    said = [text for errors in form.errors.values() for text in errors]
    assert said == [
        "Enter your name",
        "Enter e-mail address",
        "Enter a real date, such as 27 3 2026",
        "Choose way to reach you",
        "Answer the question: What would help?",
        "Tick the box: I agree",
    ]
    html = draw(form)
    assert '<p id="id_name_1_error"' in html
    assert not any("required" in attrs for _, attrs in Page(html).elements)


def test_an_error_of_the_whole_form_is_shown_once(draw):
    form = Questions(ANSWERS)
    form.add_error(None, "These two do not fit together")
    assert draw(form).count("These two do not fit together") == 1


def test_what_was_chosen_stays_chosen(draw):
    page = Page(draw(Questions(ANSWERS)))
    assert [("checked" in box) for box in page.by_name("how")] == [False, True]
    assert [("checked" in box) for box in page.by_name("what")] == [True, True]
    html = draw(Questions(ANSWERS))
    assert "Only yours" in html
    assert "govuk-radios__divider" in html


def test_dates_are_read_from_three_boxes():
    form = Questions(ANSWERS)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["since"] == date(2026, 2, 1)


def test_what_is_not_needed_says_so(draw):
    html = draw(Questions())
    assert html.count("(optional)") == 2


def test_the_button_and_the_way_back(draw):
    html = draw(Questions())
    assert ">Save and go on</button>" in html
    assert 'href="/elsewhere/"' in html


def test_the_counter_knows_its_limit(draw):
    html = draw(Questions())
    assert 'data-maxlength="200"' in html
    assert "You can enter up to 200 characters" in html


def test_a_label_from_somebody_else_cannot_bring_markup(draw):
    class Sneaky(Form):
        name = forms.CharField(label="<b>x</b>", help_text="<i>y</i>")

    html = draw(Sneaky())
    assert "<b>" not in html
    assert "<i>" not in html


def test_our_field_template_stands_before_the_packages():
    assert "/templates/gds/field.html" in get_template("gds/field.html").origin.name
    assert "crispy_forms_gds" not in get_template("gds/field.html").origin.name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ada\r\nBcc: all@work.example", "Ada Bcc: all@work.example"),
        ("\u202eevil\u202c", "evil"),
        (" Zoë\u00a0 O\u2019Neil ", "Zoë O\u2019Neil"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("Open \U0001f468\u200d\U0001f469 door", "Open \U0001f468\u200d\U0001f469 door"),
    ],
)
def test_a_name_is_one_line_without_anything_hidden(typed, kept):
    assert NameField().clean(typed) == kept


@pytest.mark.parametrize("typed", ["\u200b", "\u200d", "\r\n", "\u2066\u2069"])
def test_a_name_that_nobody_can_see_is_none(typed):
    with pytest.raises(forms.ValidationError):
        NameField().clean(typed)


class Folded(Form):
    day = forms.CharField(label="Day")
    note = forms.CharField(label="Note", required=False)
    sure = forms.ChoiceField(
        label="Sure?", choices=[("yes", "Yes"), ("no", "No")], initial="no", required=False
    )
    since = DateField(label="Since", required=False, require_all_fields=False)

    def layout(self):
        return Layout("day", More("note", "sure", "since", label="More", hint="A note"))


@pytest.mark.parametrize(
    ("data", "initial", "is_open"),
    [
        (None, {}, False),
        (None, {"note": "Ring twice"}, True),
        (None, {"since": date(2026, 1, 2)}, True),
        ({"day": "", "sure": "no"}, {}, False),
        ({"day": "", "note": "Ring twice", "sure": "no"}, {}, True),
        ({"day": "Monday", "sure": "yes"}, {}, True),
        ({"day": "Monday", "sure": "maybe"}, {}, True),
        ({"day": "Monday", "sure": "no", "since_0": "31", "since_1": "2"}, {}, True),
    ],
)
def test_questions_that_most_leave_out_are_folded_until_one_is_answered(
    draw, data, initial, is_open
):
    html = draw(Folded(data, initial=initial))
    details = html.partition("<details")[2].partition("</details>")[0]
    assert details.partition(">")[0].endswith(" open") == is_open
    assert 'name="note"' in details
    assert "More" in details.partition("</summary>")[0]
