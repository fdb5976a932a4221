"""The one way by which numbers about people leave the portal: page, chart and file alike."""

from typing import Any

from rosc.figures.rule import HIDDEN, Rule, Shown
from rosc.figures.sealing import seal
from rosc.figures.sheet import TOTAL, Key, Sheet


def publish(sheet: Sheet, rule: Rule | None = None) -> dict[str, Any]:
    """What may be shown of a sheet: plain data, in which a hidden number is `*`.

    `total`; `rows` and `columns` with their totals; `cells` by row and column; `within` by column
    and part; `across` by name and part.
    """
    rule = rule or Rule.of_this_portal()
    seal(sheet, rule)

    def shown(*key: str) -> Shown:
        arc = sheet.arcs[key]
        return HIDDEN if arc.is_hidden else rule.rounded(arc.count)

    return {
        "total": shown(*TOTAL),
        "rows": {row: shown("row", row) for row in sheet.rows},
        "columns": {column: shown("column", column) for column in sheet.columns},
        "cells": {
            row: {column: shown("cell", row, column) for column in sheet.columns}
            for row in sheet.rows
        },
        "within": _parts(sheet.within, "within", shown),
        "across": _parts(sheet.across, "across", shown),
    }


def _parts(names: Any, kind: str, shown: Any) -> dict[str, dict[str, Shown]]:
    return {name: {part: shown(kind, name, part) for part in names[name]} for name in names}


__all__ = ["HIDDEN", "Key", "Rule", "Sheet", "Shown", "publish"]
