"""What help exists and where. "Not stated" is a value, never a guess."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from directory.models.fields import point_column
from directory.models.geography import LocalAuthority
from directory.models.vocabulary import (
    Audience,
    Fellowship,
    HousingLevel,
    Intervention,
    Kind,
    Wellbeing,
)
from rosc.accounts.models import Organisation, OrganisationStatus
from rosc.models import Record


class Stated(models.TextChoices):
    """Yes, no, or nobody has said."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_STATED = "not-stated", "Not stated"


def stated_field(label: str, **options: Any) -> models.CharField:
    return models.CharField(
        label,
        max_length=10,
        choices=Stated.choices,
        default=Stated.NOT_STATED,
        **options,
    )


class Mode(models.TextChoices):
    IN_PERSON = "in-person", "In person"
    ONLINE = "online", "Online"
    PHONE = "phone", "By phone"


class WhoLeads(models.TextChoices):
    """Peer-led only where people with lived experience independently lead (RSS guidance, Part 4).

    A treatment provider's peer project is peer-delivered, whatever its name.
    """

    PEER_LED = "peer-led", "Led by people with lived experience"
    PEER_DELIVERED = (
        "peer-delivered",
        "Given by people with lived experience, led by a service",
    )
    STAFF_LED = "staff-led", "Led by staff"
    MIXED = "mixed", "Staff and people with lived experience together"
    NOT_STATED = "not-stated", "Not stated"


class Substances(models.TextChoices):
    ANY = "any", "Alcohol and any drugs"
    ALCOHOL = "alcohol", "Alcohol"
    DRUGS = "drugs", "Drugs"
    NOT_STATED = "not-stated", "Not stated"


class Sobriety(models.TextChoices):
    """What is asked about drinking and using on the day."""

    NO_NEED = "no-need", "No need to have stopped"
    NOT_THAT_DAY = "not-that-day", "Please come without having used that day"
    FREE_PLACE = "free-place", "An alcohol- and drug-free place"
    NOT_STATED = "not-stated", "Not stated"


class Cost(models.TextChoices):
    FREE = "free", "Free"
    DONATION = "donation", "Free, donations welcome"
    BENEFITS = "benefits", "Can be covered by benefits"
    PAID = "paid", "There is a charge"
    NOT_STATED = "not-stated", "Not stated"


class Capacity(models.TextChoices):
    OPEN = "open", "Taking people now"
    WAITING = "waiting", "There is a waiting list"
    FULL = "full", "Full at the moment"
    ASK = "ask", "Ask us"


class ServiceStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    PAUSED = "paused", "Paused"
    CLOSED = "closed", "Closed"


class Accessibility(models.TextChoices):
    STEP_FREE = "step-free", "Step-free"
    TOILET = "accessible-toilet", "Accessible toilet"
    HEARING_LOOP = "hearing-loop", "Hearing loop"
    BSL = "bsl", "British Sign Language"
    PARKING = "parking", "Parking for blue badge holders"
    QUIET_SPACE = "quiet-space", "A quiet space"
    EASY_READ = "easy-read", "Easy-read information"


class Source(models.Model):
    """Where entries came from: a feed, a file, or the groups themselves."""

    slug = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=160)
    format = models.CharField(max_length=40, blank=True, help_text="The importer that reads it")
    mapping = models.JSONField(default=dict, blank=True, help_text="Our field -> its column")
    licence = models.CharField(max_length=200, blank=True)
    website = models.URLField(blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class OrganisationProfile(Record):
    """What the public sees of an organisation."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="profile")
    description = models.TextField(blank=True)
    website = models.URLField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    privacy_notice = models.URLField("link to the privacy notice", blank=True)
    areas = models.ManyToManyField(LocalAuthority, blank=True, related_name="organisation_profiles")
    # The four ticks of the LERO definition (RSS guidance, Part 1, "Standards"); set or simply not.
    is_free_at_access = models.BooleanField("free at the point of access", default=False)
    is_directed_by_residents = models.BooleanField(
        "directed by and for local residents", default=False
    )
    is_not_time_limited = models.BooleanField("for as long as someone needs it", default=False)
    is_open_to_all = models.BooleanField(
        "whatever someone's treatment or recovery status", default=False
    )
    source = models.ForeignKey(Source, models.SET_NULL, null=True, blank=True)
    source_key = models.CharField(max_length=200, blank=True)
    # What the source last said, as a digest: tells its changes from those made here.
    source_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source_key=""),
                name="profile_once_per_source",
            )
        ]

    def __str__(self) -> str:
        return f"Public side of {self.organisation_id}"

    @property
    def promises(self) -> list[str]:
        """The ticks of the LERO definition that are set, as sentences."""
        said = {
            "It is free": self.is_free_at_access,
            "It is run by and for people who live here": self.is_directed_by_residents,
            "It is there for as long as you need it": self.is_not_time_limited,
            "It is for you whether or not you are in treatment or in recovery": self.is_open_to_all,
        }
        return [promise for promise, is_set in said.items() if is_set]


class Location(Record):
    """A place where help is given. A withheld address shows only its town, for people's safety."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="locations")
    name = models.CharField(max_length=160, blank=True)
    address = models.CharField(max_length=300, blank=True, help_text="Lines, separated by commas")
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True, help_text="With its space: M1 1AE")
    is_withheld = models.BooleanField("keep the address private for safety", default=False)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    point = point_column()
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, null=True, blank=True)
    accessibility = ArrayField(
        models.CharField(max_length=20, choices=Accessibility.choices),
        default=list,
        blank=True,
    )
    accessibility_note = models.CharField(max_length=300, blank=True)
    directions = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(49, 61), longitude__range=(-9, 2.5)),
                name="location_in_great_britain",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.town

    @property
    def public_address(self) -> str:
        """The address as anybody may see it; only the town where it is withheld."""
        parts = [self.town] if self.is_withheld else [self.name, self.address, self.town]
        if not self.is_withheld:
            parts.append(self.postcode)
        return ", ".join(part for part in parts if part)

    @property
    def accessibility_names(self) -> list[str]:
        return [str(Accessibility(need).label) for need in self.accessibility]


