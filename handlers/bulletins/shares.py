"""Shares in tenths of a percent, each rounded by itself: what is equal is told as equal."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
_WHOLE = 1000  # tenths of a percent


def shares(counts: Mapping[K, int]) -> dict[K, str]:
    """Each count's percentage with one decimal, half up (四舍五入): 33.3, 33.3, 33.3. Of nothing, no shares.

    Whoever divides finds what is told, and equal counts have equal shares. The price is that the shares may
    miss 100 by some tenths (`add_up`); the text then says so. Making them add up would tell one of two equal
    classes a tenth too much.
    """
    total = sum(counts.values())
    if not total:
        return {}
    tenths = {key: (2 * count * _WHOLE + total) // (2 * total) for key, count in counts.items()}
    return {key: f"{value // 10}.{value % 10}" for key, value in tenths.items()}


def add_up(told: Iterable[str]) -> bool:
    """Whether shares as they are told sum to exactly 100."""
    return sum(int(share.replace(".", "")) for share in told) == _WHOLE
