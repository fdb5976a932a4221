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
from rosc.accounts.models import Organisation
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
    """Where entries came from: a feed, a file, or the groups themselves; with its column mapping."""

    slug = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=160)
    format = models.CharField(
        max_length=40, blank=True, help_text="The importer that reads it"
    )
    mapping = models.JSONField(
        default=dict, blank=True, help_text="Our field -> its column"
    )
    licence = models.CharField(max_length=200, blank=True)
    website = models.URLField(blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class OrganisationProfile(Record):
    """What the public sees of an organisation."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="profile"
    )
    description = models.TextField(blank=True)
    website = models.URLField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    privacy_notice = models.URLField("link to the privacy notice", blank=True)
    areas = models.ManyToManyField(
        LocalAuthority, blank=True, related_name="organisation_profiles"
    )
    # The four ticks of the LERO definition (RSS guidance, Part 1, "Standards"); set or simply not.
    is_free_at_access = models.BooleanField(
        "free at the point of access", default=False
    )
    is_directed_by_residents = models.BooleanField(
        "directed by and for local residents", default=False
    )
    is_not_time_limited = models.BooleanField(
        "for as long as someone needs it", default=False
    )
    is_open_to_all = models.BooleanField(
        "whatever someone's treatment or recovery status", default=False
    )
    source = models.ForeignKey(Source, models.SET_NULL, null=True, blank=True)
    source_key = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"Public side of {self.organisation}"


class Location(Record):
    """A place where help is given. A withheld address shows only its town, for people's safety."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="locations"
    )
    name = models.CharField(max_length=160, blank=True)
    address = models.CharField(
        max_length=300, blank=True, help_text="Lines, separated by commas"
    )
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(
        max_length=8, blank=True, help_text="With its space: M1 1AE"
    )
    is_withheld = models.BooleanField(
        "keep the address private for safety", default=False
    )
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
        parts = (
            [self.town] if self.is_withheld else [self.name, self.address, self.town]
        )
        if not self.is_withheld:
            parts.append(self.postcode)
        return ", ".join(part for part in parts if part)


class ServiceQuerySet(models.QuerySet["Service"]):
    def published(self) -> "ServiceQuerySet":
        return self.filter(status=ServiceStatus.PUBLISHED)

    def for_public(self) -> "ServiceQuerySet":
        """What anybody may open: published and paused entries, which say so."""
        return self.filter(status__in=[ServiceStatus.PUBLISHED, ServiceStatus.PAUSED])


class Service(Record):
    """Something an organisation offers, or a mutual aid group."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="services"
    )
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
    interventions = models.ManyToManyField(
        Intervention, blank=True, related_name="services"
    )
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
    cost = models.CharField(
        max_length=20, choices=Cost.choices, default=Cost.NOT_STATED
    )
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
    links = models.JSONField(
        default=list, blank=True, help_text='[{"label": ..., "url": ...}]'
    )
    opening_text = models.TextField("opening times in words", blank=True)

    # Where it reaches
    modes = ArrayField(
        models.CharField(max_length=10, choices=Mode.choices), default=list
    )
    locations = models.ManyToManyField(Location, blank=True, related_name="services")
    areas = models.ManyToManyField(LocalAuthority, blank=True, related_name="services")
    reach_miles = models.PositiveSmallIntegerField(
        "comes to people within, miles", null=True, blank=True
    )
    is_national = models.BooleanField("anywhere in England", default=False)

    # Room for more people
    capacity = models.CharField(
        max_length=10, choices=Capacity.choices, default=Capacity.ASK
    )
    capacity_weeks = models.PositiveSmallIntegerField(
        "about this many weeks", null=True, blank=True
    )
    capacity_said_at = models.DateTimeField(null=True, blank=True)
    capacity_said_by_role = models.CharField(max_length=20, blank=True)

    # How we know
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True)
    source_key = models.CharField(max_length=200, blank=True)
    checked_on = models.DateField("last checked", null=True, blank=True)
    checked_by = models.CharField(
        "last checked by which group", max_length=200, blank=True
    )

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
    def is_mutual_aid(self) -> bool:
        """A mutual aid group takes no referrals, has no capacity and owes nobody an answer."""
        return self.fellowship_id is not None


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
    after_a_lapse = models.CharField(
        "what happens after a lapse", max_length=300, blank=True
    )
    prescribed_medicine = stated_field("prescribed methadone or buprenorphine accepted")
    weekly_cost_pence = models.PositiveIntegerField(null=True, blank=True)
    housing_benefit = stated_field("housing benefit or Universal Credit can pay")
    gender = models.CharField(
        max_length=20, choices=Gender.choices, default=Gender.NOT_STATED
    )
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
