"""What help exists."""

from datetime import date, datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

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
from directory.models.words import in_a_row
from directory.workflow import OPEN_CHANGES
from rosc.access import ROLES
from rosc.accounts.models import Organisation, OrganisationStatus, User
from rosc.models import Record
from rosc.months import months_after, months_before
from rosc.ui.addresses import address_of

OF_A_CARD = (
    *("name", "status", "modes", "who_leads", "cost", "opening_text", "checked_on"),
    *("phone", "text_number", "email", "website", "fellowship"),
)
KIND_NAMES = """ARRAY(
    SELECT kind.plain_name
    FROM directory_service_kinds AS held JOIN directory_kind AS kind ON kind.slug = held.kind_id
    WHERE held.service_id = directory_service.id
    ORDER BY kind.position, kind.name
)"""
CHECK_MONTHS = (3, 6, 12)  # what an organisation may choose


class ServiceQuerySet(models.QuerySet["Service"]):
    def published(self) -> "ServiceQuerySet":
        return self.filter(
            status=ServiceStatus.PUBLISHED, organisation__status=OrganisationStatus.APPROVED
        )

    def taking_introductions(self) -> "ServiceQuerySet":
        """Those that may be sent somebody: never a mutual aid group."""
        return self.published().filter(fellowship=None).select_related("organisation")

    def called(self, words: str) -> "ServiceQuerySet":
        """Those with the words in their own name or in that of who runs them, by name."""
        named = Q(name__icontains=words) | Q(organisation__name__icontains=words)
        return self.filter(named).order_by("name", "pk")

    def for_public(self) -> "ServiceQuerySet":
        """What anybody may open: published and paused entries, which say so."""
        return self.filter(
            status__in=[ServiceStatus.PUBLISHED, ServiceStatus.PAUSED],
            organisation__status=OrganisationStatus.APPROVED,
        )

    def visible_to(self, user: User) -> "ServiceQuerySet":
        """To work on, an administrator's are all; anybody else's are their organisations'."""
        if user.is_administrator:
            return self
        return self.filter(organisation__in=user.organisation_ids)

    def for_owners(self) -> "ServiceQuerySet":
        """With all that the pages of those who look after it show of a list."""
        return self.select_related("organisation__profile", "fellowship").prefetch_related(
            "changes"
        )

    def standing(self) -> "ServiceQuerySet":
        """What the public is told of: neither unfinished nor closed."""
        return self.filter(status__in=[ServiceStatus.PUBLISHED, ServiceStatus.PAUSED])

    def back_by(self, today: date) -> "ServiceQuerySet":
        """Paused until a day that has come."""
        return self.filter(status=ServiceStatus.PAUSED, paused_until__lte=today)

    def check_due(self, today: date) -> "ServiceQuerySet":
        """Standing entries that nobody has checked for as long as `Service.check_months` says."""
        default = settings.CHECK_EVERY_MONTHS
        due = Q(checked_on=None)
        for months in {*CHECK_MONTHS, default}:
            is_theirs = Q(organisation__profile__check_months=months)
            if months == default:
                is_theirs |= Q(organisation__profile__check_months=None)
            due |= is_theirs & Q(checked_on__lte=months_before(today, months))
        return self.standing().filter(due)

    def for_cards(self) -> "ServiceQuerySet":
        """With what a list, on a page or in a file, shows of each; and `kind_names`, in plain
        words. The whole row has four times as many columns."""
        return (
            self.select_related("organisation")
            .only(*OF_A_CARD, "organisation__name", "organisation__is_example")
            .annotate(kind_names=RawSQL(KIND_NAMES, ()))  # noqa: S611 - our own words
        )

    def for_detail(self) -> "ServiceQuerySet":
        """With all that its own page shows."""
        held = apps.get_model("directory", "Session").objects  # it stands on this module
        return self.select_related(
            *("organisation__profile", "organisation__lawful_basis"),
            *("fellowship", "housing__level", "source"),
        ).prefetch_related(
            *("kinds", "locations", "audiences", "interventions", "areas"),
            *(models.Prefetch("sessions", held.select_related("location")), "sessions__exceptions"),
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
    capacity_lasts_weeks = models.PositiveSmallIntegerField(
        "what is said of its room is good for, weeks", null=True, blank=True
    )

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

    # The number of what it says now among its versions; 0 while none is kept.
    version = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    kind_names: list[str]  # where `for_cards` has read them

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
        return address_of("directory:service", self.pk)

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
    def unsettled_change(self):  # type: ignore[no-untyped-def]
        """The change somebody is at work on or that waits, if there is one."""
        return next((one for one in self.changes.all() if one.status in OPEN_CHANGES), None)

    @property
    def working_name(self) -> str:
        """What it is called in the change that somebody is at work on, or else now."""
        change = self.unsettled_change
        name: str = (change and change.says.get("name")) or self.name
        return name

    @property
    def check_months(self) -> int:
        """How long, in months, a check is good for: as its organisation says, or the portal."""
        profile = getattr(self.organisation, "profile", None)
        return (profile and profile.check_months) or settings.CHECK_EVERY_MONTHS

    def is_check_due(self, today: date) -> bool:
        """Whether nobody has said for the organisation's own period that it is right."""
        return self.checked_on is None or months_after(self.checked_on, self.check_months) <= today

    def capacity_at(self, now: datetime) -> str:
        """Its room as it was last said, or "ask us" once that is older than it is good for."""
        weeks = self.capacity_lasts_weeks or settings.CAPACITY_LASTS_WEEKS
        said_at = self.capacity_said_at
        is_fresh = said_at is not None and now < said_at + timedelta(weeks=weeks)
        return self.capacity if is_fresh else Capacity.ASK

    def room(self, now: datetime) -> str:
        """Its room in words, with the day on which it was said, also where that is long ago."""
        said = str(self.get_capacity_display())
        if self.capacity == Capacity.WAITING and self.capacity_weeks:
            said += f", about {self.capacity_weeks} week{'s' * (self.capacity_weeks != 1)}"
        if self.capacity_said_at is None:
            return str(Capacity.ASK.label)
        on = f"{timezone.localtime(self.capacity_said_at):%-d %B %Y}"
        if self.capacity_at(now) == self.capacity:
            return f"{said} (said on {on}{self._said_by()})"
        return f"{Capacity.ASK.label}. Last said on {on}{self._said_by()}: {said.lower()}"

    @property
    def room_today(self) -> str:
        return self.room(timezone.now())

    @property
    def capacity_today(self) -> str:
        return self.capacity_at(timezone.now())

    @property
    def capacity_choices(self) -> list[tuple[str, str]]:
        return [(str(one.value), str(one.label)) for one in Capacity]

    @property
    def is_unchecked(self) -> bool:
        return self.is_check_due(timezone.localdate())

    @property
    def checked_words(self) -> str:
        """When it was last checked and by which group; that it was not, once that is long ago."""
        if self.checked_on is None:
            return "We do not know when this was last checked."
        on = f"{self.checked_on:%-d %B %Y}"
        by = f" by {self.checked_by}" if self.checked_by else ""
        if self.is_unchecked:
            return f"Not checked since {on}{f' (then{by})' if by else ''}."
        return f"Last checked on {on}{by}."

    def _said_by(self) -> str:
        role = ROLES.get(self.capacity_said_by_role)
        if role is None:
            return ""
        is_initials = role.label.split()[0].isupper()
        return f" by the {role.label if is_initials else role.label.lower()}"

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
        audiences = in_a_row(audience.plain_name for audience in self.audiences.all())
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
        ways = in_a_row(str(Wellbeing(way).label) for way in self.wellbeing)
        offered = in_a_row(each.plain_name for each in self.interventions.all())
        facts = [
            ("What it offers", offered),
            ("Ways to feel well", ways),
            ("Open to the public", self.get_public_access_display()),
            ("Mutual aid meetings there", self.get_hosts_mutual_aid_display()),
        ]
        return [(label, value) for label, value in facts if value]

    def _joining(self) -> list[tuple[str, str]]:
        facts = [
            ("You can get in touch yourself", self.get_self_referral_display()),
            ("Room for more people", self.room(timezone.now())),
        ]
        if self.referral_note:
            facts.insert(1, ("How to be introduced", self.referral_note))
        return facts
