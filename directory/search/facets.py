"""Facets: what a service and its sessions can be narrowed by, as slugs "group:value"."""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import chain

from django.db.models import Q

from directory.models import Service, Session

# The address parameter of a group, and what the page calls it.
GROUPS = {
    "kind": "Kind of help",
    "fellowship": "Which group",
    "for": "Who it is for",
    "how": "How you take part",
    "open": "Visitors",
    "leads": "Who leads it",
    "asks": "About drinking and using",
    "cost": "Cost",
    "access": "Access",
    "language": "Language",
}


def of_service(service: Service) -> list[str]:
    """The facets of a service. Its vocabulary rows should be prefetched."""
    found = [f"kind:{kind.pk}" for kind in service.kinds.all()]
    found += [f"for:{audience.pk}" for audience in service.audiences.all()]
    is_for_family = service.fellowship and service.fellowship.is_for_family
    if is_for_family or any(audience.is_family for audience in service.audiences.all()):
        found.append("for:family-and-friends")
    found += [f"how:{mode}" for mode in service.modes]
    found += [f"language:{language.casefold()}" for language in service.languages]
    if service.fellowship_id:
        found.append(f"fellowship:{service.fellowship_id}")
    for group, value in (
        ("leads", service.who_leads),
        ("asks", service.sobriety),
        ("cost", service.cost),
    ):
        if value != "not-stated":
            found.append(f"{group}:{value}")
    return sorted(set(found))


def of_session(session: Session, service_facets: Iterable[str]) -> list[str]:
    """The facets of a session: its service's, but its own ways of taking part and place."""
    found = {facet for facet in service_facets if not facet.startswith("how:")}
    found |= {f"how:{mode}" for mode in session.modes or session.service.modes}
    if session.location:
        found |= {f"access:{need}" for need in session.location.accessibility}
    if session.visitors_welcome == "yes":
        found.add("open:yes")
    return sorted(found)


def is_remote(found: Iterable[str]) -> bool:
    """Whether these are the facets of something that is online or by phone only."""
    ways = {facet for facet in found if facet.startswith("how:")}
    return bool(ways) and "how:in-person" not in ways


def remote_q() -> Q:
    """Rows that are online or by phone only."""
    return Q(facets__overlap=["how:online", "how:phone"]) & ~Q(facets__contains=["how:in-person"])


def chosen_q(chosen: dict[str, list[str]], leave_out: str = "") -> Q:
    """Rows that have one of the chosen values in every group with a choice."""
    wanted = Q()
    for group, values in chosen.items():
        if values and group != leave_out:
            wanted &= Q(facets__overlap=[f"{group}:{value}" for value in values])
    return wanted


def count_open(
    found: Iterable[Iterable[str]],
    chosen: dict[str, list[str]],
    count_without: Callable[[str], Counter[str]],
) -> Counter[str]:
    """How many rows have each facet, where each group counts as if nothing in it were chosen.

    `found` has the facets of the rows that fit; `count_without(group)` counts a group's facets
    among those that fit all choices but that group's: one more reading for each with a choice.
    """
    counted = Counter(chain.from_iterable(found))
    for group in (group for group, values in chosen.items() if values):
        counted |= count_without(group)
    return counted
