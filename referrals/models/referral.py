"""One introduction of one person to one service."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from directory.models import LocalAuthority, Service
from directory.models.choices import ServiceStatus, stated_field
from referrals.models.choices import (
    LEAVING,
    AgeBand,
    Follows,
    Handling,
    Origin,
    Reason,
    ReferralType,
    SafetyPoint,
    Source,
    Tier,
    Timing,
    Whose,
)
from referrals.workflow import (
    CLOSED,
    IDENTITY_SEEN,
    NOT_HELPED,
    OPEN,
    TRANSITIONS,
    Side,
    Status,
)
from rosc.access import Permission
from rosc.accounts.models import Organisation, OrganisationStatus, User
from rosc.closed import ClosedQuerySet
from rosc.models import Record
from rosc.people.models import Consent, Person
from rosc.workflow import TransitionRecord


class ReferralQuerySet(ClosedQuerySet):
    def visible_to(self, user: User) -> Self:
        """What one's organisations sent or received; for a peer worker, of people given to them.

        A receiver sees nothing that was never sent. Whoever is kept from a person's record, or
        finds it closed, does not see their referrals either.
        """
        wide = [o.pk for o in user.organisations_with(Permission.PERSON_READ_ALL)]
        own = [o.pk for o in user.organisations_with(Permission.REFERRAL_READ)]
        given = user.grants.standing(timezone.now()).given().values("person")
        theirs = Q(held_by__in=own, person__in=given) | Q(
            receiver__in=own, received_person__in=given
        )
        sent = Q(held_by__in=wide, person__is_closed=False)
        received = Q(receiver__in=wide) & (
            Q(received_person=None) | Q(received_person__is_closed=False)
        )
        found = self.filter(sent | received | theirs)
        found = found.exclude(~Q(held_by__in=own), sent_at=None)
        found = found.exclude(sent_at=None, person__is_hidden=True)  # nobody has said yes to them
        for side in ("person", "received_person"):
            kept = Person.kept_from.through.objects.filter(user=user, person=OuterRef(f"{side}_id"))
            found = found.exclude(Exists(kept))
        return found.opened()

    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def move_of(self, side: str, organisations: list) -> Self:
        """Those in which it is this side's move, and the side is one of these organisations."""
        where = "receiver__in" if side == Side.RECEIVER else "held_by__in"
        return self.open().filter(**{where: organisations}, whose_move=side)

    def to_move_by(self, organisations: list) -> Self:
        """Those in which one of these organisations has a move to make. Who came without a worker
        moves by themselves, or through whoever introduced them."""
        theirs = Q(whose_move=Side.RECEIVER, receiver__in=organisations)
        ours = Q(whose_move=Side.SENDER, held_by__in=organisations, person__is_hidden=False)
        return self.open().filter(theirs | ours)

    def of_sides(self, organisations: list) -> Self:
        return self.filter(Q(held_by__in=organisations) | Q(receiver__in=organisations))

    def paused(self) -> Self:
        return self.open().filter(paused_until__isnull=False)

    def overdue(self, today: date) -> Self:
        return self.open().filter(due_on__lt=today)

    def to_check(self) -> Self:
        """Where the sides' answers differ and nobody has settled it."""
        return self.filter(needs_check=True)

    def to_follow_up(self, organisations: list) -> Self:
        """Sent by these, and over without help there, while nothing has followed: whoever sent it
        says what comes next. `self` has been scoped."""
        unanswered = Q(status__in=NOT_HELPED) | Q(status=Status.ENDED, reason=Reason.NOT_REACHED)
        followed = self.model.objects.unscoped_for("reopen").filter(follows_from=OuterRef("pk"))
        found = self.filter(unanswered, held_by__in=organisations, rested_at=None, is_cut_off=False)
        found = found.filter(person__is_hidden=False, person__died_on=None, person__erased_on=None)
        return found.exclude(what_follows=Follows.NOTHING).exclude(Exists(followed))

    def where_closed(self) -> Self:
        """Under way to what is there no more, or where somewhere else has been proposed."""
        over = Q(service__status=ServiceStatus.CLOSED)
        over |= Q(receiver__status=OrganisationStatus.CLOSED)
        asked = self.model.hand_overs.rel.related_model.objects.filter(
            referral=OuterRef("pk"), said=""
        )
        return self.open().exclude(status=Status.DRAFT).filter(over | Q(Exists(asked)))

    def for_list(self) -> Self:
        """With all that a row of a list shows."""
        return self.select_related("person", "held_by", "receiver", "service", "received_person")


