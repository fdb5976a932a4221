"""Writing the entries of a source: new ones in bulk, changed ones one by one, keeping every id."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import models

from directory.actions import entry_facts
from directory.actions.entry_facts import OrganisationFacts, ServiceFacts, Values
from directory.models import (
    HousingFacts,
    Kind,
    LocalAuthority,
    Location,
    OrganisationProfile,
    Service,
    Session,
    SessionException,
    Source,
)
from directory.models.choices import ServiceStatus
from rosc.accounts.models import Organisation, OrganisationStatus

BATCH = 500
Row = TypeVar("Row", bound=models.Model)


class Writer:
    """Writes for one source, or for the people of an entry. Reads small vocabularies once."""

    def __init__(self, source: Source | None = None) -> None:
        self.source = source
        self.authorities = set(LocalAuthority.objects.values_list("pk", flat=True))
        self.wellbeing = dict(Kind.objects.values_list("pk", "default_wellbeing"))

    # --- Organisations -------------------------------------------------------------------------
    def create_organisations(
        self, wanted: Mapping[str, OrganisationFacts]
    ) -> dict[str, Organisation]:
        made, profiles, areas = {}, [], []
        for key, facts in wanted.items():
            made[key] = Organisation(status=OrganisationStatus.APPROVED, **facts.organisation)
            profile = OrganisationProfile(organisation=made[key], **facts.profile)
            profile.source, profile.source_key = self.source, key
            profile.source_hash = facts.digest()
            profiles.append(profile)
            areas += [(profile.pk, area) for area in facts.areas]
        Organisation.objects.bulk_create(made.values(), BATCH)
        OrganisationProfile.objects.bulk_create(profiles, BATCH)
        _link(OrganisationProfile.areas, areas)
        return made

    def change_organisation(self, profile: OrganisationProfile, facts: OrganisationFacts) -> None:
        _fill(profile.organisation, entry_facts.ORGANISATION, facts.organisation).save()
        profile.source_hash = facts.digest()
        _fill(profile, entry_facts.PROFILE, facts.profile).save()
        profile.areas.set(LocalAuthority.objects.filter(pk__in=facts.areas))

    # --- Services ------------------------------------------------------------------------------
    def create_services(
        self, wanted: Iterable[tuple[str, ServiceFacts]], organisations: Mapping[str, Organisation]
    ) -> list[Service]:
        services, places, sessions, exceptions, housing = [], [], [], [], []
        links: dict[str, list[tuple[Any, Any]]] = defaultdict(list)
        for key, facts in wanted:
            service = self._new_service(key, facts, organisations[facts.organisation])
            services.append(service)
            own = [self._new_location(service, facts, n) for n in range(len(facts.locations))]
            places += own
            for values in facts.sessions:
                session, off = _new_session(service, own, values)
                sessions.append(session)
                exceptions += off
            if facts.housing is not None:
                housing.append(HousingFacts(service=service, **facts.housing))
            links["locations"] += [(service.pk, place.pk) for place in own]
            for name, keys in facts.links.items():
                links[name] += [(service.pk, key) for key in keys]
        Service.objects.bulk_create(services, BATCH)
        Location.objects.bulk_create(places, BATCH)
        Session.objects.bulk_create(sessions, BATCH)
        SessionException.objects.bulk_create(exceptions, BATCH)
        HousingFacts.objects.bulk_create(housing, BATCH)
        for name, pairs in links.items():
            _link(getattr(Service, name), pairs)
        return services

    def _new_service(self, key: str, facts: ServiceFacts, organisation: Organisation) -> Service:
        once: Values = {"status": ServiceStatus.PUBLISHED, **facts.once}
        kinds = facts.links["kinds"]
        once["wellbeing"] = once.get("wellbeing") or self.usual_ways(kinds)
        return Service(
            organisation=organisation,
            fellowship_id=facts.fellowship or None,
            source=self.source,
            source_key=key,
            source_hash=facts.digest(),
            **{**facts.columns, **once},
        )

    def usual_ways(self, kinds: Iterable[str]) -> list[str]:
        """The ways to wellbeing that go with these kinds of help."""
        return sorted({way for kind in kinds for way in self.wellbeing.get(kind, [])})

    def _new_location(self, service: Service, facts: ServiceFacts, number: int) -> Location:
        return Location(
            organisation_id=service.organisation_id,
            authority_id=self._authority(facts.authorities[number]),
            **facts.locations[number],
        )

    def _authority(self, code: str) -> str | None:
        return code if code in self.authorities else None

    def change_service(
        self, service: Service, facts: ServiceFacts, organisation: Organisation
    ) -> None:
        """Make a stored service what the source now says."""
        service.organisation = organisation
        service.source_hash = facts.digest()
        self.rewrite(service, facts)

    def rewrite(self, service: Service, facts: ServiceFacts) -> None:
        """Put facts in the place of what is stored. What is alike keeps its row and id."""
        service.fellowship_id = facts.fellowship or None
        _fill(service, entry_facts.SERVICE, facts.columns).save()
        for name, keys in facts.links.items():
            getattr(service, name).set(keys)
        places = self._change_locations(service, facts)
        _change_sessions(service, facts, places)
        if facts.housing is None:
            HousingFacts.objects.filter(service=service).delete()
        else:
            HousingFacts.objects.update_or_create(
                service=service,
                defaults=_all_columns(entry_facts.HOUSING, facts.housing)
                | {"level_id": facts.housing.get("level_id")},
            )

    def _change_locations(self, service: Service, facts: ServiceFacts) -> list[Location]:
        old = entry_facts.locations_in_order(service)
        paired, left = pair(
            old,
            facts.locations,
            values_of=lambda place: entry_facts.held(entry_facts.LOCATION, place),
            akin=lambda values: values.get("postcode"),
        )
        places = []
        for number, (place, values) in enumerate(paired):
            found = place or Location()
            is_alike = place is not None and entry_facts.held(entry_facts.LOCATION, place) == values
            if not is_alike and place and place.services.exclude(pk=service.pk).exists():
                found = Location()  # another entry is there too, and has not moved
            if not is_alike or found.organisation_id != service.organisation_id:
                found.organisation_id = service.organisation_id
                found.authority_id = self._authority(facts.authorities[number])
                _fill(found, entry_facts.LOCATION, values).save()
            places.append(found)
        service.locations.set(places)
        for place in left:
            if not place.services.exists():
                place.delete()
        return places


def _new_session(
    service: Service, places: Sequence[Location], values: Values
) -> tuple[Session, list[SessionException]]:
    plain = {k: v for k, v in values.items() if k not in ("location", "exceptions")}
    place = None if values["location"] is None else places[values["location"]]
    session = Session(service=service, location=place, **plain)
    return session, [SessionException(session=session, **one) for one in values["exceptions"]]


def _change_sessions(service: Service, facts: ServiceFacts, places: list[Location]) -> None:
    now = {place.pk: number for number, place in enumerate(places)}
    paired, left = pair(
        list(service.sessions.all()),
        facts.sessions,
        values_of=lambda session: entry_facts.session_values(session, now),
        akin=lambda values: (values.get("weekday"), values.get("name")),
    )
    for session in left:
        session.delete()
    for found, values in paired:
        if found is None:
            session, exceptions = _new_session(service, places, values)
            session.save()
            SessionException.objects.bulk_create(exceptions)
        elif entry_facts.session_values(found, now) != values:
            _change_session(found, places, values)


def _change_session(session: Session, places: list[Location], values: Values) -> None:
    session.location = None if values["location"] is None else places[values["location"]]
    _fill(session, entry_facts.SESSION, values).save()
    kept = {one.on: one for one in session.exceptions.all()}
    for wanted in values["exceptions"]:
        found = kept.pop(wanted["on"], None) or SessionException(session=session)
        _fill(found, entry_facts.EXCEPTION, wanted).save()
    for gone in kept.values():
        gone.delete()


def pair(
    old: Sequence[Row],
    wanted: Sequence[Values],
    *,
    values_of: Callable[[Row], Values],
    akin: Callable[[Values], Any],
) -> tuple[list[tuple[Row | None, Values]], list[Row]]:
    """Each of `wanted` with the old row it goes on in, if any; and the old rows nobody wants.

    First rows that are alike, then those that are akin, then any: bookmarks go on leading there.
    """
    left = list(old)
    found: list[Row | None] = [None] * len(wanted)
    tests: tuple[Callable[[Values, Values], bool], ...] = (
        lambda a, b: a == b,
        lambda a, b: akin(a) == akin(b),
        lambda a, b: True,
    )
    for test in tests:
        for number, values in enumerate(wanted):
            if found[number] is None:
                row = next((row for row in left if test(values_of(row), values)), None)
                if row is not None:
                    found[number] = row
                    left.remove(row)
    return list(zip(found, wanted, strict=True)), left


def _all_columns(columns: Mapping[str, models.Field], values: Values) -> Values:
    return {
        name: values[name] if name in values else column.get_default()
        for name, column in columns.items()
    }


def _fill(row: Row, columns: Mapping[str, models.Field], values: Values) -> Row:
    """Set every column of `row`, those not in `values` to their default."""
    for name, value in _all_columns(columns, values).items():
        setattr(row, name, value)
    return row


def _link(relation: Any, pairs: Iterable[tuple[Any, Any]]) -> None:
    """Make many-to-many links in bulk; `relation` is the class's own, such as `Service.kinds`."""
    here, there = relation.field.m2m_field_name(), relation.field.m2m_reverse_field_name()
    relation.through.objects.bulk_create(
        [relation.through(**{f"{here}_id": one, f"{there}_id": other}) for one, other in pairs],
        BATCH,
    )
