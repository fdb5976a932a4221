"""Which pathways are missing: gaps between treatment and the support around it. No person is in
it but as a count, which only their own organisation is shown. The gap reports read it here."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from directory.models import Kind, OrganisationProfile, Service
from referrals.models import AgreedPathway, Origin, Referral
from rosc.accounts.models import Organisation, OrganisationKind, User

SENT_WITHIN = timedelta(days=365)
SUPPORT = [OrganisationKind.RSS, OrganisationKind.LERO]


@dataclass(slots=True)
class Missing:
    """An organisation with which nothing is agreed: people are sent there, or it is near."""

    organisation: Organisation
    kinds: list[str] = field(default_factory=list)  # of recovery support there, in plain words
    people: int = 0  # sent there within a year: the provider's own, for its own eyes
    is_proposed: bool = False  # one side has said how it could be; the other has not answered

    @property
    def is_sent_to(self) -> bool:
        return self.people > 0


@dataclass(frozen=True, slots=True)
class MissingOf:
    """What one treatment provider has not agreed yet."""

    provider: Organisation
    rows: list[Missing]
    kinds: list[str]  # of recovery support in its areas that no agreed pathway leads to


def providers_of(user: User) -> QuerySet[Organisation]:
    """The treatment providers that serve the areas of whoever reads the gaps; an administrator's
    are all."""
    rows = Organisation.objects.approved().filter(kinds__contains=[OrganisationKind.TREATMENT])
    if user.is_administrator:
        return rows.order_by("name", "pk")
    own = _areas(list(Organisation.objects.visible_to(user).values_list("pk", flat=True)))
    areas = {code for codes in own.values() for code in codes}
    there = Q(pk__in=Service.objects.published().filter(areas__in=areas).values("organisation"))
    there |= Q(pk__in=OrganisationProfile.objects.filter(areas__in=areas).values("organisation"))
    return rows.filter(there).order_by("name", "pk")


def missing_of(providers: Collection[Organisation], today: date) -> list[MissingOf]:
    """With whom each has agreed nothing, though people of theirs are sent there or support exists
    in its areas (UK recovery guidance for treatment: agreed pathways with all recovery support and
    lived experience initiatives near). In as many queries for one as for all."""
    keys = [one.pk for one in providers]
    agreed, proposed = _pairs(keys, is_standing=True), _pairs(keys, is_standing=False)
    sent = _sent(keys, today)
    areas = _areas(keys)
    near = _near({code for codes in areas.values() for code in codes})
    kinds = _kinds({*near, *(pk for found in agreed.values() for pk in found)})
    wanted = {*near, *(to for _, to in sent)}
    names = Organisation.objects.approved().filter(pk__in=wanted).order_by("name", "pk")
    organisations = list(names)
    found = [
        _of(one, organisations, agreed[one.pk], sent, areas[one.pk], near, kinds)
        for one in providers
    ]
    for one in found:
        for row in one.rows:
            row.is_proposed = row.organisation.pk in proposed[one.provider.pk]
    return found


def _of(
    provider: Organisation,
    organisations: Iterable[Organisation],
    agreed: set[UUID],
    sent: dict[tuple[UUID, UUID], int],
    areas: set[str],
    near: dict[UUID, set[str]],
    kinds: dict[UUID, set[str]],
) -> MissingOf:
    rows = [
        Missing(one, sorted(kinds[one.pk]), sent.get((provider.pk, one.pk), 0))
        for one in organisations
        if one.pk not in {*agreed, provider.pk}
        if (provider.pk, one.pk) in sent or near[one.pk] & areas
    ]
    rows.sort(key=lambda row: not row.is_sent_to)
    there = {kind for pk in near if near[pk] & areas and pk != provider.pk for kind in kinds[pk]}
    return MissingOf(provider, rows, sorted(there - {k for pk in agreed for k in kinds[pk]}))


def _pairs(providers: list[UUID], *, is_standing: bool) -> dict[UUID, set[UUID]]:
    """To whom each has a pathway: agreed by both, or any that neither has ended."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = AgreedPathway.objects.standing() if is_standing else AgreedPathway.objects.open()
    rows = rows.filter(sender__in=providers).order_by()
    for sender, receiver in rows.values_list("sender", "receiver"):
        found[sender].add(receiver)
    return found


def _sent(providers: list[UUID], today: date) -> dict[tuple[UUID, UUID], int]:
    """How many people of each were introduced where, within a year."""
    rows = Referral.objects.unscoped_for("pathway").filter(
        held_by__in=providers, origin=Origin.WORKER, sent_at__date__gt=today - SENT_WITHIN
    )
    counted = (
        rows.order_by()
        .values_list("held_by", "receiver")
        .annotate(count=Count("person", distinct=True))
    )
    return {(sender, receiver): count for sender, receiver, count in counted}


def _areas(providers: list[UUID]) -> dict[UUID, set[str]]:
    """The codes of the areas that each serves, as its entries or its profile say."""
    found: dict[UUID, set[str]] = defaultdict(set)
    own = Service.objects.published().filter(organisation__in=providers)
    profiles = OrganisationProfile.objects.filter(organisation__in=providers)
    for rows in (own.order_by(), profiles.order_by()):
        pairs = rows.exclude(areas=None).values_list("organisation", "areas")
        for pk, code in pairs.distinct():
            found[pk].add(code)
    return found


def _near(areas: set[str]) -> dict[UUID, set[str]]:
    """Who offers recovery support in these areas, with the codes of those it serves."""
    found: dict[UUID, set[str]] = defaultdict(set)
    rows = Service.objects.taking_introductions().filter(
        areas__in=areas, organisation__kinds__overlap=SUPPORT
    )
    for pk, code in rows.order_by().values_list("organisation", "areas").distinct():
        if code in areas:
            found[pk].add(code)
    return found


def _kinds(organisations: set[UUID]) -> dict[UUID, set[str]]:
    """The kinds of recovery support that each offers, in plain words."""
    found: dict[UUID, set[str]] = defaultdict(set)
    rows = Kind.objects.recovery_support().filter(
        services__in=Service.objects.taking_introductions().filter(organisation__in=organisations)
    )
    pairs = rows.order_by().values_list("services__organisation", "plain_name").distinct()
    for pk, name in pairs:
        found[pk].add(name)
    return found
