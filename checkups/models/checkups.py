"""One check-up, and what it holds. Everything below it is reached through it or its plan alone."""

import json
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from checkups.models.choices import How, MoveReason, Offer, Prompt, Step, Whose
from checkups.models.plans import Plan
from checkups.schedule import EARLIEST, LATEST, moment
from checkups.workflow import CAN_BE_HELD, CHECK_UP_TRANSITIONS, STANDING, Status
from referrals.models import Reached, Referral
from rosc.accounts.models import Organisation, User
from rosc.closed import ClosedQuerySet
from rosc.encryption import EncryptedText
from rosc.models import Record
from rosc.outbox.models import OutboundMessage
from rosc.people.models import RouteKind
from rosc.workflow import TransitionRecord


class CheckUpQuerySet(ClosedQuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of the plans that `user` may see."""
        plans = Plan.objects.visible_to(user).filter(pk=OuterRef("plan_id"))
        return self.at_home_of(user).filter(Exists(plans)).opened()

    def at_home_of(self, user: User) -> Self:
        """Those of the organisations `user` works at. It only narrows what a plan already says, so
        that the days of these organisations are read and not those of all."""
        return self.filter(organisation__in=user.organisation_ids)

    def planned(self) -> Self:
        return self.filter(status=Status.PLANNED)

    def due_by(self, day: date) -> Self:
        return self.planned().filter(due_on__lte=day)

    def overdue(self, today: date) -> Self:
        return self.planned().filter(due_on__lt=today)

    def not_reached_yet(self) -> Self:
        """Those of plans that go on, with nothing held since."""
        held = self.model.objects.unscoped_for("timer").filter(
            plan=OuterRef("plan"), status=Status.HELD, due_on__gte=OuterRef("due_on")
        )
        found = self.filter(status=Status.NOT_REACHED, plan__status__in=STANDING)
        return found.exclude(Exists(held))

    def to_remind(self, until: date) -> Self:
        """Those due up to a day whose reminders nobody has planned."""
        return self.planned().filter(due_on__lte=until, reminded_at=None)

    def to_tell(self, today: date) -> Self:
        """Those due today of which nobody has heard this morning."""
        return self.planned().filter(due_on=today, told_on=None)

    def to_find_somebody_for(self, days: Collection[date]) -> Self:
        """Those on these days that somebody is to be found for, of whom nobody has heard."""
        told = OutboundMessage.objects.filter(
            kind="checkups.find_somebody", subject_id=OuterRef("pk")
        )
        found = self.planned().filter(due_on__in=days, needs_somebody=True)
        return found.exclude(Exists(told))

    def to_give_up(self, today: date) -> Self:
        """Those that are over with at least one try, while the time for trying may be over too."""
        tried = Attempt.objects.filter(checkup=OuterRef("pk"))
        return self.overdue(today).filter(Exists(tried), plan__status__in=STANDING)

    def for_list(self) -> Self:
        return self.select_related(
            *("plan__person", "plan__worker", "plan__team", "plan__organisation", "organisation")
        ).order_by("due_on", "due_at", "pk")


class CheckUp(Record):
    """A day on which somebody is asked how they are. When it moves, the next row stands for it."""

    TRANSITIONS = CHECK_UP_TRANSITIONS

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="checkups")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    # When, in local wall time
    scheduled_on = models.DateField(
        null=True, blank=True, help_text="As the schedule has it; none for one more try."
    )
    due_on = models.DateField()
    due_at = models.TimeField()
    is_review = models.BooleanField("the plan itself is talked about", default=False)
    needs_somebody = models.BooleanField("few work that day", default=False)
    moved_from = models.OneToOneField(
        "self", models.PROTECT, related_name="moved_to", null=True, blank=True
    )
    moved_why = models.CharField(max_length=10, choices=MoveReason.choices, blank=True)
    reminded_at = models.DateTimeField("reminders were planned", null=True, blank=True)
    told_on = models.DateField("whoever holds it was told", null=True, blank=True)

    # What came of it
    status = models.CharField(
        max_length=20, choices=Status.choices, default=Status.PLANNED, db_index=True
    )
    how = models.CharField(max_length=10, choices=How.choices, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    not_reached_at = models.DateTimeField("said that they could not be reached", null=True)
    held_by = models.ForeignKey(
        User, models.PROTECT, related_name="held_checkups", null=True, blank=True
    )
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    step = models.CharField(max_length=10, choices=Step.choices, blank=True)

    # The way back: why it may be time to offer one, and what came of it
    prompts = ArrayField(
        models.CharField(max_length=20, choices=Prompt.choices), default=list, blank=True
    )
    prompted_on = models.DateField(null=True, blank=True)
    offered_on = models.DateField(null=True, blank=True)
    offer = models.CharField(max_length=10, choices=Offer.choices, blank=True)
    led_to = models.ForeignKey(Referral, models.SET_NULL, related_name="+", null=True, blank=True)

    objects = CheckUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "due_at", "pk"]
        verbose_name = "check-up"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="checkup_status_known"
            ),
            models.UniqueConstraint(
                fields=["plan", "due_on"],
                condition=Q(status=Status.PLANNED),
                name="checkup_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=EARLIEST, due_at__lt=LATEST),
                name="checkup_not_in_quiet_hours",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.HELD, held_at__isnull=False)
                | (~Q(status=Status.HELD) & Q(held_at=None)),
                name="checkup_held_when",
            ),
            models.CheckConstraint(
                condition=Q(prompts__contained_by=Prompt.values), name="checkup_prompts_known"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(status=Status.PLANNED), name="checkup_due"),
            models.Index(
                fields=["organisation", "due_on"],
                condition=Q(status=Status.PLANNED),
                name="checkup_due_there",
            ),
            models.Index(
                fields=["due_on"],
                condition=Q(status=Status.PLANNED, reminded_at=None),
                name="checkup_to_remind",
            ),
            models.Index(
                fields=["due_on"],
                condition=Q(status=Status.PLANNED, told_on=None),
                name="checkup_to_tell",
            ),
            models.Index(
                fields=["organisation", "due_on"],
                condition=Q(status=Status.NOT_REACHED),
                name="checkup_not_reached",
            ),
            models.Index(fields=["plan", "due_on"], name="checkup_of_plan"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        return reverse("checkups:checkup", args=[self.pk])

    @property
    def starts_at(self) -> datetime:
        """The instant it begins."""
        return moment(self.due_on, self.due_at)

    @property
    def can_be_held(self) -> bool:
        """Now, or late."""
        return self.status in CAN_BE_HELD and self.plan.is_standing

    @property
    def days_late(self) -> int:
        """How many days after its day it was held; 0 on the day or before."""
        on = timezone.localdate(self.held_at) if self.held_at else timezone.localdate()
        return max((on - self.due_on) // timedelta(days=1), 0)

    @property
    def latest(self) -> "CheckUp":
        """Itself, or what it was moved to."""
        found = self
        while found.status == Status.MOVED:
            found = found.moved_to
        return found


class CheckUpHistory(TransitionRecord):
    subject = models.ForeignKey(CheckUp, models.PROTECT, related_name="history")

    class Meta(TransitionRecord.Meta):
        indexes = [models.Index(fields=["subject", "id"], name="checkup_history")]


class Attempt(Record):
    """One try to reach the person for a check-up, or the time it worked."""

    checkup = models.ForeignKey(CheckUp, models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    route = models.CharField(max_length=10, choices=RouteKind.choices, blank=True)
    result = models.CharField(max_length=10, choices=Reached.choices)
    is_through_trusted = models.BooleanField("through somebody they trust", default=False)
    by_kind = models.CharField(max_length=20)
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.id)


class CheckUpAnswers(Record):
    """What was said at a check-up, sealed; questions and codes are in `checkups.questions`."""

    checkup = models.OneToOneField(CheckUp, models.CASCADE, related_name="answers")
    sealed = EncryptedText(help_text="JSON: question, answer.")

    def __str__(self) -> str:
        return str(self.id)

    @property
    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.sealed)
        return found


class AgreedActionQuerySet(models.QuerySet["AgreedAction"]):
    def open(self) -> Self:
        return self.filter(done_on=None, dropped_on=None)


class AgreedAction(Record):
    """What somebody said they would do, and by when."""

    checkup = models.ForeignKey(CheckUp, models.CASCADE, related_name="agreed_actions")
    what = EncryptedText()
    whose = models.CharField(max_length=10, choices=Whose.choices, default=Whose.TOGETHER)
    by_on = models.DateField("by when", null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField("not needed any more", null=True, blank=True)

    objects = AgreedActionQuerySet.as_manager()

    class Meta:
        ordering = ["by_on", "created_at", "pk"]

    def __str__(self) -> str:
        return str(self.id)
