"""Bringing a source's entries in: made, changed, left alone, withdrawn, or held back and said so.

The same file twice changes nothing. What somebody has changed here is never written over, entries
gone from the source are closed and never deleted, and they come back when it lists them again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from directory.actions import entry_facts
from directory.actions.entry_facts import OrganisationFacts, ServiceFacts, Unfit
from directory.actions.entry_versions import keep_found, keep_version, read_service
from directory.actions.entry_writing import Writer
from directory.actions.index import index
from directory.actions.kept_apart import forgotten, forgotten_of_organisations, holds
from directory.imports import positions
from directory.imports.payload import ServicePayload
from directory.imports.report import Held, Report
from directory.models import (
    Audience,
    EntryVersion,
    Fellowship,
    HousingLevel,
    Intervention,
    Kind,
    LocalAuthority,
    OrganisationProfile,
    Postcode,
    Service,
    Source,
)
from directory.models.choices import ServiceStatus
from rosc.access import Actor, Permission
from rosc.audit import actions as audit

LARGEST_LOSS = 0.2  # of a source's entries; more in one go is taken for a broken feed
CHANGED_HERE = "Changed here since the last import, and by the source too: left as it is here."
NOT_TO_BE_SHOWN = "It holds a number or address whose owner has asked us not to show it."
GONE_BUT_CHANGED_HERE = "No longer listed by the source, but changed here since: left open."


@dataclass(slots=True)
class _Plan:
    """What is to be done, worked out before anything is written."""

    report: Report
    new_organisations: dict[str, OrganisationFacts] = field(default_factory=dict)
    organisations: dict[str, OrganisationProfile] = field(default_factory=dict)
    change_organisations: list[tuple[OrganisationProfile, OrganisationFacts]] = field(
        default_factory=list
    )
    create: list[tuple[str, ServiceFacts]] = field(default_factory=list)
    change: list[tuple[Service, ServiceFacts]] = field(default_factory=list)
    adopt: list[tuple[Service, str]] = field(default_factory=list)  # alike already; the new digest
    recheck: list[tuple[Service, ServiceFacts]] = field(default_factory=list)
    reopen: list[Service] = field(default_factory=list)
    withdraw: list[Service] = field(default_factory=list)

    def hold(self, payload: ServicePayload, reason: str) -> None:
        self.report.quarantined.append(Held(payload.row, payload.name, reason))


@transaction.atomic
def upsert(
    *,
    source: Source,
    payloads: Iterable[ServicePayload],
    by: Actor,
    dry_run: bool = False,
    force: bool = False,
) -> Report:
    """Bring in everything `source` now lists: all of it, or after `Report.refused` none of it.

    `source` may be new; it is saved with the first import that is not a dry run. `force` lets more
    than a fifth of the entries go at once. Raises PermissionDenied.
    """
    if not by.may(Permission.REFERENCE_CHANGE):
        raise PermissionDenied(Permission.REFERENCE_CHANGE)
    said = list(payloads)
    if not _lock(source):
        return Report(read=len(said), refused="Another import of this source is running.")
    existing = _existing(source)
    refused = _refusal(said, existing, force=force)
    if refused:
        return Report(read=len(said), refused=refused)
    plan = _Planner(source, said, existing).plan()
    if not dry_run:
        _write(plan, source, by)
    return plan.report


def _lock(source: Source) -> bool:
    """Hold the source until the transaction ends; False if another import holds it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"directory.source:{source.pk}"],
        )
        return bool(cursor.fetchone()[0])


def _existing(source: Source) -> dict[str, Service]:
    services = (
        Service.objects.filter(source_id=source.pk)
        .exclude(source_key="")
        .select_related("organisation__profile")
        .prefetch_related(*entry_facts.RELATED)
    )
    return {service.source_key: service for service in services}


def _refusal(
    said: list[ServicePayload], existing: Mapping[str, Service], *, force: bool
) -> str | None:
    """Why nothing of this may be taken, if so."""
    if not said:
        return "It lists no entries. That is taken for a failed fetch, never for an empty feed."
    times = Counter(payload.key for payload in said)
    twice = [key for key, count in times.items() if count > 1]
    if twice:
        rows = ", ".join(str(payload.row) for payload in said if payload.key == twice[0])
        more = f" and {len(twice) - 1} more" if len(twice) > 1 else ""
        return f"“{twice[0]}”{more} is there more than once (rows {rows}): keys must differ."
    listed = [service for service in existing.values() if not service.withdrawn_on]
    gone = sum(service.source_key not in times for service in listed)
    if listed and gone / len(listed) > LARGEST_LOSS and not force:
        return (
            f"{gone} of {len(listed)} entries are no longer listed. More than a fifth at once is "
            "taken for a broken feed. If it is right, import with --force."
        )
    if any(p.postcode for one in said for p in one.locations) and not Postcode.objects.exists():
        return "No postcodes are loaded, so no place can be found. Run load_postcodes first."
    return None


