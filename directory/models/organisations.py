"""Where entries come from, what the public sees of an organisation, and where help is given."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from directory.models.choices import Accessibility
from directory.models.fields import point_column
from directory.models.geography import LocalAuthority
from rosc.accounts.models import Organisation
from rosc.models import Record


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
    # How its entries are kept true; no source says so.
    is_trusted = models.BooleanField(
        "its changes need no approval", default=False, db_default=False
    )
    check_months = models.PositiveSmallIntegerField(
        "asked whether its entries are right every so many months", null=True, blank=True
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