class ServiceQuerySet(models.QuerySet["Service"]):
    def published(self) -> "ServiceQuerySet":
        return self.filter(
            status=ServiceStatus.PUBLISHED, organisation__status=OrganisationStatus.APPROVED
        )

    def for_public(self) -> "ServiceQuerySet":
        """What anybody may open: published and paused entries, which say so."""
        return self.filter(
            status__in=[ServiceStatus.PUBLISHED, ServiceStatus.PAUSED],
            organisation__status=OrganisationStatus.APPROVED,
        )

    def for_cards(self) -> "ServiceQuerySet":
        """With all that a card shows."""
        return self.select_related("organisation", "fellowship").prefetch_related(
            "kinds", "locations", "sessions__exceptions"
        )

    def for_detail(self) -> "ServiceQuerySet":
        """With all that its own page shows."""
        return (
            self.for_cards()
            .select_related("organisation__profile", "housing__level", "source")
            .prefetch_related("audiences", "interventions", "areas", "sessions__location")
        )


class Service(Record):
    """Something an organisation offers, or a mutual aid group."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="services")
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    status = models.CharField(
        max_length=20,
        choices=ServiceStatus.choices,
        default=ServiceStatus.DRAFT,
        db_index=True,
    )
    paused_until = models.DateField(null=True, blank=True)
    status_note = models.CharField(max_length=300, blank=True)

    # What it is
    kinds = models.ManyToManyField(Kind, related_name="services")
    interventions = models.ManyToManyField(Intervention, blank=True, related_name="services")
    wellbeing = ArrayField(
        models.CharField(max_length=20, choices=Wellbeing.choices),
        default=list,
        blank=True,
    )
    fellowship = models.ForeignKey(
        Fellowship, models.PROTECT, null=True, blank=True, related_name="services"
    )
    who_leads = models.CharField(
        max_length=20, choices=WhoLeads.choices, default=WhoLeads.NOT_STATED
    )

    # Who it is for
    audiences = models.ManyToManyField(Audience, blank=True, related_name="services")
    family_welcome = stated_field("family welcome")
    substances = models.CharField(
        max_length=20, choices=Substances.choices, default=Substances.NOT_STATED
    )
    sobriety = models.CharField(
        max_length=20, choices=Sobriety.choices, default=Sobriety.NOT_STATED
    )
    min_age = models.PositiveSmallIntegerField(null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(null=True, blank=True)
    languages = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    # What to expect
    what_happens_first = models.TextField("what happens the first time", blank=True)
    cost = models.CharField(max_length=20, choices=Cost.choices, default=Cost.NOT_STATED)
    cost_note = models.CharField(max_length=200, blank=True)
    goes_along = stated_field("somebody can go along with you")
    volunteering_offered = stated_field("volunteering offered")
    public_access = stated_field("open to the public")
    hosts_mutual_aid = stated_field("hosts mutual aid meetings")
    drop_in = stated_field("drop in without an appointment")

    # How to be in touch
    self_referral = stated_field("you can get in touch yourself")
    referral_note = models.CharField("how to be referred", max_length=300, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    text_number = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(max_length=500, blank=True)
    links = models.JSONField(default=list, blank=True, help_text='[{"label": ..., "url": ...}]')
    opening_text = models.TextField("opening times in words", blank=True)

    # Where it reaches
    modes = ArrayField(models.CharField(max_length=10, choices=Mode.choices), default=list)
    locations = models.ManyToManyField(Location, blank=True, related_name="services")
    areas = models.ManyToManyField(LocalAuthority, blank=True, related_name="services")
    reach_miles = models.PositiveSmallIntegerField(
        "comes to people within, miles", null=True, blank=True
    )
    is_national = models.BooleanField("anywhere in England", default=False)

    # Room for more people
    capacity = models.CharField(max_length=10, choices=Capacity.choices, default=Capacity.ASK)
    capacity_weeks = models.PositiveSmallIntegerField(
        "about this many weeks", null=True, blank=True
    )
    capacity_said_at = models.DateTimeField(null=True, blank=True)
    capacity_said_by_role = models.CharField(max_length=20, blank=True)

    # How we know
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True)
    source_key = models.CharField(max_length=200, blank=True)
    # What the source last said, as a digest: tells its changes from those made here.
    source_hash = models.CharField(max_length=64, blank=True, editable=False)
    withdrawn_on = models.DateField(
        "gone from its source since", null=True, blank=True, editable=False
    )
    checked_on = models.DateField("last checked", null=True, blank=True)
    checked_by = models.CharField("last checked by which group", max_length=200, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ServiceStatus.values),
                name="service_status_known",
            ),
            models.CheckConstraint(
                condition=Q(modes__contained_by=Mode.values), name="service_modes_known"
            ),
            models.CheckConstraint(
                condition=Q(min_age__isnull=True)
                | Q(max_age__isnull=True)
                | Q(min_age__lte=models.F("max_age")),
                name="service_ages_in_order",
            ),
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source_key=""),
                name="service_once_per_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:service", args=[self.pk])

    @property
    def is_findable(self) -> bool:
        """Whether the search shows it: published, by an organisation that is approved."""
        return (
            self.status == ServiceStatus.PUBLISHED
            and self.organisation.status == OrganisationStatus.APPROVED
        )

    @property
    def is_mutual_aid(self) -> bool:
        """A mutual aid group takes no referrals, has no capacity and owes nobody an answer."""
        return self.fellowship_id is not None

    @property
    def housing_facts(self) -> "list[tuple[str, str]]":
        """What to know before living here, or nothing if it is not housing."""
        housing = getattr(self, "housing", None)
        return housing.facts if housing else []

    @property
    def ages(self) -> str:
        if self.min_age and self.max_age:
            return f"{self.min_age} to {self.max_age}"
        if self.min_age:
            return f"{self.min_age} and over"
        return f"Up to {self.max_age}" if self.max_age else "Not stated"

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What somebody may want to know before they come, "not stated" where it is not."""
        audiences = ", ".join(audience.plain_name for audience in self.audiences.all())
        facts = [
            ("Who leads it", self.get_who_leads_display()),
            ("Who it is for", audiences or "Not stated"),
            ("Ages", self.ages),
            ("Family welcome", self.get_family_welcome_display()),
            ("About", self.get_substances_display()),
            ("Drinking and using", self.get_sobriety_display()),
            ("Cost", " ".join(filter(None, [self.get_cost_display(), self.cost_note]))),
            ("Languages", ", ".join(self.languages) or "Not stated"),
            ("Drop in", self.get_drop_in_display()),
            ("Somebody can go along with you", self.get_goes_along_display()),
            ("Volunteering", self.get_volunteering_offered_display()),
        ]
        return facts if self.is_mutual_aid else facts + self._joining()

    def _joining(self) -> list[tuple[str, str]]:
        room = str(self.get_capacity_display())
        if self.capacity == Capacity.WAITING and self.capacity_weeks:
            room += f", about {self.capacity_weeks} weeks"
        if self.capacity_said_at:
            room += f" (said on {self.capacity_said_at:%-d %B %Y})"
        facts = [
            ("You can get in touch yourself", self.get_self_referral_display()),
            ("Room for more people", room),
        ]
        if self.referral_note:
            facts.insert(1, ("How to be introduced", self.referral_note))
        return facts


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
        cost = f"£{self.weekly_cost_pence / 100:.2f} a week" if self.weekly_cost_pence else ""
        cqc = " ".join(filter(None, [self.get_cqc_registered_display(), self.cqc_location]))
        return [
            ("How much support", self.level.plain_name if self.level else "Not stated"),
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

    def _places_free(self) -> str:
        if self.places_free is None:
            return "Not stated"
        said = f" (said on {self.places_said_on:%-d %B %Y})" if self.places_said_on else ""
        return f"{self.places_free}{said}"