class _Planner:
    """Sorts each entry into what is to be done with it. Reads, never writes."""

    def __init__(
        self, source: Source, said: list[ServicePayload], existing: dict[str, Service]
    ) -> None:
        self.said, self.existing = said, existing
        self.result = _Plan(Report(read=len(said)))
        self.known = positions.look_up(p.postcode for one in said for p in one.locations)
        self.first_rows: dict[str, int | str] = {}  # digest -> the row that said it first
        self.vocabulary = {
            "kinds": _keys(Kind),
            "interventions": _keys(Intervention),
            "audiences": _keys(Audience),
            "areas": _keys(LocalAuthority),
            "fellowship": _keys(Fellowship),
            "level": _keys(HousingLevel),
        }
        profiles = (
            OrganisationProfile.objects.filter(source_id=source.pk)
            .exclude(source_key="")
            .select_related("organisation")
            .prefetch_related("areas")
        )
        self.result.organisations = {profile.source_key: profile for profile in profiles}
        self.seen_organisations: dict[str, Unfit | None] = {}
        self.gone = forgotten_of_organisations()

    def plan(self) -> _Plan:
        stated = (payload.opening for payload in self.said if payload.opening)
        self.result.report.opening_times.update(stated)
        for payload in self.said:
            try:
                self.sort(payload, self.facts(payload))
            except Unfit as error:
                self.result.hold(payload, str(error))
        self.find_withdrawn()
        return self.result

    def facts(self, payload: ServicePayload) -> ServiceFacts:
        """What the payload says, checked. Raises Unfit."""
        if not 0 < len(payload.key) <= 200:
            raise Unfit("Its key is empty or longer than 200 characters.")
        words = {
            "kinds": payload.kinds,
            "interventions": payload.interventions,
            "audiences": payload.audiences,
            "areas": (*payload.areas, *payload.organisation.areas),
            "fellowship": [payload.fellowship] if payload.fellowship else [],
            "level": [level] if (level := (payload.housing or {}).get("level")) else [],
        }
        for name, slugs in words.items():
            unknown = sorted(set(slugs) - self.vocabulary[name])
            if unknown:
                raise Unfit(f"“{', '.join(unknown)}” in {name} is not in our vocabulary.")
        facts = entry_facts.said_of_service(payload, self.known)
        first = self.first_rows.setdefault(facts.digest(), payload.row)
        if first != payload.row:
            raise Unfit(f"It is the same as row {first} in everything but its key.")
        self.organisation(payload)
        return facts

    def organisation(self, payload: ServicePayload) -> None:
        """Plan for the organisation, once: the first entry to name it says what it is."""
        key = payload.organisation.key
        if key not in self.seen_organisations:
            try:
                facts = entry_facts.said_of_organisation(payload.organisation)
                self.sort_organisation(payload, facts)
                self.seen_organisations[key] = None
            except Unfit as error:
                self.seen_organisations[key] = Unfit(f"Its organisation: {error}")
        if unfit := self.seen_organisations[key]:
            raise unfit

    def sort_organisation(self, payload: ServicePayload, facts: OrganisationFacts) -> None:
        profile = self.result.organisations.get(payload.organisation.key)
        if profile is None:
            self.result.new_organisations[payload.organisation.key] = facts
        elif facts.digest() != profile.source_hash:
            stored = entry_facts.stored_of_organisation(profile).digest()
            if stored not in (profile.source_hash, facts.digest()):
                self.remark(payload, "The organisation was changed here since: left as it is here.")
            elif holds(facts.profile, self.gone.get(profile.organisation_id, set())):
                self.remark(payload, f"The organisation: {NOT_TO_BE_SHOWN}")
            else:
                self.result.change_organisations.append((profile, facts))

    def sort(self, payload: ServicePayload, facts: ServiceFacts) -> None:
        plan, service, digest = self.result, self.existing.get(payload.key), facts.digest()
        for problem in payload.problems:
            self.remark(payload, problem)
        if service is None:
            plan.create.append((payload.key, facts))
            plan.report.created += 1
            return
        is_changed = service.withdrawn_on is not None or _is_checked_later(service, facts)
        if digest != service.source_hash:
            if holds(asdict(facts), forgotten(service)):
                raise Unfit(NOT_TO_BE_SHOWN)
            stored = entry_facts.stored_of_service(service).digest()
            if stored not in (service.source_hash, digest):
                raise Unfit(CHANGED_HERE)
            if stored == digest:
                plan.adopt.append((service, digest))
            else:
                plan.change.append((service, facts))
                is_changed = True
        if service.withdrawn_on is not None:
            plan.reopen.append(service)
        if _is_checked_later(service, facts):
            plan.recheck.append((service, facts))
        plan.report.changed += is_changed
        plan.report.unchanged += not is_changed

    def find_withdrawn(self) -> None:
        listed = {payload.key for payload in self.said}
        for key, service in self.existing.items():
            if key in listed or service.withdrawn_on or service.status == ServiceStatus.CLOSED:
                continue
            if entry_facts.stored_of_service(service).digest() == service.source_hash:
                self.result.withdraw.append(service)
                self.result.report.withdrawn += 1
            else:
                held = Held("", service.name, GONE_BUT_CHANGED_HERE)
                self.result.report.quarantined.append(held)

    def remark(self, payload: ServicePayload, words: str) -> None:
        self.result.report.remarks.append(Held(payload.row, payload.name, words))


