"""Where things are: authorities, districts, postcodes, places. Positions are WGS84 degrees."""

from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q

from directory.models.fields import BytewiseKey


class LocalAuthority(models.Model):
    """An upper-tier or unitary authority of England, which commissions treatment and recovery.

    Rows are dated: a reorganisation ends one and starts another.
    """

    class Kind(models.TextChoices):
        UNITARY = "unitary", "Unitary authority"
        METROPOLITAN = "metropolitan", "Metropolitan district"
        LONDON = "london", "London borough"
        COUNTY = "county", "County"

    code = models.CharField(primary_key=True, max_length=9, help_text="ONS code, e.g. E08000003")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    region = models.CharField(max_length=40)
    started_in = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Year")
    ended_in = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Year")
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "local authorities"

    def __str__(self) -> str:
        return self.name


class AuthorityPopulation(models.Model):
    """How many people live in an authority, by the year of the estimate."""

    authority = models.ForeignKey(LocalAuthority, models.CASCADE, related_name="populations")
    year = models.PositiveSmallIntegerField()
    population = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "year"], name="population_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.year}: {self.population}"


class AuthorityCode(models.Model):
    """A code an authority had before; published figures still use it."""

    code = models.CharField(primary_key=True, max_length=9)
    authority = models.ForeignKey(LocalAuthority, models.CASCADE, related_name="former_codes")
    ended_in = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Year")

    def __str__(self) -> str:
        return self.code


class District(models.Model):
    """A lower-tier district or single-tier authority, current or retired, and who it belongs to.

    `authority` is empty where a retired code has no single successor (Cumbria, Northamptonshire).
    """

    code = models.CharField(primary_key=True, max_length=9)
    name = models.CharField(max_length=80)
    authority = models.ForeignKey(
        LocalAuthority, models.PROTECT, related_name="districts", null=True, blank=True
    )
    is_current = models.BooleanField(default=True)
    ended_in = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Year")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Postcode(models.Model):
    """A postcode of England, in use or not.

    No foreign key and no spatial index: `load_postcodes` builds this table aside and renames it.
    """

    postcode = BytewiseKey(
        primary_key=True,
        max_length=7,
        db_collation="C",
        help_text="No space, upper case: M11AE",
    )
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    authority_code = models.CharField(max_length=9, help_text="LocalAuthority.code, or empty")
    terminated_in = models.PositiveIntegerField(null=True, help_text="YYYYMM; empty if in use")

    def __str__(self) -> str:
        return f"{self.postcode[:-3]} {self.postcode[-3:]}"


class Country(models.TextChoices):
    ENGLAND = "E", "England"
    SCOTLAND = "S", "Scotland"
    WALES = "W", "Wales"
    NORTHERN_IRELAND = "N", "Northern Ireland"


class OutwardCode(models.Model):
    """The first half of a postcode anywhere in Great Britain, and the middle of it."""

    code = models.CharField(primary_key=True, max_length=4)
    country = models.CharField(max_length=1, choices=Country.choices)
    latitude = models.FloatField()
    longitude = models.FloatField()
    authority_codes = models.JSONField(
        default=list, help_text="Authorities it lies in, the largest share first"
    )

    def __str__(self) -> str:
        return self.code


class Place(models.Model):
    """A name people type for where they are; made anew by `directory.reference.places`.

    `authority` is empty for what lies in several, such as London. Places outside England are here
    so that we can say which country they are in.
    """

    class Kind(models.TextChoices):
        TOWN = "town", "Town or village"
        DISTRICT = "district", "District"
        AUTHORITY = "authority", "Local authority"
        AREA = "area", "County or region"

    name = models.CharField(max_length=100)
    search_name = models.CharField(max_length=100, help_text="Lower case, no accents or marks")
    qualifier = models.CharField(max_length=100, blank=True, help_text="Tells namesakes apart")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    country = models.CharField(max_length=1, choices=Country.choices, default=Country.ENGLAND)
    latitude = models.FloatField()
    longitude = models.FloatField()
    authority = models.ForeignKey(LocalAuthority, models.CASCADE, null=True, blank=True)
    population = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search_name", "qualifier"], name="place_once"),
            models.CheckConstraint(condition=~Q(search_name=""), name="place_has_name"),
        ]
        indexes = [
            # GiST, for it gives the likest names in order; with GIN every name is compared.
            GistIndex(fields=["search_name"], name="place_trigram", opclasses=["gist_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.qualifier}" if self.qualifier else self.name
