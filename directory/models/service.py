"""What help exists."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from directory.models.choices import (
    Capacity,
    Cost,
    Mode,
    ServiceStatus,
    Sobriety,
    Substances,
    WhoLeads,
    may_be_peer_led,
    stated_field,
)
from directory.models.geography import LocalAuthority
from directory.models.organisations import Location, Source
from directory.models.vocabulary import Audience, Fellowship, Intervention, Kind, Wellbeing
from rosc.accounts.models import Organisation, OrganisationStatus
from rosc.models import Record


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

    def for_detail(self) -> "ServiceQuerySet":
        """With all that its own page shows."""
        return self.select_related(
            "organisation__profile", "fellowship", "housing__level", "source"
        ).prefetch_related(
            *("kinds", "locations", "audiences", "interventions", "areas"),
            *("sessions__exceptions", "sessions__location"),
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
    def is_peer_led_in_doubt(self) -> bool:
        """Whether it is said to be peer-led, and its organisation cannot lead it so (any more)."""
        is_said = self.who_leads == WhoLeads.PEER_LED and not self.is_mutual_aid
        return is_said and not may_be_peer_led(self.organisation.kinds)

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
            ("Who it is for", audiences or "Not stated"),
            ("Ages", self.ages),
            ("Who leads it", self.get_who_leads_display()),
            ("Family welcome", self.get_family_welcome_display()),
            ("Help with", self.get_substances_display()),
            ("Drinking and using", self.get_sobriety_display()),
            ("Cost", " ".join(filter(None, [self.get_cost_display(), self.cost_note]))),
            ("Languages", ", ".join(self.languages) or "Not stated"),
            ("Drop in", self.get_drop_in_display()),
            ("Somebody can go along with you", self.get_goes_along_display()),
            ("Volunteering", self.get_volunteering_offered_display()),
        ]
        if self.fellowship:
            return [*facts[:2], *self.fellowship.facts, *facts[2:]]
        return [*facts[:2], *self._offered(), *facts[2:], *self._joining()]

    def _offered(self) -> list[tuple[str, str]]:
        """What there is to do; a prompt nobody answered is left out, a question is not."""
        ways = ", ".join(str(Wellbeing(way).label) for way in self.wellbeing)
        offered = ", ".join(each.plain_name for each in self.interventions.all())
        facts = [
            ("What it offers", offered),
            ("Ways to feel well", ways),
            ("Open to the public", self.get_public_access_display()),
            ("Mutual aid meetings there", self.get_hosts_mutual_aid_display()),
        ]
        return [(label, value) for label, value in facts if value]

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