def _keys(model: type) -> set[str]:
    return set(model.objects.values_list("pk", flat=True))  # type: ignore[attr-defined]


def _is_checked_later(service: Service, facts: ServiceFacts) -> bool:
    said = facts.once.get("checked_on")
    return said is not None and (service.checked_on is None or said > service.checked_on)


# --- Writing -----------------------------------------------------------------------------------
def _write(plan: _Plan, source: Source, by: Actor) -> None:
    source.fetched_at = timezone.now()
    source.save()
    _hold_what_has_moved(plan)
    writer = Writer(source)
    organisations = {key: profile.organisation for key, profile in plan.organisations.items()}
    organisations |= writer.create_organisations(plan.new_organisations)
    for profile, said in plan.change_organisations:
        writer.change_organisation(profile, said)
    touched = {service.pk for service in writer.create_services(plan.create, organisations)}
    for service, facts in plan.change:
        keep_found(service)
        writer.change_service(service, facts, organisations[facts.organisation])
        keep_version(read_service(service.pk), verb=EntryVersion.Verb.IMPORT, by=by)
    for service, digest in plan.adopt:
        Service.objects.filter(pk=service.pk).update(source_hash=digest)
    for service, facts in plan.recheck:
        checked = {name: facts.once.get(name, "") for name in entry_facts.CHECKED}
        Service.objects.filter(pk=service.pk).update(**checked, updated_at=source.fetched_at)
    _open_and_close(plan, source)
    touched |= {service.pk for service, _ in plan.change}
    touched |= {service.pk for service in (*plan.reopen, *plan.withdraw)}
    renamed = [profile.organisation_id for profile, _ in plan.change_organisations]
    touched |= set(Service.objects.filter(organisation__in=renamed).values_list("pk", flat=True))
    index(services=sorted(touched))
    details = {**plan.report.counts(), "quarantined": len(plan.report.quarantined)}
    audit.record(by=by, verb="source.import", details={"source": source.pk, **details})


def _hold_what_has_moved(plan: _Plan) -> None:
    """Lock what is about to change, and leave alone what somebody has saved since it was read."""
    read = {service.pk: service.updated_at for service, _ in plan.change}
    now = dict(
        Service.objects.select_for_update()
        .filter(pk__in=read)
        .order_by("pk")
        .values_list("pk", "updated_at")
    )
    for service, facts in list(plan.change):
        if now.get(service.pk) != read[service.pk]:
            plan.change.remove((service, facts))
            plan.report.changed -= 1
            plan.report.quarantined.append(Held("", service.name, CHANGED_HERE))


def _open_and_close(plan: _Plan, source: Source) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    back = Service.objects.filter(pk__in=[service.pk for service in plan.reopen])
    back.filter(status=ServiceStatus.CLOSED).update(
        status=ServiceStatus.PUBLISHED, status_note="", updated_at=now
    )
    back.update(withdrawn_on=None)
    Service.objects.filter(pk__in=[service.pk for service in plan.withdraw]).update(
        status=ServiceStatus.CLOSED,
        status_note=f"No longer listed by {source.name} since {today:%-d %B %Y}.",
        withdrawn_on=today,
        updated_at=now,
    )
