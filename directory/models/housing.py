"""What must be known of a recovery house."""

from django.db import models

from directory.models.choices import stated_field
from directory.models.service import Service
from directory.models.vocabulary import HousingLevel
from directory.models.words import pounds


class HousingFacts(models.Model):
    """What somebody must know of a recovery house before they move in (alcohol guidelines 6.3)."""

    class WhoIsThere(models.TextChoices):
        NOBODY = "nobody", "Run by the people who live there"
        MANAGER = "manager", "A house manager"
        SUPPORT = "support", "Support staff"
        CLINICAL = "clinical", "Clinical staff"
        NOT_STATED = "not-stated", "Not stated"

    class Gender(models.TextChoices):
        WOMEN = "women", "Women"
        MEN = "men", "Men"
        MIXED = "mixed", "Women and men"
        NOT_STATED = "not-stated", "Not stated"

    service = models.OneToOneField(
        Service, models.CASCADE, primary_key=True, related_name="housing"
    )
    level = models.ForeignKey(HousingLevel, models.PROTECT, null=True, blank=True)
    there_by_day = models.CharField(
        max_length=20, choices=WhoIsThere.choices, default=WhoIsThere.NOT_STATED
    )
    there_at_night = models.CharField(
        max_length=20, choices=WhoIsThere.choices, default=WhoIsThere.NOT_STATED
    )
    cqc_registered = stated_field("registered with the Care Quality Commission")
    cqc_location = models.CharField(max_length=20, blank=True)
    after_a_lapse = models.CharField("what happens after a lapse", max_length=300, blank=True)
    prescribed_medicine = stated_field("prescribed methadone or buprenorphine accepted")
    weekly_cost_pence = models.PositiveIntegerField(null=True, blank=True)
    housing_benefit = stated_field("housing benefit or Universal Credit can pay")
    gender = models.CharField(max_length=20, choices=Gender.choices, default=Gender.NOT_STATED)
    children_welcome = stated_field("children can live there")
    length_of_stay = models.CharField(max_length=120, blank=True)
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    places_free = models.PositiveSmallIntegerField(null=True, blank=True)
    places_said_on = models.DateField(null=True, blank=True)
    from_prison = stated_field("takes people from prison")

    class Meta:
        verbose_name_plural = "housing facts"

    def __str__(self) -> str:
        return f"Housing facts of {self.service_id}"

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Everything in words, "not stated" where it is not."""
        cost = f"{pounds(self.weekly_cost_pence)} a week" if self.weekly_cost_pence else ""
        cqc = " ".join(filter(None, [self.get_cqc_registered_display(), self.cqc_location]))
        return [
            ("How much support", self._support()),
            ("Who is there by day", self.get_there_by_day_display()),
            ("Who is there at night", self.get_there_at_night_display()),
            ("Registered with the Care Quality Commission", cqc),
            ("After a lapse", self.after_a_lapse or "Not stated"),
            ("Prescribed methadone or buprenorphine", self.get_prescribed_medicine_display()),
            ("Cost", cost or "Not stated"),
            ("Housing benefit or Universal Credit", self.get_housing_benefit_display()),
            ("Who lives here", self.get_gender_display()),
            ("Children can live here", self.get_children_welcome_display()),
            ("How long people stay", self.length_of_stay or "Not stated"),
            ("Places", "Not stated" if self.places is None else str(self.places)),
            ("Places free", self._places_free()),
            ("People leaving prison", self.get_from_prison_display()),
        ]

    def _support(self) -> str:
        if self.level is None:
            return "Not stated"
        return ". ".join(filter(None, [self.level.plain_name, self.level.description]))

    def _places_free(self) -> str:
        if self.places_free is None:
            return "Not stated"
        said = f" (said on {self.places_said_on:%-d %B %Y})" if self.places_said_on else ""
        return f"{self.places_free or 'None'}{said}"
