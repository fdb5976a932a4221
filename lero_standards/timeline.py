"""A LERO's snapshots side by side: a drawing for the eye, and the sentence and the table that say
the same. Compared with nobody but itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from lero_standards import reading
from lero_standards.models import Snapshot
from lero_standards.wording import Said, said_in_words

WIDTH, GAP, HEIGHT, FOOT = 44, 20, 120, 34
STACK = (Said.IN_PLACE, Said.PARTLY, Said.NOT_YET, "", Said.DOES_NOT_APPLY)
MOST = 8  # columns; older snapshots stay in their list


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a column: `kind` names its pattern, `count` is written in it where it fits."""

    kind: str
    y: float
    height: float
    count: int

    @property
    def middle(self) -> float:
        return round(self.y + self.height / 2 + 4, 1)

    @property
    def has_room(self) -> bool:
        return self.height >= 12


@dataclass(frozen=True, slots=True)
class Column:
    x: int
    label: str
    year: str
    blocks: list[Block]

    @property
    def centre(self) -> int:
        return self.x + WIDTH // 2


@dataclass(frozen=True, slots=True)
class Timeline:
    columns: list[Column]
    heads: list[str]
    rows: list[tuple[str, list[int]]]  # by day, how many of each answer
    sentence: str

    @property
    def width(self) -> int:
        return GAP + len(self.columns) * (WIDTH + GAP)

    @property
    def drawn_width(self) -> int:
        """In pixels, where there is room."""
        return self.width * 3 // 2

    @property
    def box(self) -> str:
        return f"0 0 {self.width} {HEIGHT + FOOT}"


def of(snapshots: Iterable[Snapshot]) -> Timeline | None:
    """The last few, the oldest first; None before there is one."""
    rows = sorted(snapshots, key=lambda one: (one.taken_on, one.created_at))[-MOST:]
    if not rows:
        return None
    counts = [reading.of(row.content).counts for row in rows]
    most = max(sum(one.values()) for one in counts)
    columns = [
        _column(number, row, found, most)
        for number, (row, found) in enumerate(zip(rows, counts, strict=True))
    ]
    table = [
        (row.name, [found[str(s)] for s in STACK]) for row, found in zip(rows, counts, strict=True)
    ]
    heads = [said_in_words(str(s)) for s in STACK]
    return Timeline(columns, heads, table, _sentence(rows, counts))


def _column(number: int, row: Snapshot, found: dict[str, int], most: int) -> Column:
    y, blocks = float(HEIGHT), []
    for said in STACK:
        count = found[str(said)]
        if count:
            height = round(count * HEIGHT / most, 1)
            y = round(y - height, 1)
            blocks.append(Block(str(said) or "not-answered", y, height, count))
    x = GAP + number * (WIDTH + GAP)
    return Column(x, f"{row.taken_on.day} {row.taken_on:%b}", f"{row.taken_on:%Y}", blocks)


def _sentence(rows: list[Snapshot], counts: list[dict[str, int]]) -> str:
    last = counts[-1][str(Said.IN_PLACE)]
    if len(rows) == 1:
        return f"On {rows[0].name} you said of {last} statements that they are in place."
    first = counts[0][str(Said.IN_PLACE)]
    return (
        f"You said of {first} statements on {rows[0].name}, and of {last} on {rows[-1].name}, "
        "that they are in place."
    )
