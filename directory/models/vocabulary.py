"""The field's vocabulary as rows an administrator can edit.

`plain_name` is what the public reads; `name` is the field's own term.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from rosc.ui.addresses import address, address_of


class Term(models.Model):
    """A word of the field, with the words we use for it in public."""

    slug = models.SlugField(primary_key=True, max_length=60)
    name = models.CharField(max_length=120)
    plain_name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        abstract = True
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.plain_name


class KindGroup(models.TextChoices):
    RECOVERY_SUPPORT = "recovery-support", "Recovery support"
    TREATMENT = "treatment", "Treatment and harm reduction"
    SUPPORTING = "supporting", "Help with the rest of life"


class Wellbeing(models.TextChoices):
    """The five ways to wellbeing (Figure 2 of the RSS guidance, Part 1)."""

    CONNECT = "connect", "Connect"
    BE_ACTIVE = "be-active", "Be active"
    TAKE_NOTICE = "take-notice", "Take notice"
    KEEP_LEARNING = "keep-learning", "Keep learning"
    GIVE = "give", "Give"


class KindQuerySet(models.QuerySet["Kind"]):
    def recovery_support(self) -> "KindQuerySet":
        """The types of recovery support in use."""
        return self.filter(is_active=True, group=KindGroup.RECOVERY_SUPPORT)


class Kind(Term):
    """A kind of help: the 7 types of recovery support, treatment, and the 5 supporting services."""

    group = models.CharField(max_length=20, choices=KindGroup.choices)
    default_wellbeing = ArrayField(
        models.CharField(max_length=20, choices=Wellbeing.choices),
        default=list,
        blank=True,
    )

    objects = KindQuerySet.as_manager()


class Intervention(Term):
    """One of the 14 distinct interventions of Figure 1, with the circles it belongs to.

    A prompt, not exhaustive, and never a rule on what an organisation may offer.
    """

    in_treatment = models.BooleanField(default=False)
    in_recovery_support = models.BooleanField(default=False)
    in_lero = models.BooleanField(default=False)
    note = models.TextField(blank=True)


class Audience(Term):
    """Somebody a service is for: women, families and friends, prison leavers and others."""

    is_family = models.BooleanField(
        default=False, help_text="People affected by someone else's use"
    )


class FellowshipQuerySet(models.QuerySet["Fellowship"]):
    def in_use(self) -> "FellowshipQuerySet":
        return self.filter(is_active=True)


class Fellowship(Term):
    """A mutual aid group of national standing, and what is true of its meetings in general."""

    class RunBy(models.TextChoices):
        MEMBERS = "members", "Run by its members"
        MIXED = "mixed", "Run by members and trained staff"
        NOT_STATED = "not-stated", "Not stated"

    programme = models.CharField(max_length=120)
    run_by = models.CharField(max_length=20, choices=RunBy.choices, default=RunBy.NOT_STATED)
    is_for_family = models.BooleanField(default=False)
    focus = models.CharField(max_length=120, blank=True)
    asks = models.TextField(blank=True, help_text="What it asks of somebody who comes")
    # In our own words, for a page of its own. The database knows the default too, so that a portal
    # of the version before can still add rows while this one is being started.
    what_it_is_like = models.TextField(
        blank=True, default="", db_default="", help_text="What a meeting is like"
    )
    first_time = models.TextField(
        blank=True, default="", db_default="", help_text="What happens the first time"
    )
    good_to_know = models.TextField(
        blank=True, default="", db_default="", help_text="What people wish they had known"
    )
    takes_outside_funding = models.BooleanField(null=True, blank=True)
    website = models.URLField(blank=True)
    helpline = models.CharField(max_length=20, blank=True)

    objects = FellowshipQuerySet.as_manager()

    def get_absolute_url(self) -> str:
        return address_of("directory:fellowship", self.pk)

    @property
    def meetings_url(self) -> str:
        return f"{address('directory:meetings')}?fellowship={self.pk}"

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is true of its groups in general, where it is known."""
        facts = [
            ("How the group works", self.programme),
            ("What it is about", self.focus),
            ("What it asks of you", self.asks),
            ("Who runs it", self.get_run_by_display()),
            ("Its helpline", self.helpline),
        ]
        return [(label, value) for label, value in facts if value]

    @property
    def in_short(self) -> list[tuple[str, str]]:
        """The same without what its own page says at length."""
        at_length = {"What it asks of you", "Its helpline"}
        money = {True: "May also take money from outside", False: "Only on what members give"}
        facts = [fact for fact in self.facts if fact[0] not in at_length]
        if self.takes_outside_funding is not None:
            facts.append(("What it lives on", money[self.takes_outside_funding]))
        return facts


class HousingLevel(Term):
    """How much support a recovery house gives. Its meaning is shown, never its number."""

    level = models.PositiveSmallIntegerField(unique=True)

    class Meta(Term.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="housing_level_1_to_4")
        ]


class GlossaryTerm(models.Model):
    """A term of the field in our own words, with the document it comes from."""

    slug = models.SlugField(primary_key=True, max_length=80)
    term = models.CharField(max_length=120)
    meaning = models.TextField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["term"]

    def __str__(self) -> str:
        return self.term


class ShippedRow(models.Model):
    """What `load_reference` last wrote for a row, so that it knows its own work from an edit."""

    table = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "key"], name="shipped_row_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.key}"


class Synonym(models.Model):
    """What people type, and what it means to the search. Labels are understood, never shown."""

    phrase = models.CharField(primary_key=True, max_length=80, help_text="Lower case")
    kinds = models.ManyToManyField(Kind, blank=True)
    audiences = models.ManyToManyField(Audience, blank=True)
    fellowships = models.ManyToManyField(Fellowship, blank=True)
    means = models.CharField(
        max_length=120, blank=True, help_text="Words to search for instead, if any"
    )

    class Meta:
        ordering = ["phrase"]

    def __str__(self) -> str:
        return self.phrase
