"""What comes from the person's own side: a form on their phone, a wish to be rung, and what is
urgent; and who has said that they can be rung."""

import json
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from checkups.models.checkups import CheckUp
from checkups.models.choices import WantedCall
from checkups.models.plans import Plan
from referrals.models import Referral
from rosc.access import Permission
from rosc.accounts.models import Organisation, User
from rosc.encryption import EncryptedText
from rosc.models import Record
from rosc.people.models import Person

MOST_TRIES = 5  # at the second thing, for each link
FORM_LASTS = timedelta(days=7)  # so long a form can be saved and finished
LEFT_AFTER = timedelta(days=1)  # with nothing more said, what was said so far is read
SEEN_AFTER = timedelta(days=1)  # so long whoever was only named or told still sees what is done
HELD_AFTER = timedelta(days=7)  # so long whoever opened what could not wait goes on with it


def _working_there(user: User) -> Q:
    """Whose records they could be given, where nobody has kept them from the person since."""
    there = [one.pk for one in user.organisations_with(Permission.ON_CALL)]
    kept = Person.kept_from.through.objects.filter(user=user, person=OuterRef("person_id"))
    return Q(person__organisation__in=there, person__erased_on=None) & ~Q(Exists(kept))


class SelfCompletionQuerySet(models.QuerySet["SelfCompletion"]):
    def visible_to(self, user: User) -> Self:
        """Those of the plans that `user` may see."""
        plans = Plan.objects.visible_to(user).filter(pk=OuterRef("checkup__plan_id"))
        return self.filter(Exists(plans))

    def to_answer(self) -> Self:
        """Finished by the person; nobody has replied yet."""
        return self.filter(finished_at__isnull=False, replied_at=None)

    def late(self, today: date) -> Self:
        return self.to_answer().filter(reply_by__lt=today)

    def begun(self, now: datetime) -> Self:
        """Those that can still be gone on with."""
        return self.filter(finished_at=None, ended_at=None, expires_at__gt=now)

    def left(self, now: datetime) -> Self:
        """Begun, and not gone on with for a day."""
        return self.filter(finished_at=None, ended_at=None, saved_at__lte=now - LEFT_AFTER)

    def for_list(self) -> Self:
        return self.select_related(
            *("checkup__plan__person__organisation", "checkup__plan__organisation"),
            *("checkup__plan__worker", "checkup__organisation", "replied_by"),
        )


