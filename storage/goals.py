"""The figures of a plan's goals as they are kept beside its words: read once, when the plan is filed."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from handlers.ledger.items import Comparator, IndicatorKind
from handlers.standings.figures import Figure, GoalFigure

_KINDS = {kind.value: kind for kind in IndicatorKind}
_OPS = {op.value: op for op in Comparator}


def pack_goal(goal: GoalFigure) -> list[Any]:
    """[quarter, value, unit, words, adds, whole_item, like_before, name, kind, op, own, left]"""
    figure = goal.figure
    return [
        goal.quarter,
        figure.value,
        figure.unit,
        figure.words,
        figure.adds,
        goal.whole_item,
        goal.like_before,
        goal.name,
        goal.kind.value,
        goal.op.value,
        goal.own,
        goal.left,
    ]


@lru_cache(maxsize=32_768)
def unpack_goals(packed: str) -> tuple[GoalFigure, ...]:
    """From the column's own text. Kept, since a plan is read with every picture and hardly ever changes."""
    return tuple(
        GoalFigure(
            quarter, Figure(value, unit, words, adds), whole, like, name, _KINDS[kind], _OPS[op], own, left
        )
        for quarter, value, unit, words, adds, whole, like, name, kind, op, own, left in json.loads(packed)
    )
