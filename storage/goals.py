"""The figures of a plan's goals as they are kept beside its words: read once, when the plan is filed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handlers.standings.figures import Figure, GoalFigure


def pack_goal(goal: GoalFigure) -> list[Any]:
    """[quarter, value, unit, words, adds, whole_item, like_before]"""
    figure = goal.figure
    return [
        goal.quarter,
        figure.value,
        figure.unit,
        figure.words,
        figure.adds,
        goal.whole_item,
        goal.like_before,
    ]


def unpack_goals(packed: Sequence[Sequence[Any]]) -> tuple[GoalFigure, ...]:
    return tuple(
        GoalFigure(quarter, Figure(value, unit, words, adds), whole, like)
        for quarter, value, unit, words, adds, whole, like in packed
    )
