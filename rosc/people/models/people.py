"""The person, as one organisation knows them."""

from datetime import date, datetime
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from rosc.access import ROLES, Permission
from rosc.accounts.models import Membership, Organisation, User
from rosc.closed import ClosedQuerySet
from rosc.encryption import EncryptedText
from rosc.models import Record


class Sex(models.TextChoices):
    """As a treatment return asks for it; nobody has to say."""

    WOMAN = "woman", "Woman"
    MAN = "man", "Man"
    OTHER = "other", "Another word, in the notes"
    NOT_STATED = "not-stated", "Not stated"


class StopReason(models.TextChoices):
    """Why nobody is written to or rung any more."""

    ASKED = "asked", "They asked us to stop"
    UNSAFE = "unsafe", "It is not safe for them"
    DIED = "died", "They have died"


class SecondFactor(models.TextChoices):
    """What the person chose to be asked for on their own page."""

    BIRTHDAY = "birthday", "The day and month I was born"
    WORD = "word", "A word we agreed"


MOST_ALIKE = 10


class PersonQuerySet(ClosedQuerySet):
    def visible_to(self, user: User) -> Self:
        """Everybody of the organisations where `user` works with all, and whoever was given to
        them; never a record they were named as kept from, nor a colleague's own."""
        wide = [o.pk for o in user.organisations_with(Permission.PERSON_READ_ALL)]
        own = [o.pk for o in user.organisations_with(Permission.PERSON_READ)]
        given = Q(pk__in=user.grants.standing(timezone.now()).values("person"))
        found = self.filter(
            Q(organisation__in=wide, is_closed=False) | given & Q(organisation__in=own)
        )
        found = found.filter(is_hidden=False, erased_on=None)
        return found.opened().exclude(kept_from=user)

    def without_a_keeper(self) -> Self:
        """Closed records that nobody who still works with people there can open."""
        writes = [r.slug for r in ROLES.values() if Permission.PERSON_CHANGE in r.permissions]
        there = Membership.objects.active().filter(
            user=OuterRef("user"), organisation=OuterRef("person__organisation"), role__in=writes
        )
        grants = apps.get_model("people", "Grant").objects  # it stands on this module
        kept = grants.standing(timezone.now()).given().filter(Exists(there))
        found = self.filter(is_closed=True, erased_on=None)
        return found.exclude(Exists(kept.filter(person=OuterRef("pk"))))

    def left_without_a_keeper(self, user: User) -> Self:
        """Those of organisations that `user` leads: to choose a keeper for, not to read."""
        led = [o.pk for o in user.organisations_with(Permission.PERSON_GIVE)]
        found = self.filter(organisation__in=led, is_hidden=False).opened()
        return found.exclude(kept_from=user).without_a_keeper()

    def behind_glass_for(self, user: User, now: datetime) -> Self:
        """The records `user` broke the glass for and may still read."""
        broken = user.grants.standing(now).behind_glass()
        found = self.filter(pk__in=broken.values("person"), erased_on=None)
        return found.opened().exclude(kept_from=user)

    def known_as(
        self, *, own_reference: str = "", name: str = "", date_of_birth: date | None = None
    ) -> Self:
        """Those with exactly this reference, or exactly this name and date of birth."""
        found = self.filter(erased_on=None)
        if own_reference:
            return found.filter(own_reference__iexact=own_reference)
        is_called = Q(preferred_name__iexact=name) | Q(full_name__iexact=name)
        return found.filter(is_called, date_of_birth=date_of_birth)

    def living(self) -> Self:
        return self.filter(died_on=None)

    def for_list(self) -> Self:
        """By name, with all that a row of a list shows."""
        return self.select_related("organisation").order_by("preferred_name", "pk")

    def alike(self, person: "Person") -> list["Person"]:
        """The first few of those who may be the same, with what tells them apart."""
        return list(self.like(person).for_list()[:MOST_ALIKE])

    def called(self, words: str) -> Self:
        """Those with the words in a name, or with this reference of the organisation's own."""
        return self.filter(
            Q(preferred_name__icontains=words)
            | Q(full_name__icontains=words)
            | Q(own_reference__iexact=words)
        )

    def like(self, person: "Person") -> Self:
        """Who in the same organisation may be the same person: never looked for in another.

        What only one of the two says is no difference.
        """
        full, liked = person.full_name, Q(preferred_name__iexact=person.preferred_name)
        named = Q(full_name__iexact=full) | liked & Q(full_name="") if full else liked
        born = person.date_of_birth
        same = named & (Q(date_of_birth=born) | Q(date_of_birth=None)) if born else named
        if born:
            same |= liked & Q(date_of_birth=born)
        if person.own_reference:
            same |= Q(own_reference__iexact=person.own_reference)
        return self.filter(same, organisation=person.organisation_id).exclude(pk=person.pk)


class Person(Record):
    """Somebody who is helped, held by one organisation. The name they like to be called by is
    enough; everything else is asked for where it is needed, and may stay unsaid."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="people")
    preferred_name = models.CharField("what they like to be called", max_length=120)
    own_reference = models.CharField("your own reference", max_length=60, blank=True)
    full_name = models.CharField(max_length=200, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, choices=Sex.choices, default=Sex.NOT_STATED)
    postcode = models.CharField(max_length=8, blank=True)
    has_no_fixed_address = models.BooleanField(default=False)
    address = EncryptedText(null=True, blank=True)
    needs = EncryptedText("what helps them take part", null=True, blank=True)
    notes = EncryptedText(null=True, blank=True)

    # Who may look
    kept_from = models.ManyToManyField(User, related_name="kept_from", blank=True)
    is_closed = models.BooleanField("works here, or did", default=False)
    is_hidden = models.BooleanField("not accepted yet", default=False)
    is_restricted = models.BooleanField("kept, and not used", default=False)

    # Where they stand with us
    confidentiality_said_on = models.DateField(null=True, blank=True)
    contact_stopped_at = models.DateTimeField(null=True, blank=True)
    contact_stopped_why = models.CharField(max_length=10, choices=StopReason.choices, blank=True)
    died_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField("support ended", null=True, blank=True)
    is_held = models.BooleanField("kept for a legal reason", default=False)
    erased_on = models.DateField(null=True, blank=True, editable=False)

    # What their own page asks for beside the link; without it they have no page
    second_factor = models.CharField(max_length=10, choices=SecondFactor.choices, blank=True)
    second_factor_hash = models.CharField(max_length=128, blank=True, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["preferred_name", "pk"]
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=Q(contact_stopped_at=None, contact_stopped_why="")
                | (Q(contact_stopped_at__isnull=False) & ~Q(contact_stopped_why="")),
                name="person_stopped_why",
            ),
            models.CheckConstraint(
                condition=Q(died_on=None) | Q(contact_stopped_why=StopReason.DIED),
                name="person_died_is_stopped",
            ),
            models.UniqueConstraint(
                "organisation",
                Lower("own_reference"),
                condition=~Q(own_reference=""),
                name="person_reference_once",
                violation_error_message="Somebody here has that reference already.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "preferred_name"], name="person_by_name"),
            models.Index(fields=["organisation", "date_of_birth"], name="person_by_birth"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        return reverse("people:person", args=[self.pk])

    @property
    def is_stopped(self) -> bool:
        """Whether nothing may be sent to them."""
        return self.contact_stopped_at is not None
