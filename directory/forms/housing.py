"""What somebody must know of a recovery house before they move in."""

from typing import Any

from django import forms

from directory.actions.entry_says import Says
from directory.forms.fields import Slugs
from directory.forms.questions import Question, stated
from directory.models import HousingFacts, HousingLevel
from rosc.ui.forms import DateField

There = HousingFacts.WhoIsThere


class HousingQuestion(Question):
    slug, title = "housing", "What is it like to live there?"
    words = "People read this before they give up somewhere else. Leave open what you do not know."

    level = Slugs(
        HousingLevel,
        is_one=True,
        label="How much support is there?",
        required=False,
        empty="Not stated",
    )
    there_by_day = forms.ChoiceField(
        label="Who is there by day?", choices=There.choices, initial="not-stated", required=False
    )
    there_at_night = forms.ChoiceField(
        label="Who is there at night?", choices=There.choices, initial="not-stated", required=False
    )
    gender = forms.ChoiceField(
        label="Who lives there?",
        choices=HousingFacts.Gender.choices,
        initial="not-stated",
        required=False,
    )
    children_welcome = stated("Can children live there?")
    weekly_cost = forms.DecimalField(
        label="Cost a week, in pounds",
        min_value=0,
        max_value=9999,
        decimal_places=2,
        required=False,
    )
    housing_benefit = stated("Can housing benefit or Universal Credit pay?")
    length_of_stay = forms.CharField(
        label="How long do people stay?", max_length=120, required=False
    )
    after_a_lapse = forms.CharField(
        label="What happens when somebody has a lapse?", max_length=300, required=False
    )
    prescribed_medicine = stated("May people take prescribed methadone or buprenorphine?")
    from_prison = stated("Can people come straight from prison?")
    cqc_registered = stated("Is it registered with the Care Quality Commission?")
    cqc_location = forms.CharField(label="Its number there", max_length=20, required=False)
    places = forms.IntegerField(
        label="How many places?", min_value=0, max_value=9999, required=False
    )
    places_free = forms.IntegerField(
        label="How many are free?", min_value=0, max_value=9999, required=False
    )
    places_said_on = DateField(label="On which day?", required=False, require_all_fields=False)

    def given(self, says: Says) -> dict[str, Any]:
        housing = says.get("housing") or {}
        pence = housing.get("weekly_cost_pence")
        cost = {"weekly_cost": f"{pence / 100:.2f}"} if pence else {}
        return {**super().given(housing), **cost}

    def values(self) -> Says:
        said = super().values()
        cost = said.pop("weekly_cost")
        said["weekly_cost_pence"] = int(cost * 100) if cost else None
        kept = {n: v for n, v in said.items() if v not in ("", None, "not-stated")}
        return {"housing": kept}