class SelfCompletion(Record):
    """A check-up that somebody may begin on their phone. Never shown again through its link, and
    never counted as held."""

    checkup = models.ForeignKey(CheckUp, models.CASCADE, related_name="self_completions")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField("pages that were sent", default=0)
    visit_hash = models.CharField(max_length=64, blank=True, editable=False)
    visit_until = models.DateTimeField(null=True, blank=True)
    raw = EncryptedText("answers", null=True, blank=True, help_text="JSON: question, answer.")
    saved_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    reply_by = models.DateField("a human replies by", null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    late_told_on = models.DateField("who leads was told it is late", null=True, blank=True)

    objects = SelfCompletionQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tries__lte=MOST_TRIES), name="self_completion_tries_bounded"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, reply_by=None)
                | Q(finished_at__isnull=False, reply_by__isnull=False),
                name="self_completion_is_answered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["reply_by"],
                condition=Q(finished_at__isnull=False, replied_at=None),
                name="self_completion_to_answer",
            ),
            models.Index(
                fields=["saved_at"],
                condition=Q(finished_at=None, ended_at=None, saved_at__isnull=False),
                name="self_completion_left",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def organisation(self) -> Organisation:
        return self.checkup.plan.organisation

    @property
    def answers(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.raw) if self.raw else {}
        return found

    def why_shut(self, now: datetime) -> str:
        """Why it leads nowhere, as a code; nothing where it does. Where contact is not safe,
        whoever holds the link may be the danger."""
        person = self.checkup.plan.person
        reasons = {
            "ended": self.ended_at is not None,
            "finished": self.finished_at is not None,
            "too_old": now >= self.expires_at,
            "too_many_tries": self.tries >= MOST_TRIES,
            "no_second_factor": not person.second_factor,
            "not_safe": person.is_stopped,
            "not_needed": not self.checkup.can_be_held,
            "inside": self.checkup.plan.keeps_phone_silent(now),
        }
        return next((code for code, is_so in reasons.items() if is_so), "")


class CallRequestQuerySet(models.QuerySet["CallRequest"]):
    def visible_to(self, user: User) -> Self:
        """Those of people whom `user` may see, and those in which they are named as who rings,
        until shortly after it is done: nobody keeps a number for ever because they rang once."""
        seen = Q(Exists(Person.objects.visible_to(user).filter(pk=OuterRef("person_id"))))
        lasts = Q(done_at=None) | Q(done_at__gt=timezone.now() - SEEN_AFTER)
        return self.filter(seen | Q(caller=user) & lasts & _working_there(user))

    def open(self) -> Self:
        return self.filter(done_at=None)

    def late(self, today: date) -> Self:
        """Those that nobody has answered by the day that was said."""
        return self.open().filter(answer_by__lt=today)

    def to_begin(self, now: datetime) -> Self:
        """Those of hours that have begun since they were promised, whose caller has not heard."""
        return self.open().filter(
            is_from=True,
            begun_told_at=None,
            rests_on__called_off_at=None,
            rests_on__starts_at__lte=now,
            rests_on__ends_at__gt=now,
        )

    def for_list(self) -> Self:
        rows = self.select_related(
            *("person__organisation", "plan__worker", "plan__organisation", "caller", "done_by"),
            "rests_on",
            *("led_to__service", "led_to__receiver"),
        )
        return rows.order_by("answer_by", "asked_at", "pk")


class CallRequest(Record):
    """Somebody wants to be rung, or told us something that wants an answer."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="call_requests")
    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="call_requests", null=True, blank=True
    )
    what = models.CharField(max_length=20, choices=WantedCall.choices)
    words = EncryptedText("what they added", null=True, blank=True)
    asked_at = models.DateTimeField()
    promised_on = models.DateField("what they were told", null=True, blank=True)
    promised_at = models.TimeField(null=True, blank=True)
    caller = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Who is on call, and was named to them; or is on call from what they were told.",
    )
    rests_on = models.ForeignKey(
        "checkups.OnCall", models.SET_NULL, related_name="promises", null=True, blank=True
    )
    is_from = models.BooleanField(
        "rung from then on, not before it", default=False, db_default=False
    )
    begun_told_at = models.DateTimeField("told as their hours began", null=True, blank=True)
    led_to = models.ForeignKey(Referral, models.SET_NULL, related_name="+", null=True, blank=True)
    answer_by = models.DateField()
    late_told_on = models.DateField("who leads was told it is late", null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)

    objects = CallRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(fields=["answer_by"], condition=Q(done_at=None), name="call_request_open")
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def organisation(self) -> Organisation:
        return self.person.organisation

    def is_over(self, now: datetime) -> bool:
        """Whether the time that was promised has passed: for hours, its end; else its day."""
        if self.promised_on is None or self.promised_at is None:
            return False
        if self.caller_id is None or self.is_from:
            return timezone.localdate(now) > self.promised_on
        until = datetime.combine(self.promised_on, self.promised_at)
        return now >= timezone.make_aware(until)

    def is_to_come(self, now: datetime) -> bool:
        """Whether whoever rings is on call only later."""
        return self.is_from and self.rests_on is not None and now < self.rests_on.starts_at

    @property
    def wants_treatment(self) -> bool:
        return self.what == WantedCall.TREATMENT


class OnCallQuerySet(models.QuerySet["OnCall"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(organisation__in=user.organisation_ids)

    def at(self, organisation: Organisation, now: datetime) -> Self:
        """Who can be rung there at this moment."""
        return self.filter(
            organisation=organisation,
            starts_at__lte=now,
            ends_at__gt=now,
            called_off_at=None,
            user__is_active=True,
        )

    def to_call_off(self, user: User) -> Self:
        """One's own, and for whoever leads those of their colleagues."""
        led = [one.pk for one in user.organisations_with(Permission.SCHEDULE_CHANGE)]
        return self.filter(Q(user=user) | Q(organisation__in=led)).select_related(
            "user", "organisation"
        )

    def coming(self, now: datetime) -> Self:
        """Now and later, the first on top."""
        rows = self.filter(ends_at__gt=now, called_off_at=None, user__is_active=True)
        return rows.order_by("starts_at", "pk")

    def over(self, now: datetime) -> Self:
        """Those whose number is needed no more."""
        is_over = Q(ends_at__lte=now) | Q(called_off_at__isnull=False)
        return self.filter(is_over, number__isnull=False)

    def from_now(self, organisation: Organisation, now: datetime) -> Self:
        return self.coming(now).filter(organisation=organisation)


class OnCall(Record):
    """A stretch of time for which somebody has put themselves down to be rung. Its number is for
    what cannot wait, and is forgotten once the hours are over."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="on_call")
    user = models.ForeignKey(User, models.PROTECT, related_name="on_call")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True, blank=True)
    number = EncryptedText("a number to text", null=True, blank=True)

    objects = OnCallQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name_plural = "on call"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="on_call_ends"
            )
        ]
        indexes = [
            models.Index(
                fields=["organisation", "starts_at"],
                condition=Q(called_off_at=None),
                name="on_call_there",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class UrgentFlagQuerySet(models.QuerySet["UrgentFlag"]):
    def visible_to(self, user: User) -> Self:
        """Those of people whom `user` may see, and those that they were told of while they work
        there: who is on call cannot help without it, and once it is opened does not need it for
        longer than a short while; whoever opened it, a little longer."""
        seen = Q(Exists(Person.objects.visible_to(user).filter(pk=OuterRef("person_id"))))
        now = timezone.now()
        lasts = Q(opened_at=None) | Q(opened_at__gt=now - SEEN_AFTER)
        lasts |= Q(opened_by=user, opened_at__gt=now - HELD_AFTER)
        return self.filter(seen | Q(told__contains=[user.pk]) & lasts & _working_there(user))

    def for_list(self) -> Self:
        return self.select_related(
            *("person__organisation", "plan__worker", "plan__organisation", "checkup", "opened_by")
        )

    def unopened(self) -> Self:
        return self.filter(opened_at=None)

    def to_climb(self, now: datetime) -> Self:
        """Those nobody opened in time: the next in the chain is told."""
        return self.unopened().filter(climbs_at__lte=now)


class UrgentFlag(Record):
    """An answer that cannot wait. It climbs until somebody has opened it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="urgent_flags")
    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="urgent_flags", null=True, blank=True
    )
    checkup = models.ForeignKey(
        CheckUp, models.CASCADE, related_name="urgent_flags", null=True, blank=True
    )
    why = ArrayField(models.CharField(max_length=20), default=list)
    told = ArrayField(models.UUIDField(), default=list, help_text="Ids of those who were told.")
    raised_at = models.DateTimeField()
    level = models.PositiveSmallIntegerField("how far it has climbed", default=0)
    climbs_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)

    objects = UrgentFlagQuerySet.as_manager()

    class Meta:
        ordering = ["raised_at", "pk"]
        indexes = [
            models.Index(
                fields=["climbs_at"], condition=Q(opened_at=None), name="urgent_flag_to_climb"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def organisation(self) -> Organisation:
        return self.person.organisation
