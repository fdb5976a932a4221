"""When help is there: weekly or nth-week slots in wall-clock time, and the days they differ."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from directory.models.choices import Mode, stated_field
from directory.models.fields import CubeField, EndMinute, minute_column
from directory.models.organisations import Location
from directory.models.service import Service
from rosc.models import Record


class Weekday(models.IntegerChoices):
    """As Python counts: Monday is 0."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


OF_A_SESSION = (
    *("service", "location", "name", "modes", "formats", "note"),
    *("weekday", "starts_at", "ends_at", "timezone", "weeks"),
    *("valid_from", "valid_to", "bank_holidays", "cancelled_on", "moved_on", "is_meeting"),
    *("visitors_welcome", "join_url", "join_phone", "updated_at"),
)
OF_A_LIST = (
    *OF_A_SESSION,
    *("service__name", "service__modes", "service__phone", "service__text_number"),
    *("service__email", "service__website", "service__checked_on", "service__cost"),
    *("service__fellowship__plain_name", "service__fellowship__is_active"),
    "service__organisation__name",
    *("location__name", "location__address", "location__town", "location__postcode"),
    "location__is_withheld",
)


class SessionQuerySet(models.QuerySet["Session"]):
    def for_times(self) -> "SessionQuerySet":
        """Without the columns that only the search itself looks at."""
        return self.only(*OF_A_SESSION)

    def for_lists(self) -> "SessionQuerySet":
        """With what a timetable, a file or a paper shows of each meeting, and no more: the rows
        behind it have a hundred columns."""
        related = ("service__fellowship", "service__organisation", "location")
        return self.select_related(*related).only(*OF_A_LIST)

    def for_public(self) -> "SessionQuerySet":
        """Those of services that anybody may open, with all that a calendar says of them."""
        return (
            self.filter(service__in=Service.objects.for_public())
            .select_related("service__organisation", "location")
            .prefetch_related("exceptions")
        )


class Session(Record):
    """A slot in the week when a service is open or a meeting is held.

    Times are what the clock on the wall says in `timezone`. A session that ends at or before the
    time it starts ends on the next day; 00:00 to 00:00 is the whole day. `ends_at` empty: nobody
    has said how long it lasts. `weeks` empty: every week; else which of the month's such weekdays
    (1 to 5, -1 the last).
    """

    class BankHolidays(models.TextChoices):
        RUNS = "runs", "Also on bank holidays"
        CLOSED = "closed", "Not on bank holidays"
        NOT_STATED = "not-stated", "Not stated"

    service = models.ForeignKey(Service, models.CASCADE, related_name="sessions")
    location = models.ForeignKey(
        Location, models.SET_NULL, related_name="sessions", null=True, blank=True
    )
    name = models.CharField(max_length=120, blank=True, help_text="If it has one of its own")
    modes = ArrayField(models.CharField(max_length=10, choices=Mode.choices), default=list)
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    starts_at = models.TimeField()
    ends_at = models.TimeField(null=True, blank=True)
    timezone = models.CharField(max_length=40, default="Europe/London")
    weeks = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    bank_holidays = models.CharField(
        max_length=10, choices=BankHolidays.choices, default=BankHolidays.NOT_STATED
    )
    visitors_welcome = stated_field("visitors welcome")
    formats = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        help_text="Newcomers, Step study",
    )
    join_url = models.URLField(max_length=500, blank=True)
    join_phone = models.CharField(max_length=30, blank=True)
    note = models.CharField(max_length=300, blank=True)
    # Minutes after local midnight; the end is on the next day from 1440, and an hour after the
    # start where nobody has said how long it lasts.
    start_minute = minute_column("starts_at")
    end_minute = models.GeneratedField(
        expression=EndMinute(), output_field=models.IntegerField(), db_persist=True
    )
    # What the search reads of exceptions, service and location: copies, made by actions.index.
    cancelled_on = ArrayField(models.DateField(), default=list, editable=False)
    moved_on = ArrayField(models.DateField(), default=list, editable=False)
    is_meeting = models.BooleanField(default=False, editable=False)
    point = CubeField(null=True, blank=True, editable=False)
    facets = ArrayField(models.CharField(max_length=80), default=list, editable=False)
    areas = ArrayField(models.CharField(max_length=9), default=list, editable=False)
    is_national = models.BooleanField(default=False, editable=False)
    text = SearchVectorField(null=True, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__range=(0, 6)), name="session_weekday_known"
            ),
            models.CheckConstraint(
                condition=Q(weeks__contained_by=[-1, 1, 2, 3, 4, 5]),
                name="session_weeks_known",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lte=models.F("valid_to")),
                name="session_valid_in_order",
            ),
        ]
        indexes = [
            GistIndex(fields=["point"], name="meeting_point", condition=Q(is_meeting=True)),
            GinIndex(fields=["facets"], name="meeting_facets", condition=Q(is_meeting=True)),
            GinIndex(fields=["text"], name="meeting_text", condition=Q(is_meeting=True)),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts_at:%H:%M}"

    @property
    def differs(self) -> bool:
        """Whether it is off or moved on some date, as the index copied it."""
        return bool(self.cancelled_on or self.moved_on)

    @property
    def is_all_day(self) -> bool:
        return self.starts_at == self.ends_at


class SessionException(Record):
    """A date on which a session is off, or held at another time."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="exceptions")
    on = models.DateField()
    is_cancelled = models.BooleanField(default=True)
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "on"], name="exception_once_a_date"),
            models.CheckConstraint(
                condition=Q(is_cancelled=True) | Q(starts_at__isnull=False),
                name="exception_cancelled_or_moved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.on}"
