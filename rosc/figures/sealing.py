"""Hiding as much of a sheet as it takes, and no more than the smallest that will do.

First what is too few; then all parts of what is too few, and what says the same of (nearly) a whole
group. Then each hidden number is attacked: knowing every rounded number, every total and that they
add up, could anybody tell that it is not 1, or not 7? The numbers are a network (`sheet`), so the
true ones are a flow through it, and every other set of numbers that would be printed the same is
this flow pushed round in circles. Where a circle is blocked, the blocking numbers are known: the
smallest of them is hidden as well.
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable

from rosc.figures.rule import Rule
from rosc.figures.sheet import Arc, Sheet, Whole

Step = tuple[Arc, int]  # an arc, and +1 along it or -1 against it
Need = tuple[Arc, int]  # a hidden number, and by how much it must be able to differ


def seal(sheet: Sheet, rule: Rule) -> None:
    """Set `is_hidden` on the numbers that are not to be printed."""
    arcs = list(sheet.arcs.values())
    for arc in arcs:
        if rule.is_few(len(arc.who)):
            hide(arc)
        elif not arc.is_hidden:
            arc.low, arc.high = rule.could_be(rule.rounded(arc.count))
    needs: list[Need] = []
    for whole in sheet.wholes():
        needs += _guarded(whole, rule)
    for arc in arcs:
        if rule.is_few(len(arc.who)):
            needs += [(arc, 1 - arc.count), (arc, max(0, rule.hidden_up_to - arc.count))]
    for arc, change in needs:
        protect(arcs, arc, change)


def hide(arc: Arc, low: int = 1) -> None:
    """Print a star: of it is known only whether it may be nobody (`low`)."""
    arc.low, arc.high, arc.is_hidden = min(low, arc.low) if arc.is_hidden else low, 10**9, True


def _guarded(whole: Whole, rule: Rule) -> list[Need]:
    """Hide what the parts of a small number, or of a uniform group, would say."""
    people = len(whole.arc.who)
    if whole.arc.is_hidden and people <= rule.hidden_up_to:
        for part in whole.parts:
            hide(part, low=0)
        return [(part, 1) for part in whole.parts if not part.count]  # it might be somebody
    if not (whole.is_group and people and len(whole.parts) > 1):
        return []
    needs: list[Need] = []
    for part in whole.parts:
        rest = whole.arc.count - part.count
        if rest > rule.hidden_up_to:
            continue
        for one in [part] if rest else whole.parts:
            hide(one, low=0 if not rest else 1)
        needs.append((part, rest - rule.hidden_up_to - 1))
    return needs


def protect(arcs: list[Arc], arc: Arc, change: int) -> None:
    """Hide more until `arc` might differ by `change` and everything be printed as it is."""
    while (reached := _stuck_at(arcs, arc, change)) is not None:
        blocking = [
            one
            for one in arcs
            if one.count and not one.is_hidden and (one.start in reached) != (one.end in reached)
        ]
        if not blocking:  # where nobody is at all: a plain nought gives nobody away
            return
        hide(min(blocking, key=lambda one: (one.is_sum, one.count)))


def _stuck_at(arcs: Iterable[Arc], arc: Arc, change: int) -> set[Hashable] | None:
    """None if the change fits; else the nodes that could still be reached when it was blocked."""
    source, target = (arc.end, arc.start) if change > 0 else (arc.start, arc.end)
    ways: dict[Hashable, list[tuple[Step, Hashable]]] = defaultdict(list)
    for one in arcs:
        if one is not arc:
            ways[one.start].append(((one, 1), one.end))
            ways[one.end].append(((one, -1), one.start))
    flow = {one.key: one.count for one in arcs}
    left = abs(change)
    while left > 0:
        path, reached = _path(ways, flow, source, target)
        if path is None:
            return reached
        most = min(left, *(_room(step, flow) for step in path))
        for one, way in path:
            flow[one.key] += way * most
        left -= most
    return None


def _room(step: Step, flow: dict) -> int:
    arc, way = step
    return arc.high - flow[arc.key] if way > 0 else flow[arc.key] - arc.low


def _path(
    ways: dict[Hashable, list[tuple[Step, Hashable]]],
    flow: dict,
    source: Hashable,
    target: Hashable,
) -> tuple[list[Step] | None, set[Hashable]]:
    """The shortest way that still has room, and all that was reached in looking for it."""
    came: dict[Hashable, tuple[Step, Hashable] | None] = {source: None}
    queue = deque([source])
    while queue and target not in came:
        node = queue.popleft()
        for step, to in ways[node]:
            if to not in came and _room(step, flow) > 0:
                came[to] = (step, node)
                queue.append(to)
    if target not in came:
        return None, set(came)
    path, at = [], target
    while (last := came[at]) is not None:
        path.append(last[0])
        at = last[1]
    return path, set(came)
