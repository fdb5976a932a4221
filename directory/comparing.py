"""The entries of a short list side by side: what is stated of at least one of them."""

from dataclasses import dataclass

from directory.models.choices import Accessibility
from directory.shortlist import Entry
from directory.wording import contacts_of, moment, places_of, whens_of

UNSAID, PHONE = "Not stated", "Phone"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one entry says to one question."""

    name: str
    lines: list[str]
    is_to_ring: bool = False

    @property
    def is_said(self) -> bool:
        return self.lines != [UNSAID]


@dataclass(frozen=True, slots=True)
class Row:
    """One question, with the answer of each entry in the order of the list."""

    label: str
    cells: list[Cell]


def compare(entries: list[Entry]) -> list[Row]:
    asked = [_answers(entry) for entry in entries]
    rows = []
    for label in asked[0] if asked else ():
        cells = [
            Cell(entry.service.name, answers[label] or [UNSAID], is_to_ring=label == PHONE)
            for entry, answers in zip(entries, asked, strict=True)
        ]
        if any(cell.is_said for cell in cells):
            rows.append(Row(label, cells))
    return rows


def _answers(entry: Entry) -> dict[str, list[str]]:
    service = entry.service
    phones = [c.value for c in contacts_of(service) if c.label in ("Phone", "Text")]
    return {
        "Next": [moment(held) for held in entry.coming[:1]],
        "When": whens_of(service, entry.sessions, has_words=entry.slot is None),
        "Where": places_of(service, is_neutral=False, slot=entry.slot),
        PHONE: phones,
        "Run by": [service.organisation.name],
        "Who it is for": [audience.plain_name for audience in service.audiences.all()],
        "Ages": _stated(service.ages),
        "Cost": _stated(" ".join(filter(None, [service.get_cost_display(), service.cost_note]))),
        "Who leads it": _stated(str(service.get_who_leads_display())),
        "Drinking and using": _stated(str(service.get_sobriety_display())),
        "Drop in": _stated(str(service.get_drop_in_display())),
        "Somebody can go along with you": _stated(str(service.get_goes_along_display())),
        "Getting in": _access(entry),
        "Languages": list(service.languages),
        "First time": [service.what_happens_first] if service.what_happens_first else [],
    }


def _stated(said: str) -> list[str]:
    return [] if said == UNSAID else [said]


def _access(entry: Entry) -> list[str]:
    needs = [need for place in entry.places for need in place.accessibility]
    return [str(Accessibility(need).label) for need in dict.fromkeys(needs)]
