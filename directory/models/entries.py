"""What the search reads: one row for each service and place, made anew by `actions.index`."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils import timezone

from directory.models.fields import WeekMinutesField, point_column, reach_column
from directory.models.geography import LocalAuthority
from directory.models.organisations import Location
from directory.models.service import Service
from directory.models.vocabulary import Kind


class SearchEntry(models.Model):
    """A published service at one of its locations, or without one; never edited, only made anew."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="entries")
    location = models.ForeignKey(Location, models.CASCADE, null=True, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    point = point_column()
    # Everything a facet filters on: "kind:mutual-aid", "for:women", "how:online".
    facets = ArrayField(models.CharField(max_length=80), default=list)
    areas = ArrayField(models.CharField(max_length=9), default=list, help_text="Authority codes")
    # Of those, the ones it says it serves: it comes in there although it is based elsewhere.
    serves = ArrayField(models.CharField(max_length=9), default=list)
    is_national = models.BooleanField(default=False)
    reach_miles = models.PositiveSmallIntegerField(null=True)
    reach = reach_column()
    # When it may be open, nth weeks and exceptions let be.
    open_minutes = WeekMinutesField(default=list)
    # Whether that is all there is to know, any week: then the search need not ask the sessions. A
    # portal of the version before adds rows without it, and they are asked.
    is_regular = models.BooleanField(default=False, db_default=False)
    name = models.CharField(max_length=200)
    text = SearchVectorField()

    class Meta:
        verbose_name_plural = "search entries"
        constraints = [
            models.UniqueConstraint(
                fields=["service", "location"],
                nulls_distinct=False,
                name="entry_once_a_place",
            )
        ]
        indexes = [
            GistIndex(fields=["point", "open_minutes"], name="entry_point_and_times"),
            GistIndex(
                fields=["reach"],
                name="entry_reach",
                condition=models.Q(reach_miles__isnull=False),
            ),
            # One for all: what is asked together is put together inside it, where the rare passes
            # over the common. With an index each, all England's rows of a word were gathered first.
            GinIndex(fields=["serves", "areas", "facets", "text"], name="entry_says"),
            models.Index(
                fields=["id"],
                name="entry_national",
                condition=models.Q(is_national=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} at {self.location_id}"


class IndexDue(models.Model):
    """A service whose entries are older than what they are made from; a sweep makes them anew."""

    service = models.OneToOneField(Service, models.CASCADE, primary_key=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name_plural = "services to index"

    def __str__(self) -> str:
        return str(self.service_id)


class Word(models.Model):
    """A word that stands in some entry; a mistyped one is matched to the most like it."""

    word = models.CharField(primary_key=True, max_length=60)

    class Meta:
        indexes = [
            GinIndex(fields=["word"], name="word_trigram", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.word


SEARCH = "search"  # as an origin of unmet need: nothing was found


class UnmetNeed(models.Model):
    """Somebody looked for this kind of help in this authority in this month, and there was none.

    Holds nothing about the person, nor the words they typed. `hour` keeps one search per need,
    authority and hour; it is not shown.
    """

    kind = models.ForeignKey(Kind, models.CASCADE, null=True, blank=True)
    authority = models.ForeignKey(LocalAuthority, models.CASCADE, null=True, blank=True)
    month = models.DateField(help_text="Its first day")
    hour = models.DateTimeField()
    origin = models.CharField(max_length=20, default=SEARCH)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "authority", "hour"],
                condition=models.Q(origin=SEARCH),
                nulls_distinct=False,
                name="unmet_search_once_an_hour",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind_id} {self.authority_id} {self.month:%Y-%m}"
