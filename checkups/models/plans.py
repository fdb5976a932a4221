"""A plan: the check-ups that one person agreed to have."""

from datetime import date, datetime, time
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from checkups.models.choices import ANCHORS, EndReason, How, Pace, PauseReason
from checkups.schedule import EARLIEST, LATEST, Anchor, AnchorKind, Pattern, Wishes
from checkups.schedule import Pace as PaceSince
from checkups.workflow import PLAN_TRANSITIONS, STANDING, PlanStatus
from referrals.models import Referral
from rosc.access import ROLES, Permission
from rosc.accounts.models import Membership, Organisation, Team, User
from rosc.closed import ClosedQuerySet
from rosc.models import Record
from rosc.people.models import Consent, ContactRoute, Grant, Person
from rosc.people.models.routes import WEEKDAYS
from rosc.workflow import TransitionRecord

SEES_ALL = [r.slug for r in ROLES.values() if Permission.PERSON_READ_ALL in r.permissions]


class PlanQuerySet(ClosedQuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of the organisations where `user` works with everybody; for a peer worker, those
        they do themselves, of people given to them. Nothing of somebody they are kept from."""
        wide = [o.pk for o in user.organisations_with(Permission.PERSON_READ_ALL)]
        own = [o.pk for o in user.organisations_with(Permission.CHECK_UP_READ)]
        given = user.grants.standing(timezone.now()).given().values("person")
        wide_open = Q(organisation__in=wide) & (Q(person__is_closed=False) | Q(person__in=given))
        theirs = Q(organisation__in=own, worker=user, person__in=given)
        kept = Person.kept_from.through.objects.filter(user=user, person=OuterRef("person_id"))
        found = self.filter(wide_open | theirs, person__is_hidden=False, person__erased_on=None)
        return found.exclude(Exists(kept)).opened()

    def standing(self) -> Self:
        return self.filter(status__in=STANDING)

    def active(self) -> Self:
        return self.filter(status=PlanStatus.ACTIVE)

    def to_book(self, today: date) -> Self:
        """Those for which further check-ups are to be booked by now."""
        return self.active().filter(book_more_on__lte=today)

    def to_resume(self, today: date) -> Self:
        """Those whose pause is over; not of somebody in prison, of whom nobody knows more."""
        return self._pause_over(today).filter(is_inside=False)

    def to_ask_again(self, today: date) -> Self:
        """Those of somebody in prison, whose worker looks again."""
        return self._pause_over(today).filter(is_inside=True)

    def _pause_over(self, today: date) -> Self:
        return self.filter(status=PlanStatus.PAUSED, paused_until__lte=today)

    def of_worker(self, user: User) -> Self:
        return self.filter(worker=user)

    def without_a_worker(self) -> Self:
        """Those whose worker works there no more, or cannot open the record any more: a peer worker
        who handed somebody back. Of a team's own, all."""
        there = Membership.objects.active().filter(
            user=OuterRef("worker"), organisation=OuterRef("organisation")
        )
        given = Grant.objects.standing(timezone.now()).given()
        given = given.filter(user=OuterRef("worker"), person=OuterRef("person"))
        kept = Person.kept_from.through.objects.filter(
            user=OuterRef("worker"), person=OuterRef("person_id")
        )
        sees_all = Q(Exists(there.filter(role__in=SEES_ALL)), person__is_closed=False)
        opens = sees_all | Q(Exists(there)) & Q(Exists(given))
        return self.standing().exclude(opens & ~Q(Exists(kept)))

    def for_list(self) -> Self:
        """With all that a row of a list shows."""
        return self.select_related("person", "organisation", "worker", "team")


class Plan(Record):
    """When, how and by whom somebody is asked how they are. It holds its own copy of the schedule,
    so that nothing they agreed to changes when a template does."""

    TRANSITIONS = PLAN_TRANSITIONS

    # Who, and on what ground
    person = models.ForeignKey(Person, models.PROTECT, related_name="plans")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="plans")
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="plans")
    referral = models.ForeignKey(
        Referral, models.SET_NULL, related_name="plans", null=True, blank=True
    )
    follows_from = models.ForeignKey(
        "self", models.SET_NULL, related_name="followed_by", null=True, blank=True
    )
    worker = models.ForeignKey(User, models.PROTECT, related_name="plans", null=True, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="plans", null=True, blank=True)

    # When
    schedule = models.CharField("slug of what it came from", max_length=60, blank=True)
    schedule_name = models.CharField(max_length=120)
    days = ArrayField(models.SmallIntegerField())
    step = models.PositiveSmallIntegerField("then every so many days", null=True, blank=True)
    review_every = models.PositiveSmallIntegerField("days", null=True, blank=True)
    anchor_kind = models.CharField(max_length=12, choices=ANCHORS)
    anchor_on = models.DateField()
    is_inside = models.BooleanField("in prison, until we are told otherwise", default=False)
    weekday = models.PositiveSmallIntegerField(choices=WEEKDAYS, null=True, blank=True)
    at = models.TimeField("wall time", default=time(10))
    any_day = models.BooleanField("weekends and bank holidays are fine", default=False)
    pace = models.PositiveSmallIntegerField(choices=Pace.choices, null=True, blank=True)
    pace_since = models.DateField(null=True, blank=True)

    # How
    how = models.CharField(max_length=10, choices=How.choices, default=How.PHONE)
    route = models.ForeignKey(
        ContactRoute,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        help_text="Where reminders go; without one, the safe route they prefer.",
    )
    reminders = models.PositiveSmallIntegerField(default=1)
    offers_form = models.BooleanField("may start it on their phone", default=False)
    asks_about_use = models.BooleanField(default=True)
    shows_strengths = models.BooleanField(
        "sees their strengths over time on their own page", default=False, db_default=False
    )

    # Where it stands
    status = models.CharField(
        max_length=20, choices=PlanStatus.choices, default=PlanStatus.ACTIVE, db_index=True
    )
    booked_to = models.DateField("scheduled days are booked up to here")
    book_more_on = models.DateField("further ones are booked on", null=True, blank=True)
    paused_on = models.DateField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    pause_reason = models.CharField(max_length=20, choices=PauseReason.choices, blank=True)
    break_until = models.DateField(
        "until when it would be paused without prison", null=True, blank=True
    )
    break_reason = models.CharField(
        max_length=20, choices=PauseReason.choices, blank=True, default="", db_default=""
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, choices=EndReason.choices, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=PlanStatus.values), name="plan_status_known"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(status__in=STANDING), name="plan_once"
            ),
            models.CheckConstraint(
                condition=Q(worker__isnull=False) | Q(team__isnull=False), name="plan_is_somebodys"
            ),
            models.CheckConstraint(condition=Q(reminders__lte=2), name="plan_reminders"),
            models.CheckConstraint(
                condition=Q(at__gte=EARLIEST, at__lt=LATEST), name="plan_not_in_quiet_hours"
            ),
            models.CheckConstraint(
                condition=Q(pace=None, pace_since=None)
                | Q(pace__isnull=False, pace_since__isnull=False),
                name="plan_pace_whole",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status=PlanStatus.PAUSED, paused_until__isnull=False)
                    & Q(paused_on__isnull=False)
                    & ~Q(pause_reason="")
                )
                | (
                    ~Q(status=PlanStatus.PAUSED)
                    & Q(paused_on=None, paused_until=None, pause_reason="")
                ),
                name="plan_pause_ends",
            ),
            models.CheckConstraint(
                condition=Q(break_until=None, break_reason="")
                | (
                    Q(pause_reason=PauseReason.INSIDE, break_until__isnull=False)
                    & ~Q(break_reason="")
                ),
                name="plan_break_whole",
            ),
            models.CheckConstraint(
                condition=(Q(status=PlanStatus.ENDED, ended_at__isnull=False) & ~Q(end_reason=""))
                | (~Q(status=PlanStatus.ENDED) & Q(ended_at=None, end_reason="")),
                name="plan_ended_why",
            ),
            models.CheckConstraint(
                condition=Q(status=PlanStatus.ACTIVE, book_more_on__isnull=False)
                | (~Q(status=PlanStatus.ACTIVE) & Q(book_more_on=None)),
                name="plan_has_a_next_date",
            ),
        ]
        indexes = [
            models.Index(
                fields=["book_more_on"], condition=Q(status=PlanStatus.ACTIVE), name="plan_to_book"
            ),
            models.Index(
                fields=["paused_until"],
                condition=Q(status=PlanStatus.PAUSED),
                name="plan_to_resume",
            ),
            models.Index(
                fields=["worker"], condition=Q(status__in=STANDING), name="plan_of_worker"
            ),
            models.Index(
                fields=["organisation"],
                condition=Q(status__in=STANDING),
                name="plan_of_organisation",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        return reverse("checkups:plan", args=[self.pk])

    @property
    def pattern(self) -> Pattern:
        return Pattern(tuple(self.days), self.step, self.review_every)

    @property
    def anchor(self) -> Anchor:
        return Anchor(AnchorKind(self.anchor_kind), self.anchor_on)

    @property
    def wishes(self) -> Wishes:
        return Wishes(self.weekday, self.at, self.any_day)

    @property
    def its_pace(self) -> PaceSince | None:
        """Another pace than the schedule's, where there is one."""
        if self.pace is None or self.pace_since is None:
            return None
        return PaceSince(self.pace, self.pace_since)

    @property
    def is_active(self) -> bool:
        return self.status == PlanStatus.ACTIVE

    @property
    def is_resting(self) -> bool:
        """Whether it is paused for another reason than prison, or beside it."""
        is_own = self.status == PlanStatus.PAUSED and self.pause_reason != PauseReason.INSIDE
        return is_own or (self.break_until or date.min) > timezone.localdate()

    @property
    def is_standing(self) -> bool:
        return self.status in STANDING

    def keeps_phone_silent(self, now: datetime) -> bool:
        """Whether nothing may go to a phone: they are inside, or not out before their day."""
        is_before = timezone.localdate(now) < self.anchor_on
        return self.is_inside or (self.anchor_kind == AnchorKind.RELEASE and is_before)


class PlanHistory(TransitionRecord):
    subject = models.ForeignKey(Plan, models.PROTECT, related_name="history")

    class Meta(TransitionRecord.Meta):
        indexes = [models.Index(fields=["subject", "id"], name="plan_history")]


class ScheduleCopyQuerySet(models.QuerySet["ScheduleCopy"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(organisation__in=user.organisation_ids)

    def current(self) -> Self:
        return self.filter(ended_on=None)

    def of(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def shown(self) -> Self:
        """Those that the organisation's workers choose from."""
        return self.current().filter(is_shown=True)


class ScheduleCopy(Record):
    """A schedule as one organisation uses it: shipped, changed, or all its own."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="schedules")
    based_on = models.CharField("slug of a shipped one", max_length=60, blank=True)
    name = models.CharField(max_length=120)
    about = models.CharField("what the person is told about it", max_length=300, blank=True)
    days = ArrayField(models.SmallIntegerField())
    step = models.PositiveSmallIntegerField(null=True, blank=True)
    review_every = models.PositiveSmallIntegerField(null=True, blank=True)
    is_shown = models.BooleanField(default=False)
    ended_on = models.DateField(null=True, blank=True)

    objects = ScheduleCopyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "schedule copies"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(ended_on=None),
                name="schedule_name_once",
                violation_error_message="You have a schedule of that name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def pattern(self) -> Pattern:
        return Pattern(tuple(self.days), self.step, self.review_every)