class Referral(Record):
    """A person is introduced to a service. It ends with what happened to them."""

    TRANSITIONS = TRANSITIONS

    # Who
    person = models.ForeignKey(Person, models.PROTECT, related_name="referrals")
    received_person = models.ForeignKey(
        Person, models.PROTECT, related_name="received_referrals", null=True, blank=True
    )
    held_by = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="referrals_sent",
        help_text="Who holds the person's record, and so moves on the sending side.",
    )
    receiver = models.ForeignKey(Organisation, models.PROTECT, related_name="referrals_received")
    service = models.ForeignKey(Service, models.PROTECT, related_name="referrals")
    started_by = models.ForeignKey(
        User, models.PROTECT, related_name="referrals_started", null=True, blank=True
    )
    origin = models.CharField(max_length=20, choices=Origin.choices, default=Origin.WORKER)
    follows_from = models.ForeignKey(
        "self", models.SET_NULL, related_name="followed_by", null=True, blank=True
    )

    pathway = models.ForeignKey(
        "referrals.AgreedPathway",
        models.SET_NULL,
        related_name="referrals",
        null=True,
        blank=True,
        help_text="The agreed pathway it goes along.",
    )

    # What for
    type = models.CharField(max_length=20, choices=ReferralType.choices, default=ReferralType.NEW)
    tier = models.CharField(max_length=10, choices=Tier.choices, default=Tier.SHORT)
    source = models.CharField(max_length=20, choices=Source.choices, default=Source.OTHER)
    needs = ArrayField(models.CharField(max_length=60), default=list, help_text="Kinds of help.")
    area = models.ForeignKey(LocalAuthority, models.PROTECT, null=True, blank=True)
    age_band = models.CharField(max_length=10, choices=AgeBand.choices, default=AgeBand.NOT_STATED)
    safety = ArrayField(
        models.CharField(max_length=20, choices=SafetyPoint.choices), default=list, blank=True
    )
    timing = models.CharField(max_length=20, choices=Timing.choices, default=Timing.SOON)
    languages = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    leaves_on = models.DateField("day of release or leaving", null=True, blank=True)
    holds_naloxone = stated_field("naloxone held")
    medicine_until = models.DateField("prescribed medicine runs out on", null=True, blank=True)

    # What was agreed
    consent = models.OneToOneField(
        Consent, models.PROTECT, related_name="referral", null=True, blank=True
    )
    tells_outcome = models.BooleanField("the sender may hear how it went", default=False)

    # Where it stands
    status = models.CharField(
        max_length=20, choices=Status.choices, default=Status.DRAFT, db_index=True
    )
    whose_move = models.CharField(max_length=10, choices=Side.choices, default=Side.SENDER)
    due_on = models.DateField("this move is due", null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    reached_at = models.DateTimeField("first contact that reached them", null=True, blank=True)
    first_intervention_on = models.DateField(null=True, blank=True)
    met_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    acknowledge_by = models.DateField(null=True, blank=True)
    pathway_by = models.DateField("its pathway's own day to answer", null=True, blank=True)
    contact_by = models.DateField(null=True, blank=True)
    intervene_by = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    expected_on = models.DateField("expected in the week of", null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    paused_on = models.DateField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    days_paused = models.PositiveSmallIntegerField("days paused before the answer", default=0)
    days_held = models.PositiveSmallIntegerField(
        "days paused while unanswered", default=0, db_default=0
    )
    reminded_on = models.DateField("the due day that was reminded of", null=True, blank=True)
    escalated_on = models.DateField("the due day that was escalated", null=True, blank=True)

    # How it was taken, and how it closed
    handling = models.CharField(max_length=20, choices=Handling.choices, blank=True)
    taken_at = models.DateTimeField("all that a yes makes was there", null=True, blank=True)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    whose_reason = models.CharField(max_length=10, choices=Whose.choices, blank=True)
    what_follows = models.CharField(max_length=20, choices=Follows.choices, blank=True)
    proposed = models.ForeignKey(
        Service, models.SET_NULL, related_name="+", null=True, blank=True, help_text="Instead."
    )
    rested_at = models.DateTimeField("nothing more was needed", null=True, blank=True)
    needs_check = models.BooleanField("the sides' answers differ", default=False)
    is_cut_off = models.BooleanField("consent withdrawn", default=False)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="referral_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=CLOSED, whose_move=Side.NOBODY)
                | (Q(status__in=OPEN) & ~Q(whose_move=Side.NOBODY)),
                name="referral_open_has_a_mover",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.ENDED) | ~Q(reason=""), name="referral_ended_why"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DRAFT, Status.WITHDRAWN])
                | Q(consent__isnull=False, sent_at__isnull=False),
                name="referral_sent_by_consent",
            ),
            models.CheckConstraint(
                condition=Q(paused_on=None, paused_until=None)
                | Q(paused_on__isnull=False, paused_until__isnull=False),
                name="referral_pause_ends",
            ),
        ]
        indexes = [
            models.Index(
                fields=["receiver", "due_on"], condition=Q(status__in=OPEN), name="referral_inbox"
            ),
            models.Index(
                fields=["held_by", "due_on"], condition=Q(status__in=OPEN), name="referral_outbox"
            ),
            models.Index(fields=["receiver", "-created_at"], name="referral_received"),
            models.Index(fields=["held_by", "-created_at"], name="referral_sent"),
            models.Index(fields=["due_on"], condition=Q(status__in=OPEN), name="referral_due"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        return reverse("referrals:referral", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_paused(self) -> bool:
        return self.paused_until is not None

    def days_paused_by(self, today: date) -> int:
        """For how many days its clocks have stood, a pause that goes on included."""
        return self.days_paused + ((today - self.paused_on).days if self.paused_on else 0)

    @property
    def is_leaving(self) -> bool:
        return self.type in LEAVING

    @property
    def has_worker(self) -> bool:
        """Whether somebody who works at the sending side can ask them and send a draft: not while
        nobody has said yes to who came without one."""
        return not self.person.is_hidden

    def shows_identity(self) -> bool:
        """Whether its receiver may see who it is: accepted, and the consent stands."""
        return self.status in IDENTITY_SEEN and not self.is_cut_off


class ReferralHistory(TransitionRecord):
    subject = models.ForeignKey(Referral, models.PROTECT, related_name="history")

    class Meta(TransitionRecord.Meta):
        indexes = [models.Index(fields=["subject", "id"], name="referral_history")]
