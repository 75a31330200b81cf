"""Closing (办结/销号): the steps that the office takes with an item, and which may follow which.

The unit applies by reporting that all is done; the office verifies and closes, or refuses with a reason; what
is closed owes nothing and can be reopened. Every step is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class ClosingStep(StrEnum):
    CLOSED = "closed"  # 办结
    REFUSED = "refused"  # 退回申请
    REOPENED = "reopened"  # 重新打开


_MOVES: Mapping[ClosingStep | None, frozenset[ClosingStep]] = MappingProxyType(
    {
        None: frozenset({ClosingStep.CLOSED, ClosingStep.REFUSED}),
        ClosingStep.CLOSED: frozenset({ClosingStep.REOPENED}),
        ClosingStep.REFUSED: frozenset({ClosingStep.CLOSED, ClosingStep.REFUSED}),
        ClosingStep.REOPENED: frozenset({ClosingStep.CLOSED, ClosingStep.REFUSED}),
    }
)


def may_follow(last: ClosingStep | None, step: ClosingStep) -> bool:
    """Whether the office may take this step after its last one (None: it has taken none yet)."""
    return step in _MOVES[last]
